/** `--interactive`: check by check, then file by file. What somebody says no to stays as it is, and comes again next time. */
import { createInterface } from 'node:readline/promises';
import { UserError } from '../../errors.ts';
import { plain } from '../../report/text.ts';
import type { Upgrade } from '../../upgrade/upgrade.ts';
import { OF_VERSION } from './dirty.ts';
import { diffOf } from './show.ts';

/** Asks a question and gives what was typed. Rejects when there is nobody any more. */
export type Ask = (question: string) => Promise<string>;

/** Plans again, without what somebody said no to. */
export type Replan = (skip: ReadonlyMap<string, string>) => Promise<Upgrade>;

export interface Asking {
  readonly root: string;
  readonly ask: Ask;
  readonly say: (text: string) => void;
  readonly replan: Replan;
  /** Paths that are left alone anyway. */
  readonly skip: ReadonlyMap<string, string>;
}

const HELP = `  y: yes   n: no, leave it as it is   d: show the difference
  a: yes, and all that follow   q: no, and none that follow
`;

/** The plan of what somebody agreed to. */
export async function chosen(upgrade: Upgrade, { root, ask, say, replan, skip }: Asking): Promise<Upgrade> {
  const declined = new Map(skip);
  let agreed = 0;
  let all: 'y' | 'n' | undefined;
  const isOther = upgrade.from !== upgrade.to;
  const first = (path: string): number => (isOther && OF_VERSION.has(path) ? 0 : 1);
  const actions = [...upgrade.plan.actions].sort((a, b) => first(a.path) - first(b.path));
  if (isOther) say('fitness.yaml and package.json come first: without them nothing is upgraded.\n');
  for (const { path, action, reason, class: owner } of actions) {
    if (owner === 'state' || !ASKED.has(action)) continue;
    const diff = (): void => say(diffOf(root, upgrade.plan, path));
    const answer =
      all ?? (await answered(`${plain(`${action} ${path} (${reason})?`)} [y,n,d,a,q] `, { ask, say, diff }));
    if (answer === 'a') all = 'y';
    if (answer === 'q') all = 'n';
    const isNo = answer === 'n' || answer === 'q';
    if (isNo) declined.set(path, 'you said no');
    else agreed++;
    if (isNo && first(path) === 0) return { ...upgrade, plan: { ...(await replan(declined)).plan, writes: [] } };
  }
  if (declined.size === skip.size) return upgrade;
  const rest = await replan(declined);
  // of nothing that anybody agreed to there is no record either
  return agreed === 0 ? { ...rest, plan: { ...rest.plan, writes: [] } } : rest;
}

const ASKED: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'rename', 'conflict']);

type Answer = 'y' | 'n' | 'a' | 'q';

async function answered(
  question: string,
  { ask, say, diff }: { ask: Ask; say: (text: string) => void; diff: () => void },
): Promise<Answer> {
  for (;;) {
    const word = (await ask(question)).trim().toLowerCase();
    if (word === 'd') diff();
    else if (['y', 'n', 'a', 'q'].includes(word)) return word as Answer;
    else say(HELP);
  }
}

/** Questions on the terminal of the process; Ctrl-C and the end of input end it. */
export async function onTerminal<T>(action: (ask: Ask) => Promise<T>): Promise<T> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  lines.once('SIGINT', () => gone.abort());
  lines.once('close', () => gone.abort());
  try {
    return await action((question) => lines.question(question, { signal: gone.signal }));
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    throw new UserError('interrupted', 'Interrupted; nothing was written.', { kind: 'interrupted', cause: error });
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
}
