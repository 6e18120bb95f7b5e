/** What stands against the laws of ownership, and what of it forbids to go on. */
import { isOrganisationConfig } from '../../config/organisation.ts';
import { UserError } from '../../errors.ts';
import type { ErrorKind } from '../../errors.ts';
import { parseDocument } from '../../template/parse.ts';
import { readDisk, readManifest } from '../../upgrade/disk.ts';
import { MANIFEST_PATH, basePath, hashOf } from '../../upgrade/manifest.ts';
import { isDangling } from '../../upgrade/plan.ts';
import type { Plan, Problem } from '../../upgrade/plan.ts';
import { CONFIG_FILE, asService } from '../service.ts';

/** @throws UserError if the folder is that of an organisation hook */
export function refuseOrganisation(root: string): void {
  const file = readDisk(root, [CONFIG_FILE]).get(CONFIG_FILE);
  if (file?.kind !== 'file') return;
  const configDocument = parseDocument(Buffer.from(file.bytes).toString('utf8'), CONFIG_FILE);
  asService({ isOrganisation: isOrganisationConfig(configDocument), configDocument });
}

/** Those of the plan, and bases that are gone or changed though an upgrade can make them anew. Sorted by path. */
export function problemsOf(root: string, { actions, problems = [] }: Plan): Problem[] {
  const manifest = readManifest(readDisk(root, [MANIFEST_PATH]));
  const merged = Object.entries(manifest?.files ?? {}).filter(
    ([path, { class: owner, conflict }]) =>
      owner === 'merged' &&
      conflict === undefined &&
      !problems.some((known) => known.path === path && !isDangling(known)),
  );
  const disk = readDisk(
    root,
    merged.map(([path]) => basePath(path)),
  );
  const made = new Set(actions.flatMap(({ path, action }) => (action === 'create' ? [path] : [])));
  const bases = merged.flatMap(([path, { hash }]): Problem[] => {
    const base = basePath(path);
    const found = disk.get(base);
    const isGone = !found && made.has(base);
    const isChanged = found !== undefined && !(found.kind === 'file' && hashOf(found.bytes) === hash);
    if (!isGone && !isChanged) return [];
    return [{ path, kind: 'no-base', message: `${base} is ${isGone ? 'missing' : 'not what the tool wrote'}.` }];
  });
  return [...problems, ...bases].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** With which an upgrade would lose something, or write over what nobody finished. */
const FORBIDS: Partial<
  Record<Problem['kind'], { readonly kind: ErrorKind; readonly said: string; readonly hint: string }>
> = {
  unresolved: {
    kind: 'incomplete',
    said: 'Conflicts of an earlier upgrade are not resolved',
    hint: 'Make of each marked place what it should be, then run `upgrade` again. `upgrade --abort` takes that upgrade back.',
  },
  'no-base': {
    kind: 'tampered',
    said: 'What the tool last wrote is not known',
    hint: `Restore .fitness/ from version control. Without it, \`upgrade --restore=PATH\` takes the tool's text.`,
  },
};

/** @throws UserError with the first kind of problem that forbids to go on, naming every file */
export function refuseProblems({ problems = [] }: Plan): void {
  for (const [kind, { kind: status, said, hint }] of Object.entries(FORBIDS)) {
    const found = problems.filter((problem) => problem.kind === kind);
    if (found.length === 0) continue;
    const list = found.map(({ message }) => `  ${message}`).join('\n');
    throw new UserError(kind, `${said}:\n${list}`, { kind: status, hint });
  }
}
