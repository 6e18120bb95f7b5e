/** `eject <path>`: a generated file becomes its owner's. Recorded with a reason, and nothing else changes. */
import { plain } from '../report/text.ts';
import { upgradeJson } from '../report/upgrade-json.ts';
import { readDisk } from '../upgrade/disk.ts';
import { repositoryOf } from '../upgrade/git.ts';
import { MANIFEST_PATH, hashOf, offerPath, serializeManifest } from '../upgrade/manifest.ts';
import type { Manifest, ManifestEntry } from '../upgrade/manifest.ts';
import type { Plan, PlannedAction, Problem } from '../upgrade/plan.ts';
import { isMarkedBy } from '../upgrade/plan/judge.ts';
import { refuseOlderTool } from '../upgrade/older-tool.ts';
import { UserError } from '../errors.ts';
import { EXIT } from './exit.ts';
import { ejectable, manifestHere, recordedFile } from './eject/recorded.ts';
import { serviceFolder } from './service-folder.ts';
import type { Run } from './terminal.ts';
import { applyOver } from './upgrade/apply-over.ts';
import { refuseProblems } from './upgrade/problems.ts';
import { refuseInterrupted } from './upgrade/request.ts';

export const run: Run<'eject'> = async ({ values, positionals, terminal }) => {
  if (positionals.length === 0)
    throw new UserError('missing-path', 'No file to eject is named.', { hint: 'Write `eject buildspec.yml`.' });
  const reason = reasonOf(values.reason);
  const root = serviceFolder(terminal.cwd);
  await refuseInterrupted(root);
  refuseOlderTool(root);
  const { manifest, bytes, version } = manifestHere(root);
  const paths = positionals.map((named) => recordedFile(named, { root, cwd: terminal.cwd, manifest }));
  for (const path of paths) ejectable(path, manifest);
  const ejected = paths.map((path): [string, ManifestEntry] => {
    const entry = manifest.files[path] as ManifestEntry;
    return [path, { ...entry, ejected: values.reason === undefined ? (entry.ejected ?? reason) : reason }];
  });
  const next = serializeManifest({ ...manifest, files: { ...manifest.files, ...Object.fromEntries(ejected) } });
  const plan: Plan = {
    actions: ejected.map(([path, { class: owner, ejected: why = '' }]): PlannedAction => {
      return { path, class: owner, action: 'keep', reason: `yours from now on: ${why}` };
    }),
    writes: hashOf(next) === hashOf(bytes) ? [] : [recordOf(next, bytes)],
  };
  const dryRun = values['dry-run'] === true;
  if (plan.writes.length > 0) refuseOpen(root, manifest);
  if (!dryRun) {
    const isRepository = repositoryOf(root, terminal.env) !== undefined;
    await applyOver(root, plan, { isRepository, command: ['eject', ...paths] });
  }
  if (values.json) terminal.out(upgradeJson({ ...NOTHING, from: version, to: version, dryRun, actions: plan.actions }));
  else for (const { path, reason: why } of plan.actions) terminal.out(`${plain(`${path}: ${why}`)}\n`);
  const warnings = plan.writes.length === 0 ? [] : paths.flatMap((path) => warningsOf(path, manifest));
  terminal.say([...warnings, ...(dryRun ? ['Nothing was written.'] : [])].map((line) => `${line}\n`).join(''));
  return EXIT.ok;
};

/** @throws UserError `unresolved` while conflicts of an upgrade are open: taking that back would take this back with it */
function refuseOpen(root: string, { files }: Manifest): void {
  const open = Object.entries(files).flatMap(([path, { at = path, unresolved, conflict }]): Problem[] => {
    const now = readDisk(root, [at, offerPath(path)]);
    const file = now.get(at);
    const isMarked = unresolved !== undefined && file?.kind === 'file' && isMarkedBy(unresolved, file.bytes);
    const waits = conflict !== undefined && now.has(offerPath(path));
    return isMarked || waits ? [{ path, kind: 'unresolved', message: at }] : [];
  });
  refuseProblems({ actions: [], writes: [], problems: open });
}

/** Of a report: no version, file or check changes. */
const NOTHING = {
  checks: { added: [], removed: [], changed: [] },
  score: undefined,
  trialFailures: [],
  migrations: [],
  conflicts: [],
  notices: [],
  kept: [],
  problems: [],
};

function reasonOf(reason = 'by hand'): string {
  if (!/[\p{Cc}\u2028\u2029]/u.test(reason) && reason.trim() !== '' && reason.length <= 200) return reason;
  throw new UserError('broken-reason', '--reason is one line of at most 200 characters.');
}

function recordOf(bytes: Uint8Array, before: Uint8Array): Plan['writes'][number] {
  return { path: MANIFEST_PATH, content: { bytes, executable: false }, before: hashOf(before) };
}

/** What an upgrade mends there does not reach the service any more. */
const LOSSES: readonly (readonly [path: RegExp, loses: string])[] = [
  [/^fitness\/hooks\//, 'a check that is new, and the readers that it needs, are not wired in'],
  [/^fitness\/checks\//, 'a check that judges wrongly stays as it is'],
  [/^template\.yaml$/, 'permissions, hooks and alarms of new versions are not merged in'],
];

/** Of a file that is its owner's, and holds parts of ours. */
const LOSS_OF_PARTS = 'what new versions change of what is ours in it is not merged in';

function warningsOf(path: string, { files }: Manifest): string[] {
  const lost = files[path]?.parts ? ([/./, LOSS_OF_PARTS] as const) : undefined;
  const found = lost ?? LOSSES.find(([name]) => name.test(path));
  return found ? [`Upgrades do not reach ${path} any more: ${found[1]}.`] : [];
}
