/** A packed version of the tool that somebody names: `--to create-fitness-serverless-1.4.0.tgz`. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import semver from '#semver';
import { UserError } from '../../errors.ts';
import { isRecord } from '../../template/resolve/values.ts';

const BLOCK = 512;
/** Unpacked, in bytes; the package has a tenth of it. */
const LARGEST = 512 * 1024 * 1024;

/** @throws UserError `no-tarball`, or `broken-tarball` if it is no package of ours */
export function versionInTarball(file: string, shown: string): string {
  if (!existsSync(file))
    throw new UserError('no-tarball', `There is no ${shown}.`, {
      hint: 'Name a version, a tag, or a packed create-fitness-serverless.',
    });
  const manifest = manifestIn(file);
  const { name, version } = isRecord(manifest) ? manifest : {};
  if (name === 'create-fitness-serverless' && typeof version === 'string' && semver.valid(version)) return version;
  throw new UserError('broken-tarball', `${shown} is no package of create-fitness-serverless.`, {
    hint: 'Make one with `npm pack`.',
  });
}

/**
 * The same bytes at a place that names them. npm takes a tarball for what it installed of that path before, whatever is in
 * it now (seen with npm 11.19).
 */
export function byItsContent(file: string): string {
  const bytes = readFileSync(file);
  const folder = ownFolder(`fitness-serverless-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`);
  const copy = join(folder, 'create-fitness-serverless.tgz');
  writeFileSync(copy, bytes);
  return copy;
}

/** The temporary folder of that name, if nobody else can write there; else one of a name that nobody foresees. */
function ownFolder(name: string): string {
  const folder = join(tmpdir(), name);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    // there are no owners on Windows, whose temporary folder is a person's own
    const isOwn =
      stat?.isDirectory() &&
      (process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o22) === 0));
    return isOwn ? folder : mkdtempSync(join(tmpdir(), 'fitness-serverless-'));
  }
}

/** package.json of a packed package: the folder around it has any name. Undefined if the file holds none. */
function manifestIn(file: string): unknown {
  try {
    const tar = gunzipSync(readFileSync(file), { maxOutputLength: LARGEST });
    for (let at = 0; at + BLOCK <= tar.length;) {
      const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0;
      const path = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
      const start = at + BLOCK;
      if (/^[^/]+\/package\.json$/.test(path)) return JSON.parse(tar.toString('utf8', start, start + size));
      at = start + Math.ceil(size / BLOCK) * BLOCK;
    }
  } catch {
    // it is no gzipped tar, or its package.json is no JSON
  }
  return undefined;
}
