/** `add environment <name>`: in its place among the others, as `create` writes it there. */
import { defaultDeployment } from '../../config/answers.ts';
import { deploymentProblem } from '../../config/deployment.ts';
import { nearest } from '../../config/nearest.ts';
import { schemaProblems, environmentProblem, stackNameProblem } from '../../config/read.ts';
import type { Config } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { editData, type Edit } from '../../template/edit.ts';
import { parseDocument } from '../../template/parse.ts';
import { own } from '../../template/resolve/values.ts';
import type { Upgrade } from '../../upgrade/upgrade.ts';
import { change } from '../change.ts';
import { tablesToWrite, valuesToAllow } from '../samconfig-of-owner.ts';
import { CONFIG_FILE } from '../service.ts';
import type { Addition } from './addition.ts';

const EXAMPLE = '`add environment staging --after dev`';

export const environmentAddition: Addition = {
  example: EXAMPLE,
  options: ['deployment', 'after'],
  add: async ({ name, values, service, terminal }) => {
    const { config, configDocument } = service;
    if (name === undefined)
      throw new UserError('missing-name', 'add environment needs a name.', { hint: `Write ${EXAMPLE}.` });
    const deployment = values.deployment ?? defaultDeployment(name);
    refuse(name, deployment, config);
    const after = predecessor(values.after, Object.keys(config.environments));
    const environments = inserted(own(configDocument?.data, 'environments'), name, deployment, after);
    const edits: Edit[] = [{ path: ['environments'], set: environments }];
    refuseInvalid(configDocument?.data, edits);
    const order = Object.keys(environments);
    const notes = [
      ...(order.at(-1) === name ? [`${name} is the last now: the one that is meant without --env.`] : []),
      ...tablesToWrite(service, name),
    ];
    const review = ({ config: { after: text } }: Upgrade): void => refuseOtherOrder(text, order);
    const ofUpgrade = ({ template: { path, before, after = before } }: Upgrade): string[] =>
      after === undefined ? [] : valuesToAllow(service, parseDocument(after, path).data, name);
    const request = { edits, notes, review, ofUpgrade, nothing: '' };
    return change(service, request, values, terminal, ['add', 'environment', name]);
  },
};

function refuse(name: string, deployment: string, { environments, service, adopted }: Config): void {
  if (Object.hasOwn(environments, name))
    throw new UserError('environment-exists', `${CONFIG_FILE} has the environment ${name}.`, {
      hint: `\`set environments.${name}.deployment=${deployment}\` changes how its traffic shifts.`,
    });
  // the stacks of an adopted service have the names that they have
  const problem = environmentProblem(name) ?? (adopted ? undefined : stackNameProblem(service, name));
  if (problem) throw new UserError('broken-name', `${problem}.`);
  const shift = deploymentProblem(deployment);
  if (shift) throw new UserError('broken-deployment', `--deployment ${shift}.`);
}

/** The environment that it follows; undefined: it is the first. The last one stays the last unless somebody says so. */
function predecessor(after: string | undefined, names: readonly string[]): string | undefined {
  if (after === undefined) return names.length === 1 ? names[0] : names.at(-2);
  if (names.includes(after)) return after;
  const near = nearest(after, names);
  throw new UserError('unknown-environment', `There is no environment ${JSON.stringify(after)}.`, {
    hint: near ? `Did you mean ${near}?` : `There are ${names.join(', ')}.`,
  });
}

function inserted(environments: unknown, name: string, deployment: string, after: string | undefined): object {
  const added = [name, { deployment }] as const;
  const entries = Object.entries(environments as Record<string, unknown>);
  const index = entries.findIndex(([key]) => key === after) + 1;
  return Object.fromEntries([...entries.slice(0, index), added, ...entries.slice(index)]);
}

function refuseInvalid(data: unknown, edits: readonly Edit[]): void {
  const [problem] = schemaProblems(editData(data, edits), undefined, true);
  if (problem) throw new UserError('broken-environment', `${problem.message}.`, { hint: 'Nothing was written.' });
}

/** The order is that of promotion, and the last is the default of `--env`. */
function refuseOtherOrder(text: string, order: readonly string[]): void {
  const made = Object.keys(own(parseDocument(text, CONFIG_FILE).data, 'environments') as object);
  if (made.join('\n') === order.join('\n')) return;
  throw new UserError('edit-impossible', `The environments of ${CONFIG_FILE} are written in an unusual way.`, {
    hint: 'Add it by hand, in its place, then run `upgrade`.',
  });
}
