/** `.fitness/manifest.json`: what the tool wrote into a repository, so that an edit of a person is told from its own text. */
import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { FileClass } from '../project/files.ts';
import { unsafePath } from './paths.ts';

export const STATE_FOLDER = '.fitness';
export const MANIFEST_PATH = `${STATE_FOLDER}/manifest.json`;

/** Pristine copy of a merged file; under its real name Prettier and Renovate would edit it. */
export function basePath(path: string): string {
  return `${STATE_FOLDER}/base/${path}.base`;
}

/** Where our text waits when a file that a person wrote stands in its place. */
export function offerPath(path: string): string {
  return `${STATE_FOLDER}/conflicts/${path}`;
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
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unix = text.includes('\r\n') ? Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : text;
  return createHash('sha256').update(unix).digest('hex');
}

/** One line per fact, sorted: two branches that changed different files merge. */
export function serializeManifest(manifest: Manifest): Uint8Array {
  const files = Object.entries(manifest.files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { class: owner, mode, hash, conflict }]): [string, ManifestEntry] => [
      path,
      { class: owner, mode, hash, ...(conflict !== undefined && { conflict }) },
    ]);
  return Buffer.from(`${JSON.stringify({ ...manifest, files: Object.fromEntries(files) }, null, 2)}\n`);
}

/**
 * Reads a manifest. It comes from a repository, so it is not trusted: each path stays inside.
 * @throws UserError of kind `tampered` if it is not one, or names a path outside
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw broken('is not JSON', cause);
  }
  if (!isRecord(data) || !isRecord(data['files'])) throw broken('has no "files"');
  if (data['version'] !== 1) throw broken(`has version ${JSON.stringify(data['version'])}; this tool reads version 1`);
  const files = Object.entries(data['files']).map(([path, entry]): [string, ManifestEntry] => {
    const problem = unsafePath(path);
    if (problem) throw broken(`names ${JSON.stringify(path)}, which ${problem}`);
    if (!isEntry(entry)) throw broken(`has a broken entry for ${JSON.stringify(path)}`);
    return [path, entry];
  });
  return {
    version: 1,
    tool: String(data['tool']),
    renderer: data['renderer'] === 'projenrc' ? 'projenrc' : 'create-fitness-serverless',
    files: Object.fromEntries(files),
  };
}

function isEntry(value: unknown): value is ManifestEntry {
  return (
    isRecord(value) &&
    ['managed', 'merged', 'once'].includes(value['class'] as string) &&
    ['644', '755'].includes(value['mode'] as string) &&
    isHash(value['hash']) &&
    (value['conflict'] === undefined || isHash(value['conflict']))
  );
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(what: string, cause?: unknown): UserError {
  return new UserError('broken-manifest', `${MANIFEST_PATH} ${what}.`, {
    kind: 'tampered',
    hint: 'Restore it from version control.',
    cause,
  });
}
