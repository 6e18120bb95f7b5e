/** The file system as apply uses it: an argument, so that a test can make any call of it fail. */
import {
  accessSync,
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export const nodeFiles = {
  accessSync,
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
};

export type Files = typeof nodeFiles;

export function isThere(path: string, files: Files): boolean {
  try {
    return files.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // below a file there is nothing
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

/** Permission bits of what stands there. */
export function modeOf(path: string, files: Files): number {
  return (files.lstatSync(path)?.mode ?? 0) & 0o777;
}

/** For what may be missing, or not empty. */
export function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // nothing there, or not empty
  }
}

/** Writes a file that must not be there yet. */
export function writeFile(file: string, bytes: Uint8Array, mode: number, sync: boolean, files: Files): void {
  const descriptor = files.openSync(file, 'wx', mode);
  try {
    for (let written = 0; written < bytes.length;) written += files.writeSync(descriptor, bytes, written);
    if (sync) files.fsyncSync(descriptor);
  } finally {
    files.closeSync(descriptor);
  }
}

/** Makes the names in a folder last a power cut. Windows cannot, and needs not. */
export function syncFolder(folder: string, files: Files): void {
  quietly(() => {
    const descriptor = files.openSync(folder, 'r');
    try {
      files.fsyncSync(descriptor);
    } finally {
      files.closeSync(descriptor);
    }
  });
}

/** Renames a file or a link over `to`; from another file system by way of `beside`, which is next to `to`. */
export function move(from: string, to: string, beside: string, files: Files): void {
  try {
    files.renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    place(readStanding(from, files), to, beside, files);
    files.unlinkSync(from);
  }
}

/** A file with its mode, or a link with where it leads. */
export type Content =
  | { readonly bytes: Uint8Array; readonly mode: number; readonly link?: undefined }
  | { readonly bytes: Uint8Array; readonly link: true };

/** Puts a file or a link over `to`: nobody sees half of it. */
export function place(content: Content, to: string, beside: string, files: Files): void {
  try {
    put(content, beside, true, files);
    files.renameSync(beside, to);
  } catch (error) {
    quietly(() => files.unlinkSync(beside));
    throw error;
  }
}

/** Makes a file with exactly that mode, or a link, where nothing is. */
export function put(content: Content, file: string, sync: boolean, files: Files): void {
  if (content.link) return files.symlinkSync(Buffer.from(content.bytes), file);
  writeFile(file, content.bytes, 0o600, sync, files);
  files.chmodSync(file, content.mode);
}

/** @throws Error if it is neither a file nor a link */
export function readStanding(file: string, files: Files): Content {
  const stat = files.lstatSync(file);
  if (stat?.isSymbolicLink()) return { link: true, bytes: files.readlinkSync(file, 'buffer') };
  if (stat?.isFile()) return { mode: stat.mode & 0o777, bytes: files.readFileSync(file) };
  throw new Error(`${file} is neither a file nor a link`);
}

/** Removes what stands there, of a folder all that is in it; links are not followed. */
export function removeTree(path: string, files: Files): void {
  if (!files.lstatSync(path)?.isDirectory()) return files.unlinkSync(path);
  for (const name of files.readdirSync(path)) removeTree(join(path, name), files);
  files.rmdirSync(path);
}
