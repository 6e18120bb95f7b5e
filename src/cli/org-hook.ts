/** `org-hook [directory]`: the stack that judges every other stack of an account. */
import { relative, resolve } from 'node:path';
import { REGION } from '../config/defaults.ts';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import type { RenderedFiles } from '../project/files.ts';
import { renderOrganisationHook } from '../project/organisation-hook.ts';
import { apply } from '../upgrade/apply.ts';
import { readService } from '../upgrade/disk.ts';
import { conflictsOf, plan } from '../upgrade/plan.ts';
import type { Plan } from '../upgrade/plan.ts';
import { packed } from './create/pack.ts';
import { inspectTarget } from './create/target.ts';
import { toolOf } from './create/tool.ts';
import { EXIT } from './exit.ts';
import { quoted } from './command-line.ts';
import { putBack } from './put-back.ts';
import type { Run } from './terminal.ts';

const DEFAULT_DIRECTORY = 'organisation-hook';

export const run: Run<'org-hook'> = async ({ values, positional = DEFAULT_DIRECTORY, terminal }) => {
  const region = values.region ?? terminal.env['AWS_REGION'] ?? terminal.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  if (!REGION.test(region))
    throw new UserError('invalid-region', `${JSON.stringify(region)} is no AWS Region.`, {
      hint: 'Write it as in eu-central-1.',
    });
  const folder = resolve(terminal.cwd, positional);
  const dryRun = values['dry-run'] === true;
  putBack(folder, dryRun, terminal.say);
  const target = inspectTarget(folder, { merge: values.merge === true });
  const planned = await planOf(target.folder, region);
  if (!dryRun) apply(target.folder, planned);
  const conflicts = conflictsOf(planned);
  if (values.json) terminal.out(json(target.folder, planned, dryRun));
  else terminal.say(said(relative(terminal.cwd, target.folder), planned, dryRun));
  return conflicts.length > 0 ? EXIT.incomplete : EXIT.ok;
};

async function planOf(folder: string, region: string): Promise<Plan> {
  const { root, version } = ownPackage();
  const tool = toolOf();
  const files = new Map(renderOrganisationHook({ tool: tool.specification, region }));
  if (tool.vendored !== undefined)
    files.set(tool.vendored, { bytes: await packed(root), executable: false, class: 'managed' });
  const rendered: RenderedFiles = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const there = readService(folder, rendered);
  return plan({ rendered, ...there, tool: `create-fitness-serverless@${version}`, partial: true });
}

function json(folder: string, planned: Plan, dryRun: boolean): string {
  const conflicts = conflictsOf(planned).map(({ path }) => path);
  return `${JSON.stringify({ version: 1, folder, dryRun, actions: planned.actions, conflicts }, null, 2)}\n`;
}

function said(from: string, planned: Plan, dryRun: boolean): string {
  const written = planned.actions.filter(
    ({ class: owner, action }) => owner !== 'state' && (action === 'create' || action === 'update'),
  );
  const conflicts = conflictsOf(planned).map(({ path, reason }) => `! ${path}: ${reason}`);
  const there = from || '.';
  if (dryRun)
    return [
      `Would write ${written.length} files in ${there}:`,
      ...written.map(({ path }) => `+ ${path}`),
      ...conflicts,
      '',
    ].join('\n');
  const next = [from && `cd ${quoted(from)}`, 'npm install', 'npm test', 'npm run build', 'npm run deploy'];
  return [
    `Wrote the organisation hook: ${written.length} files in ${there}.`,
    ...conflicts,
    '',
    'Next:',
    ...next.filter(Boolean).map((line) => `  ${line}`),
    'It begins with FailureMode WARN: it says what it would stop, and stops nothing. README.md says more.',
    '',
  ].join('\n');
}
