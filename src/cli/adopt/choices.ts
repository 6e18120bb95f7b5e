/** What the flags of `adopt` say over what was found. Loaded only if one says something. */
import type { Choices } from '../../adopt/adopt.ts';
import type { Survey } from '../../adopt/model.ts';
import { whyNoSource } from '../../adopt/survey.ts';
import type { Folder } from '../../adopt/survey.ts';
import { pathInside } from '../../adopt/survey/folder.ts';
import { manifestIn } from '../../adopt/survey/pipelines.ts';
import { defaultDeployment, validateAnswers } from '../../config/answers.ts';
import { UserError } from '../../errors.ts';
import { deploymentsOf } from '../create/answers.ts';
import type { Values } from '../options.ts';

type Said = Pick<Choices, 'service' | 'region' | 'environments'>;

export function saysAnything({ name, region, environment, deployment }: Values<'adopt'>): boolean {
  return [name, region, environment, deployment].some((value) => value !== undefined);
}

/** @throws UserError `invalid-answers` with everything that is wrong at once */
export function saidBy({ name, region, environment, deployment = [] }: Values<'adopt'>, survey: Survey): Said {
  const flags = deploymentsOf(deployment);
  const found = new Map(survey.environments.map((one) => [one.name, one.deployment]));
  const names = environment ?? [...found.keys()];
  const own = new Map(Object.entries(flags.own));
  const environments = names.map((one) => {
    return { name: one, deployment: own.get(one) ?? flags.all ?? found.get(one) ?? defaultDeployment(one) };
  });
  const all = new Map([...environments.map((one) => [one.name, one.deployment] as const), ...own]);
  const problems = validateAnswers({
    name: name ?? survey.service,
    environments: names,
    deployment: Object.fromEntries(all),
    ...(region !== undefined && { region }),
  }).filter(({ missing }) => !missing);
  if (problems.length > 0)
    throw new UserError('invalid-answers', [...new Set(problems.map(({ message }) => message))].join('\n'));
  return {
    ...(name !== undefined && { service: name }),
    ...(region !== undefined && { region }),
    ...((environment !== undefined || deployment.length > 0) && { environments }),
  };
}

/**
 * The hooks that `--hooks` names.
 *
 * @param folder what was looked through
 * @param root of the service in it
 * @param kept what an adopted service has
 * @throws UserError where they cannot be those
 */
export function hooksSaid(
  kind: Survey['hooks'],
  folder: Folder,
  root: string,
  kept: Survey['hooks'] | 'none',
): Survey['hooks'] {
  if (kept !== 'none' && kept !== kind)
    throw new UserError('other-hooks', `${root} is adopted, and its hooks are ${kept}.`, {
      hint: `To have it otherwise: unadopt, commit, and adopt it again with --hooks ${kind}.`,
    });
  const why =
    kind === 'source' ? whyNoSource(manifestIn(folder, pathInside(folder.root, root) ?? ''), root) : undefined;
  if (why === undefined) return kind;
  throw new UserError('no-source-hooks', `The hooks in ${root} cannot be source: ${why}.`, {
    hint: '--hooks prebuilt needs nothing of Node to build.',
  });
}
