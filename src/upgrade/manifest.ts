/** `.fitness/manifest.json`: what the tool wrote into a repository, so that an edit of a person is told from its own text. */
import { hash } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { FileClass } from '../project/files.ts';
import { unsafePath } from '../safe-path.ts';

export const STATE_FOLDER = '.fitness';
export const MANIFEST_PATH = `${STATE_FOLDER}/manifest.json`;

/** Pristine copy of a merged file; under its real name Prettier and Renovate would edit it. */
export function basePath(path: string): string {
  return `${STATE_FOLDER}/base/${path}.base`;
}

/** What of ours was put into a file that is its owner's. */
export function insertedPath(path: string): string {
  return `${STATE_FOLDER}/inserted/${path}.json`;
}

/** Where our text waits when a file that a person wrote stands in its place. */
export function offerPath(path: string): string {
  return `${STATE_FOLDER}/conflicts/${path}`;
}

/** Where the changes wait that did not fit in, as `patch` leaves them. */
export function rejectPath(path: string): string {
  return `${path}.rej`;
}

/** What is recorded of one generated file. */
export interface ManifestEntry {
  readonly class: FileClass;
  /** As git knows them: a text, a program, a symbolic link. */
  readonly mode: '644' | '755' | '120000';
  /** `hashOf` the text that the tool last wrote there (of a merged file: of its base); of the offer if it never did. */
  readonly hash: string;
  /** `hashOf` the text that waits in `.fitness/conflicts/` until a person settles it. */
  readonly conflict?: string;
  /** The version whose conflict markers were written into the file; gone once no marker of it is left. */
  readonly unresolved?: string;
  /** Why the file is its owner's now: the tool does not touch it until `uneject`. */
  readonly ejected?: string;
  /** Where the person moved it. */
  readonly at?: string;
  /** True if the file is its owner's, and the base is what of ours is in it. */
  readonly parts?: true;
}

export interface Manifest {
  readonly version: 1;
  /** `create-fitness-serverless@<version>`. */
  readonly tool: string;
  /** What renders the files: this tool, or a `.projenrc` of the repository. */
  readonly renderer: 'create-fitness-serverless' | 'projenrc';
  readonly files: Readonly<Record<string, ManifestEntry>>;
}

/** SHA-256 of the text with CRLF read as LF, so that `core.autocrlf` is no edit. */
export function hashOf(bytes: Uint8Array): string {
  const known = hashes.get(bytes);
  if (known !== undefined) return known;
  const made = hashed(bytes);
  hashes.set(bytes, made);
  return made;
}

/** What every service gets is read once, and hashed once. */
const hashes = new WeakMap<Uint8Array, string>();

function hashed(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unix = text.includes('\r\n') ? Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : text;
  return hash('sha256', unix, 'hex');
}

/** One line per fact, sorted by path: two branches that changed different files merge. */
export function serializeManifest({ version, tool, renderer, files }: Manifest): Uint8Array {
  const sorted = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, entry]): [string, ManifestEntry] => [path, ordered(entry)]);
  return Buffer.from(`${JSON.stringify({ version, tool, renderer, files: Object.fromEntries(sorted) }, null, 2)}\n`);
}

function ordered({ class: owner, mode, hash, conflict, unresolved, ejected, at, parts }: ManifestEntry): ManifestEntry {
  return {
    class: owner,
    mode,
    hash,
    ...(conflict !== undefined && { conflict }),
    ...(unresolved !== undefined && { unresolved }),
    ...(ejected !== undefined && { ejected }),
    ...(at !== undefined && { at }),
    ...(parts !== undefined && { parts }),
  };
}

/**
 * Reads a manifest. It comes from a repository, so it is not trusted: each path stays inside, and names no record of the tool.
 * @throws UserError of kind `tampered` if it is not one, has conflict markers, or names a path outside
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  const text = Buffer.from(bytes).toString('utf8');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw unmerged(text) ?? broken('is not JSON', cause);
  }
  if (!isRecord(data) || !Object.hasOwn(data, 'files') || !isRecord(data['files'])) throw broken('has no "files"');
  if (data['version'] !== 1) throw broken(`has version ${JSON.stringify(data['version'])}; this tool reads version 1`);
  const { tool } = data;
  if (typeof tool !== 'string') throw broken('does not say which "tool" wrote it');
  const files = Object.entries(data['files']).map(([path, entry]): [string, ManifestEntry] => {
    refusePath(path);
    if (!isEntry(entry)) throw broken(`has a broken entry for ${JSON.stringify(path)}`);
    if (entry.at !== undefined) refusePath(entry.at);
    return [path, ordered(entry)];
  });
  return {
    version: 1,
    tool,
    renderer: data['renderer'] === 'projenrc' ? 'projenrc' : 'create-fitness-serverless',
    files: Object.fromEntries(files),
  };
}

function refusePath(path: string): void {
  const problem = unsafePath(path) ?? (isRecordOfTheTool(path) ? 'is a record of the tool' : undefined);
  if (problem) throw broken(`names ${JSON.stringify(path)}, which ${problem}`);
}

/** The manifest, bases, offers, the journal; `.fitness/.gitignore` is a file like any other. */
function isRecordOfTheTool(path: string): boolean {
  const [folder, ...rest] = path.split('/');
  return folder?.toLowerCase() === STATE_FOLDER && (rest.length !== 1 || rest[0]?.toLowerCase() === 'manifest.json');
}

function isEntry(value: unknown): value is ManifestEntry {
  if (!isRecord(value)) return false;
  const { class: owner, mode, hash, conflict, unresolved, ejected, at, parts } = value;
  return (
    ['managed', 'merged', 'once'].includes(owner as string) &&
    ['644', '755', '120000'].includes(mode as string) &&
    isHash(hash) &&
    (conflict === undefined || isHash(conflict)) &&
    [unresolved, ejected, at].every((fact) => fact === undefined || typeof fact === 'string') &&
    (parts === undefined || (parts === true && owner === 'merged'))
  );
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Two branches were upgraded: either side will do, since the next upgrade makes the rest true. */
function unmerged(text: string): UserError | undefined {
  const line = text.split('\n').findIndex((one) => /^(<{7}|>{7})( |\r?$)/.test(one)) + 1;
  if (line === 0) return undefined;
  return new UserError('broken-manifest', `${MANIFEST_PATH} has conflict markers.`, {
    kind: 'tampered',
    location: { file: MANIFEST_PATH, line, column: 1 },
    hint: `Take either side (git checkout --ours ${MANIFEST_PATH}), then run \`upgrade\` again: it makes the rest true.`,
  });
}

function broken(what: string, cause?: unknown): UserError {
  return new UserError('broken-manifest', `${MANIFEST_PATH} ${what}.`, {
    kind: 'tampered',
    hint: 'Restore it from version control.',
    cause,
  });
}
