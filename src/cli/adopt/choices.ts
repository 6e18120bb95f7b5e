/** What the flags of `adopt` say over what was found. Loaded only if one says something. */
import type { Choices } from '../../adopt/adopt.ts';
import type { Survey } from '../../adopt/model.ts';
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
