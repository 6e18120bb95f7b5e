/** Where an upgrade starts: the service as it stands, what was applied to it last, and a plan for what is to come. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answerIn } from '../config/answer-line.ts';
import { UserError } from '../errors.ts';
import { PACKAGE, ownPackage } from '../package.ts';
import { withFile } from '../project/files.ts';
import type { RenderedFiles } from '../project/files.ts';
import { unsafePath } from '../safe-path.ts';
import { readDisk } from './disk.ts';
import { filesIn, repositoryOf } from './git.ts';
import { MANIFEST_PATH, STATE_FOLDER, basePath, hashOf, parseManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { merge } from './merge/merge.ts';
import { migrationsBetween } from './migrations.ts';
import type { Migration } from './migrations.ts';
import { raisingOwnDependency } from './own-dependency.ts';
import { renameCandidates } from './plan/candidates.ts';
import { pathsToRead, plan } from './plan.ts';
import type { Disk, Plan, PlanInput } from './plan.ts';
import { OF_A_PERSON, findRenames } from './plan/renames.ts';
import { isVendored } from './specification.ts';

export const CONFIG = 'fitness.yaml';
/** Of a service that this tool made. */
export const TEMPLATE = 'template.yaml';

export interface Start {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly manifest: Manifest;
  /** The manifest, and fitness.yaml with its base. */
  readonly disk: Disk;
  /** fitness.yaml as it stands, and its base, if there is one that the manifest knows. */
  readonly yours: string;
  readonly base: string | undefined;
  /** Version that was applied last, and the one that runs. */
  readonly from: string;
  readonly to: string;
  readonly migrations: readonly Migration[];
}

/** @throws UserError `no-manifest`, `no-service`, `broken-manifest` */
export function startIn(root: string, env: NodeJS.ProcessEnv = process.env): Start {
  const disk = readDisk(root, [MANIFEST_PATH, CONFIG, basePath(CONFIG)]);
  const file = disk.get(MANIFEST_PATH);
  if (file?.kind !== 'file') throw noManifest(root);
  const manifest = parseManifest(file.bytes);
  const from = manifest.tool.replace(`${PACKAGE}@`, '');
  const to = ownPackage().version;
  const migrations = migrationsBetween(from, to);
  return { root, env, manifest, disk, yours: configIn(disk, root), base: baseOf(disk, manifest), from, to, migrations };
}

/** What fitness.yaml says of the tool. */
export function specificationIn(yours: string): string {
  return answerIn(yours, 'tool') ?? '';
}

function configIn(disk: Disk, root: string): string {
  const file = disk.get(CONFIG);
  if (file?.kind === 'file') return Buffer.from(file.bytes).toString('utf8');
  throw new UserError('no-service', `There is no ${CONFIG} in ${root}.`, {
    hint: 'It is the only record of the answers. Restore it from version control.',
  });
}

/** A base that is not what the manifest says counts as missing. */
function baseOf(disk: Disk, { files }: Manifest): string | undefined {
  const base = disk.get(basePath(CONFIG));
  if (base?.kind !== 'file' || hashOf(base.bytes) !== files[CONFIG]?.hash) return undefined;
  return Buffer.from(base.bytes).toString('utf8');
}

function noManifest(root: string): UserError {
  return new UserError('no-manifest', `There is no ${MANIFEST_PATH} in ${root}: this tool did not make it.`, {
    hint: 'Run the command in a service that `create` made.',
  });
}

/** With the packed tool that lies in the service, where one does. */
export function withVendored(rendered: RenderedFiles, { root, manifest }: Start): RenderedFiles {
  const path = Object.keys(manifest.files).find(isVendored);
  const file = path === undefined ? undefined : readDisk(root, [path]).get(path);
  return path !== undefined && file?.kind === 'file' ? withFile(rendered, path, file.bytes) : rendered;
}

export type PlanOptions = Pick<
  PlanInput,
  'conflict' | 'restore' | 'skip' | 'theirs' | 'renderer' | 'unread' | 'renamed'
>;

/** The plan for files of the running version. `pristine` becomes the base of fitness.yaml, if that is merged already. */
export function planned(
  start: Start,
  rendered: RenderedFiles,
  pristine: string | undefined,
  options: PlanOptions,
): Plan {
  const { root, manifest, migrations, to } = start;
  const input: PlanInput = {
    ...options,
    rendered,
    disk: readDisk(root, pathsToRead(rendered, manifest, options)),
    manifest,
    tool: `${PACKAGE}@${to}`,
    ...(pristine !== undefined && { merged: new Map([[CONFIG, Buffer.from(pristine)]]) }),
    migrations,
    merge: raisingOwnDependency(merge),
  };
  const { missing, gone, added } = renameCandidates(input);
  const { renamed: known = new Map<string, string>() } = options;
  const none: ReadonlyMap<string, string> = new Map();
  const moved = missing.size > 0 ? findRenames(missing, ownFiles(start, rendered), OF_A_PERSON) : none;
  // what a person deleted is nothing that the tool could rename: a new file that is like it is new
  const left = new Map([...gone].filter(([path]) => !missing.has(path) || moved.has(path)));
  const renamed = left.size > 0 ? findRenames(left, added) : none;
  if (renamed.size + moved.size === 0) return plan(input);
  return plan({
    ...input,
    renamed: new Map([...known, ...renamed]),
    moved,
    disk: readDisk(root, pathsToRead(rendered, manifest, { ...options, moved })),
  });
}

/** A file of which an upgrade could make something is not larger. */
const LARGEST = 1_000_000;

/** What a person may have moved a file to: files that the tool knows nothing of. */
function ownFiles({ root, env, manifest }: Start, rendered: RenderedFiles): ReadonlyMap<string, Uint8Array> {
  const known = new Set([
    ...rendered.keys(),
    ...Object.entries(manifest.files).flatMap(([path, { at }]) => at ?? path),
  ]);
  // under a name with a backslash nothing is written, so nothing is followed to it
  const mayBe = (path: string): boolean =>
    !known.has(path) && !path.startsWith(`${STATE_FOLDER}/`) && unsafePath(path) === undefined;
  const paths = filesIn(root, repositoryOf(root, env)).filter(mayBe);
  return new Map(paths.flatMap((path) => readable(root, path) ?? []));
}

/** A file that nobody may read is followed by nobody. */
function readable(root: string, path: string): [string, Uint8Array][] | undefined {
  const file = join(root, path);
  try {
    return statSync(file).size <= LARGEST ? [[path, readFileSync(file)]] : undefined;
  } catch {
    return undefined;
  }
}
