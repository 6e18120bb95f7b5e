/** Packs this package as `npm pack` would: the same files, always the same bytes, without npm. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { publishedManifest } from '../../../scripts/published-manifest.mjs';
import { UserError } from '../../errors.ts';

/** npm packs these whatever `files` says. */
const ALWAYS = /^(readme|licen[cs]e)(\.|$)/i;
/** The time that npm writes into every tarball, in seconds. */
const TIME = 499_162_500;
const BLOCK = 512;

/**
 * The packed package in `root`. A checkout is packed once for each state of its files: the tarball is kept in its
 * `.cache/`, which git ignores.
 */
export async function packed(root: string): Promise<Buffer> {
  if (basename(dirname(root)) === 'node_modules') return pack(root);
  const folder = join(root, '.cache');
  const kept = join(folder, `packed-${fingerprint(root)}.tgz`);
  if (existsSync(kept)) return readFileSync(kept);
  const tarball = await pack(root);
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (/^packed-[0-9a-f]{64}\.tgz$/.test(name)) rmSync(join(folder, name));
    writeFileSync(`${kept}.${process.pid}`, tarball);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch {
    // a checkout that cannot be written is packed each time
  }
  return tarball;
}

/** Of what would be packed, without reading it. */
function fingerprint(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of ['package.json', ...packedPaths(root, filesOf(root))]) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function filesOf(root: string): readonly string[] {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files?: string[] }).files ?? [];
}

/** Packs the package in `root`: a gzipped tar. */
export async function pack(root: string): Promise<Buffer> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files?: string[] };
  const paths = packedPaths(root, manifest.files ?? []);
  if (!paths.includes('dist/cli/main.js')) {
    throw new UserError('not-built', `${root} is not built.`, { hint: 'Run `npm run build` there first.' });
  }
  const published = Buffer.from(`${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  const entries = ['package.json', ...paths].sort().flatMap((path) => {
    const bytes = path === 'package.json' ? published : readFileSync(join(root, path));
    return [
      header(`package/${path}`, bytes.length, path.startsWith('bin/')),
      bytes,
      Buffer.alloc(-bytes.length & (BLOCK - 1)),
    ];
  });
  return promisify(gzip)(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]), { level: 1 });
}

/** Every file that `files` names, and those that npm always packs. */
export function packedPaths(root: string, files: readonly string[]): string[] {
  const top = readdirSync(root).filter((name) => ALWAYS.test(name));
  const named = files.filter((name) => !name.startsWith('!')).map((name) => name.replace(/\/\*\*(\/\*)?$|\/$/, ''));
  return [...new Set([...top, ...named])].flatMap((name) => filesBelow(root, name)).sort();
}

function filesBelow(root: string, path: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** A header of the ustar format. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function header(path: string, size: number, executable: boolean): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = split(path);
  block.write(name, 0, 100);
  block.write(octal(executable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(TIME, 12), 136);
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\0' + '00', 257);
  block.write(prefix, 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A path of more than 100 bytes is split at a slash. */
function split(path: string): [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ['', path];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    if (Buffer.byteLength(path.slice(at + 1)) <= 100 && at <= 155) return [path.slice(0, at), path.slice(at + 1)];
  }
  throw new Error(`the path is too long for a tarball: ${path}`);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}
