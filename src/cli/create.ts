/** `create [directory]`: answers → plan → files → repository → dependencies. */
import { relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import { conflictsOf } from '../upgrade/plan.ts';
import { completed, readGiven, requireAnswered } from './create/answers.ts';
import type { Given } from './create/answers.ts';
import { carryOut } from './create/carry-out.ts';
import { installation } from './create/install.ts';
import { describePlan, describeResult, planJson } from './create/show.ts';
import { lookAround } from './create/surroundings.ts';
import type { Surroundings } from './create/surroundings.ts';
import { SAM_TEMPLATE, inspectTarget } from './create/target.ts';
import { toolOf } from './create/tool.ts';
import { EXIT } from './exit.ts';
import { putBack } from './put-back.ts';
import type { Run } from './terminal.ts';

export const run: Run<'create'> = async ({ values, positional, terminal }) => {
  const merge = values.merge === true;
  const dryRun = values['dry-run'] === true;
  const inspect = (directory: string): string => {
    const folder = resolve(terminal.cwd, directory);
    putBack(folder, dryRun, terminal.say);
    return inspectTarget(folder, { merge, named: directory }).folder;
  };
  if (positional === '')
    throw new UserError('invalid-directory', 'The directory has no name.', {
      hint: 'Name a folder that is new or empty.',
    });
  let directory: string | undefined;
  try {
    directory = positional === undefined ? undefined : inspect(positional);
  } catch (error) {
    if (!isAdoptable(error) || values.yes === true || values.json === true || !terminal.interactive) throw error;
    const { adoptInstead } = await import('./create/adopt-instead.ts');
    return adoptInstead(error, { values, positional, terminal });
  }
  const given = readGiven(values, { directory, cwd: terminal.cwd });
  const around = await lookAround(directory ?? resolve(terminal.cwd, 'service'), terminal.env);
  const tool = toolOf();
  const detected = {
    tool: tool.specification,
    ...(around.region && { region: around.region }),
    ...(around.packageManager && { packageManager: around.packageManager }),
  };
  const defaults = { region: 'us-east-1', packageManager: 'npm' as const, ...detected };

  let said: Given = given;
  if (values.yes !== true && terminal.interactive)
    said = await asked(given, { defaults, around, free: directory === undefined ? inspect : undefined });
  else if (values.yes !== true) requireAnswered(given, detected, terminal.env);
  const answers = completed(said, defaults);

  const folder = directory ?? inspect(answers.name);
  const { planService } = await import('./create/plan-service.ts');
  const service = await planService({ folder, answers, tool });
  const git = (said.creation.git ?? true) && !around.repository;
  const installs = (said.creation.install ?? true) ? installation(folder, answers.packageManager, around) : undefined;
  const steps = { folder, answers, around, git, gitWanted: said.creation.git, installs, plan: service.plan };
  if (dryRun) {
    terminal.out(values.json ? planJson(steps, { dryRun }) : describePlan(steps, terminal));
    return conflictsOf(service.plan).length > 0 ? EXIT.incomplete : EXIT.ok;
  }
  const result = await carryOut(steps, terminal);
  if (values.json) terminal.out(planJson(steps, { dryRun, result }));
  else
    terminal.say(
      describeResult(steps, result, {
        color: terminal.color,
        from: relative(terminal.cwd, folder),
        version: ownPackage().version,
      }),
    );
  return result.installProblem !== undefined || conflictsOf(service.plan).length > 0 ? EXIT.incomplete : EXIT.ok;
};

function isAdoptable(error: unknown): error is UserError {
  return error instanceof UserError && error.code === SAM_TEMPLATE;
}

interface Asking {
  readonly defaults: Parameters<typeof completed>[1];
  readonly around: Surroundings;
  /** Throws if the folder of that name is not free; absent if the folder was named. */
  readonly free: ((directory: string) => unknown) | undefined;
}

/** The questions are loaded only when there is somebody to answer them. */
async function asked(given: Given, { defaults, around, free }: Asking): Promise<Given> {
  const { converse } = await import('./create/converse.ts');
  return converse(given, { defaults, gitIsPossible: !around.repository, free });
}
