/** Carries a plan out: files, repository, dependencies, first commit. Interrupted, it takes back all that it made. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Answers } from '../../config/answers.ts';
import { UserError } from '../../errors.ts';
import { apply } from '../../upgrade/apply.ts';
import type { Plan } from '../../upgrade/plan.ts';
import { listenForInterruption } from '../interruption.ts';
import type { Terminal } from '../terminal.ts';
import { firstCommit, initRepository } from './git.ts';
import { beforeInstalling, install } from './install.ts';
import type { Installation } from './install.ts';
import type { Surroundings } from './surroundings.ts';

export interface Steps {
  readonly folder: string;
  readonly answers: Answers;
  readonly around: Surroundings;
  /** Make a repository? */
  readonly git: boolean;
  /** What was said about it; undefined: nothing. */
  readonly gitWanted: boolean | undefined;
  readonly installs: Installation | undefined;
  readonly plan: Plan;
}

export interface Result {
  /** Why there is no repository, or no first commit. */
  readonly gitProblem?: string;
  readonly committed: boolean;
  /** Why the dependencies are not installed. The files stay. */
  readonly installProblem?: string;
}

export async function carryOut(steps: Steps, terminal: Terminal): Promise<Result> {
  const takeBack: (() => void)[] = [];
  const interruption = listenForInterruption();
  try {
    const applied = apply(steps.folder, steps.plan);
    takeBack.push(() => applied.undo());
    return await interruption.guard(() => afterFiles(steps, terminal, interruption.signal, takeBack));
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    for (const undo of takeBack.reverse()) undo();
    throw new UserError('interrupted', 'Interrupted; everything that was made is removed.', {
      kind: 'interrupted',
      cause: error,
    });
  } finally {
    interruption.stop();
  }
}

async function afterFiles(
  steps: Steps,
  { env, say }: Terminal,
  signal: AbortSignal,
  takeBack: (() => void)[],
): Promise<Result> {
  const { folder, plan, git, installs } = steps;
  const fresh = plan.writes.length > 0;
  let gitProblem: string | undefined;
  if (git && fresh) {
    const repository = join(folder, '.git');
    if (!existsSync(repository)) takeBack.push(() => rmSync(repository, { recursive: true, force: true }));
    gitProblem = await initRepository({ folder, env, signal });
    signal.throwIfAborted();
  }
  let installProblem: string | undefined;
  if (installs && fresh) {
    takeBack.push(beforeInstalling(installs));
    say(`Installing with ${installs.command} …\n`);
    installProblem = await install(installs, { env, signal, show: true });
    signal.throwIfAborted();
  }
  let committed = false;
  // without its lockfile the first commit would not be whole
  if (git && fresh && gitProblem === undefined && installProblem === undefined) {
    gitProblem = await firstCommit({ folder, env, signal }, `Create ${steps.answers.name}`);
    committed = gitProblem === undefined;
    signal.throwIfAborted();
  }
  return {
    committed,
    ...(gitProblem !== undefined && { gitProblem }),
    ...(installProblem !== undefined && { installProblem }),
  };
}
