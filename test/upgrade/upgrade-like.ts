/** A service before and after an upgrade that changes it in every way a plan can. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles } from '../../src/upgrade/apply/files.ts';
import type { Files } from '../../src/upgrade/apply/files.ts';
import { hashOf } from '../../src/upgrade/manifest.ts';
import type { Plan, Write } from '../../src/upgrade/plan.ts';
import { write } from './tree.ts';

/** As it stands before: files of every kind, with modes, links and empty folders. */
export function makeOlder(folder: string): void {
  write(folder, {
    '.fitness/manifest.json': '{"version":1}\n',
    '.fitness/base/template.yaml.base': 'old\n',
    '.fitness/conflicts/settled.txt': 'offer\n',
    'README.md': 'not touched\n',
    'template.yaml': 'old and mine\n',
    'secret.txt': 'old\n',
    'read-only.txt': 'old\n',
    'run.sh': '#!/bin/sh\n',
    'old-name.ts': 'moved\n',
    'Case.md': 'one file\n',
    'gone/deep/only.ts': 'x\n',
    'was-file': 'text\n',
    'both.txt': 'mine\n',
    'data.bin': Buffer.from([0, 255, 13, 10, 128]).toString('latin1'),
  });
  mkdirSync(join(folder, 'empty'), { mode: 0o700 });
  symlinkSync('README.md', join(folder, 'was-link'));
  symlinkSync('README.md', join(folder, 'link-moves'));
  symlinkSync('nowhere', join(folder, 'gone/dangling'));
  chmodSync(join(folder, 'secret.txt'), 0o600);
  chmodSync(join(folder, 'read-only.txt'), 0o444);
  chmodSync(join(folder, 'gone/deep'), 0o711);
}

type Change = string | { text: string; executable?: boolean } | { link: string } | undefined;

/** What the upgrade makes of it; undefined: it removes the path. */
const CHANGES: Readonly<Record<string, Change>> = {
  'template.yaml': 'new and mine\n',
  'secret.txt': { text: 'new\n', executable: true },
  'read-only.txt': 'new\n',
  'run.sh': { text: '#!/bin/sh\n', executable: true },
  'old-name.ts': undefined,
  'src/new-name.ts': 'moved\n',
  'case.md': 'one file, new\n',
  'Case.md': undefined,
  'gone/deep/only.ts': undefined,
  'gone/dangling': undefined,
  'was-file': { link: 'README.md' },
  'was-link': 'a file now\n',
  'link-moves': { link: 'template.yaml' },
  'new-link': { link: 'src' },
  'fitness/checks/a.ts': 'check\n',
  'both.txt': '<<<<<<< yours\nmine\n=======\nours\n>>>>>>> create-fitness-serverless 2.0.0\n',
  'empty-file': '',
  'data.bin': Buffer.from([1, 254, 13, 10, 200]).toString('latin1'),
  '.fitness/conflicts/settled.txt': undefined,
  '.fitness/conflicts/other.bin': 'offer\n',
  '.fitness/base/template.yaml.base': 'new\n',
  '.fitness/manifest.json': '{"version":1,"tool":"2"}\n',
};

export function upgradeOf(folder: string): Plan {
  return planOf(folder, CHANGES);
}

/** The plan that makes such changes of a folder as it stands. */
export function planOf(folder: string, changes: Readonly<Record<string, Change>>): Plan {
  const writes = Object.entries(changes).map(([path, change]): Write => {
    const before = hashAt(join(folder, path));
    return {
      path,
      ...(before !== undefined && { before }),
      ...(change !== undefined && { content: contentOf(change) }),
    };
  });
  return { actions: [], writes };
}

function contentOf(change: NonNullable<Change>): NonNullable<Write['content']> {
  if (typeof change === 'string') return { bytes: Buffer.from(change), executable: false };
  if ('link' in change) return { bytes: Buffer.from(change.link), executable: false, link: true };
  return { bytes: Buffer.from(change.text), executable: change.executable === true };
}

function hashAt(file: string): string | undefined {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return undefined;
  return hashOf(stat.isSymbolicLink() ? readlinkSync(file, 'buffer') : readFileSync(file));
}

/** When each file and link was last changed. */
export function times(folder: string, at = ''): Record<string, number> {
  return Object.fromEntries(
    readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) => {
      const path = join(at, entry.name);
      return entry.isDirectory()
        ? Object.entries(times(folder, path))
        : [[path, lstatSync(join(folder, path)).mtimeMs] as const];
    }),
  );
}

const READS = new Set(['accessSync', 'lstatSync', 'readFileSync', 'readdirSync', 'readlinkSync']);

export interface Faulty extends Files {
  /** How many changing calls there were. */
  readonly changes: () => number;
}

export interface Fault {
  /** The number of the changing call that fails, from 1 on. */
  readonly at: number;
  readonly code: string;
  /** And every later one, as after a kill. */
  readonly forever?: boolean;
}

/** The file system with a fault in its n-th change. A write to a file is cut off in its middle. */
export function faulty({ at, code, forever = false }: Fault): Faulty {
  let changes = 0;
  const wrapped = Object.entries(nodeFiles).map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      const real = call as (...args: unknown[]) => unknown;
      if (READS.has(name) || name === 'closeSync') return real(...args);
      changes += 1;
      // what is synced or not nobody can see here, and a busy disk takes its time
      if (changes !== at && !(forever && changes > at)) return name === 'fsyncSync' ? undefined : real(...args);
      if (name === 'writeSync' && changes === at) {
        const [descriptor, bytes] = args as [number, Uint8Array];
        real(descriptor, bytes, 0, bytes.length >> 1);
      }
      throw Object.assign(new Error(`${code}: ${name}`), { code, syscall: name.replace('Sync', '') });
    },
  ]);
  return Object.assign(Object.fromEntries(wrapped), { changes: () => changes });
}

/** How many changes of the disk a whole run makes. */
export function changesOf(run: (files: Files) => void): number {
  const files = faulty({ at: Infinity, code: '' });
  run(files);
  return files.changes();
}
