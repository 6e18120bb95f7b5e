/**
 * One command at a time writes into a repository: the folder of its journal is the lock.
 *
 * Who holds it says so in `owner.<n>.json`; the highest number counts. A file of that name is made exclusively, so of many
 * that find a dead owner exactly one becomes the next.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { quietly, writeFile } from './files.ts';
import type { Files } from './files.ts';

const OWNER = /^owner\.(\d{1,9})\.json$/;
/** How long a file of an owner may be unfinished before it counts as left by a kill. */
const UNFINISHED_MS = 500;
/** An owner that cannot be looked at is alive for that long: no command holds the lock for more than seconds. */
const OUT_OF_SIGHT_MS = 600_000;

/** A process that holds the lock. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's own words; tells it from a later one with the same number. */
  readonly start?: string;
  /** Its arguments. */
  readonly command?: readonly string[];
}

/** Tells whether an owner still runs; `age`: since it took the lock, in milliseconds. */
export type IsAlive = (owner: Owner, age: number) => boolean;

export function thisProcess(command?: readonly string[]): Owner {
  const start = startOf(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(start !== undefined && { start }),
    ...(command && { command }),
  };
}

export const isRunning: IsAlive = ({ pid, host, start }, age) => {
  if (host !== hostname()) return age < OUT_OF_SIGHT_MS;
  // applying is synchronous: it is an earlier process that had our number, as in a container it often does
  if (pid === process.pid || !answers(pid)) return false;
  const now = startOf(pid);
  return start === undefined || now === undefined ? age < OUT_OF_SIGHT_MS : start === now;
};

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of /proc/<pid>/stat (proc_pid_stat(5)); the name before it may hold anything. Undefined where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** What stands in the way of taking a lock, if anything does. */
export function ownersOf(folder: string, files: Files): number[] {
  try {
    return files
      .readdirSync(folder)
      .flatMap((name) => OWNER.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Throws `busy` while the owner of a journal's folder is alive. @returns the number of the last one that is dead */
export function refuseBusy(folder: string, isAlive: IsAlive, files: Files): number | undefined {
  const last = ownersOf(folder, files).at(-1);
  if (last === undefined) return undefined;
  const owner = finishedOwner(folder, last, files);
  if (owner && isAlive(owner, ageOf(folder, last, files))) throw busy(folder, owner);
  return last;
}

/**
 * Becomes the owner of a journal's folder that is there.
 * @throws UserError `busy` if another one is, or was quicker
 */
export function takeOver(folder: string, owner: Owner, isAlive: IsAlive, files: Files): void {
  // after the one that was found dead, not after whoever came since: of those that found it one has this number
  const next = (refuseBusy(folder, isAlive, files) ?? -1) + 1;
  const file = ownerFile(folder, next);
  try {
    writeFile(file, Buffer.from(JSON.stringify(owner)), 0o600, false, files);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw busy(folder, readOwner(folder, next, files));
    quietly(() => files.unlinkSync(file));
    throw error;
  }
}

/** Owns a folder no more. */
export function release(folder: string, files: Files): void {
  for (const number of ownersOf(folder, files)) files.unlinkSync(ownerFile(folder, number));
}

/** The command that an interrupted journal was made for. A repository may hold a made-up one: only this machine's own counts. */
export function commandOf(folder: string, files: Files): readonly string[] | undefined {
  const owners = ownersOf(folder, files).map((number) => readOwner(folder, number, files));
  return owners.find((owner) => owner?.command !== undefined && owner.host === hostname())?.command;
}

export function isOwnerFile(name: string): boolean {
  return OWNER.test(name);
}

function ownerFile(folder: string, number: number): string {
  return join(folder, `owner.${number}.json`);
}

function ageOf(folder: string, number: number, files: Files): number {
  return Date.now() - (files.lstatSync(ownerFile(folder, number), { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/** An owner writes its file right after having made it; one that is still not whole belongs to nobody any more. */
function finishedOwner(folder: string, number: number, files: Files): Owner | undefined {
  for (let waited = 0; ; waited += 10) {
    const owner = readOwner(folder, number, files);
    if (owner || waited >= UNFINISHED_MS) return owner;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function readOwner(folder: string, number: number, files: Files): Owner | undefined {
  try {
    const file = ownerFile(folder, number);
    if (!files.lstatSync(file)?.isFile()) return undefined;
    const owner = JSON.parse(files.readFileSync(file, 'utf8')) as Partial<Owner> | null;
    return typeof owner?.host === 'string' && isPid(owner.pid) && isCommand(owner.command)
      ? (owner as Owner)
      : undefined;
  } catch {
    return undefined;
  }
}

/** No number of a group of processes: `kill` takes 0 and negative ones as that. */
function isPid(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isCommand(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((word) => typeof word === 'string'));
}

function busy(folder: string, owner: Owner | undefined): UserError {
  const who = owner === undefined ? '' : ` (process ${owner.pid} on ${owner.host})`;
  const elsewhere = owner !== undefined && owner.host !== hostname();
  return new UserError('busy', `Another command of this tool writes here${who}: ${folder} is there.`, {
    hint: elsewhere
      ? 'Wait for it, and run the command again. Was it killed there, the next command cleans up ten minutes later.'
      : 'Wait for it, and run the command again.',
  });
}
