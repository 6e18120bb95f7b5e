/** `drift --stack-name S`: where what is deployed and its template disagree on what checks read. */
import { evaluate } from '../checks/evaluate.ts';
import { forEnvironment } from '../config/defaults.ts';
import { checksOf } from '../fitness/enabled.ts';
import type { Status } from '../fitness/report.ts';
import { driftOf, type Drift } from '../live/drift.ts';
import { nameOf } from '../live/cloudformation.ts';
import { renderDrift } from '../report/drift.ts';
import { unjudgedGear } from '../template/gear.ts';
import { UserError } from '../errors.ts';
import { deployedHere, type DeployedHere } from './deployed-stack.ts';
import { lineOf } from './diagnostics.ts';
import { EXIT } from './exit.ts';
import { sayOwnChecks } from './service-checks.ts';
import type { Run } from './terminal.ts';

/** A verdict that is another one on what is deployed than on the template. */
export interface ChangedVerdict {
  readonly check: string;
  readonly resource: string;
  readonly template: Status;
  readonly deployed: Status;
  readonly message: string;
}

export const run: Run<'drift'> = async ({ values, terminal }) => {
  const { 'stack-name': stackName } = values;
  if (stackName === undefined)
    throw new UserError('missing-stack', '--stack-name is missing.', { hint: 'Name the stack that is deployed.' });
  const here = await deployedHere({ ...values, 'stack-name': stackName }, terminal.cwd);
  sayOwnChecks(here.own, terminal.say);
  for (const each of here.notices) terminal.say(`${lineOf(each)}\n`);
  const drift = driftOf(here.template, here.resourceOf);
  const data = {
    version: 1,
    stack: nameOf(here.stack.stackId),
    ...drift,
    verdicts: changedVerdicts(here),
    unread: here.unread,
  };
  terminal.out(values.json ? `${JSON.stringify(data, null, 2)}\n` : renderDrift(data, terminal));
  return statusOf(drift, here);
};

function statusOf({ drifted, found, unknown }: Drift, { unread }: DeployedHere) {
  if (drifted.length + found.length > 0) return EXIT.no;
  return unknown.length + unread.length > 0 ? EXIT.incomplete : EXIT.ok;
}

/** Of what fails there, or is not known there, and would pass by the template; or the other way round. */
function changedVerdicts({ template, own, environment }: DeployedHere): ChangedVerdict[] {
  const { deployed: _, ...inputs } = template.inputs;
  const options = { now: new Date(), exclude: unjudgedGear(template) };
  const enabled = checksOf(forEnvironment(own.config, environment).checks, own.checks);
  const then = evaluate({ ...template, inputs }, enabled, options).results;
  const before = new Map(then.map(({ check, resource, status }) => [`${check} ${resource}`, status]));
  return evaluate(template, enabled, options).results.flatMap(({ check, resource, status, message }) => {
    const was = before.get(`${check} ${resource}`);
    if (was === undefined || was === status) return [];
    return [{ check, resource, template: was, deployed: status, message }];
  });
}
