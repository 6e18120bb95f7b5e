/** Real processes: one that is killed or interrupted at any change it makes, and several that write to one folder. */
import { existsSync, readFileSync, realpathSync, rmSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { apply } from '../../src/upgrade/apply.ts';
import { nodeFiles } from '../../src/upgrade/apply/files.ts';
import type { Files } from '../../src/upgrade/apply/files.ts';
import { ownersOf, takeOver, thisProcess } from '../../src/upgrade/apply/lock.ts';
import type { IsAlive } from '../../src/upgrade/apply/lock.ts';
import { abort, canUndo, closeUndo, interrupted, recover } from '../../src/upgrade/apply/recover.ts';
import { ROOT } from '../support/packed.ts';
import { run } from '../support/process.ts';
import type { Ended } from '../support/process.ts';
import { emptyFolder, tree, write } from './tree.ts';
import { makeOlder, planOf, upgradeOf } from './upgrade-like.ts';

const SHIM = join(import.meta.dirname, 'signals.mjs');
const COMMAND = ['upgrade', '--yes'];

let tools: string;
/** The number of a call in the middle of the changes. */
let late: string;
beforeAll(async () => {
  tools = emptyFolder();
  await build({
    entryPoints: [join(import.meta.dirname, 'driver.ts')],
    outfile: join(tools, 'driver.mjs'),
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    conditions: ['@create-fitness-serverless/source'],
    logLevel: 'error',
  });
  late = String((await callsOf('upgrade', older())) - 45);
}, 60_000);
afterAll(() => rmSync(tools, { recursive: true }));

function older(): string {
  const folder = emptyFolder();
  makeOlder(folder);
  return folder;
}

function upgraded(keepUndo = false): string {
  const folder = older();
  apply(folder, upgradeOf(folder), { keepUndo });
  return folder;
}

const BEFORE = tree(older());
const AFTER = tree(upgraded());

function drive(what: string, folder: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return run(process.execPath, ['--import', SHIM, join(tools, 'driver.mjs'), what, folder], {
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
}

async function callsOf(what: string, folder: string): Promise<number> {
  const count = join(tools, `count-${what}`);
  expect(await drive(what, folder, { COUNT: count })).toMatchObject({ status: 0, stdout: 'done\n' });
  return Number(readFileSync(count, 'utf8'));
}

/** Some at a time: starting a process is most of the work. */
async function forEachCall(from: number, calls: number, check: (at: number) => Promise<void>): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next <= calls) await check(next++);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

async function comesTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((again) => setTimeout(again, 5));
}

describe('L7 S17 SIGKILL at every change of the disk', () => {
  test.each([
    ['upgrade', 1],
    // it differs in how it ends
    ['upgrade-and-keep', 80],
  ])(
    '`%s`: the tree of before after `abort`, and all of it when it is done again',
    async (what, from) => {
      const calls = await callsOf(what, older());
      expect(calls).toBeGreaterThan(100);
      const ended = { killed: 0, done: 0 };
      await forEachCall(from, calls, async (at) => {
        const folder = older();
        const { signal } = await drive(what, folder, { AT: String(at), SIGNAL: 'SIGKILL' });
        ended.killed += Number(signal === 'SIGKILL');
        const was = interrupted(folder);
        abort(folder);
        closeUndo(folder);
        const now = tree(folder);
        const isDone = now['template.yaml'] === AFTER['template.yaml'];
        ended.done += Number(isDone);
        expect({ at, tree: now }).toEqual({ at, tree: isDone ? AFTER : BEFORE });
        // the very first changes come before the command is on record
        if (!isDone && at > 3) expect({ at, was }).toEqual({ at, was: { command: COMMAND } });
        if (!isDone) apply(folder, upgradeOf(folder));
        expect({ at, tree: tree(folder) }).toEqual({ at, tree: AFTER });
        rmSync(folder, { recursive: true });
      });
      expect(ended.killed).toBe(calls - from + 1);
      expect(ended.done).toBeGreaterThan(0);
      expect(ended.done).toBeLessThan(ended.killed - 20);
    },
    120_000,
  );

  test('of `abort` and `undo`: the next one finishes it', async () => {
    const half = async (): Promise<string> => {
      const folder = older();
      await drive('upgrade', folder, { AT: late, SIGNAL: 'SIGKILL' });
      expect(tree(folder)).not.toMatchObject(BEFORE);
      return folder;
    };
    for (const [what, begun] of [
      ['abort', half],
      ['undo', () => Promise.resolve(upgraded(true))],
    ] as const) {
      const calls = await callsOf(what, await begun());
      expect({ what, calls: calls > 40 }).toEqual({ what, calls: true });
      await forEachCall(1, Math.ceil(calls / 4), async (nth) => {
        const folder = await begun();
        const ended = await drive(what, folder, { AT: String(Math.min(nth * 4, calls)), SIGNAL: 'SIGKILL' });
        expect(ended.signal).toBe('SIGKILL');
        if (what === 'undo' && canUndo(folder)) expect((await drive('undo', folder)).stdout).toBe('done\n');
        abort(folder);
        expect({ what, nth, tree: tree(folder) }).toEqual({ what, nth, tree: BEFORE });
      });
    }
  }, 120_000);
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('S17 %s', (signal) => {
  test('while it writes: everything is written, and then the process ends by it', async () => {
    await forEachCall(0, 9, async (tenth) => {
      const folder = older();
      const ended = await drive('upgrade', folder, { AT: String(1 + tenth * 9), SIGNAL: signal });
      expect(ended).toMatchObject({ signal });
      expect(tree(folder)).toEqual(AFTER);
    });
  });
});

describe('two upgrades at once on one folder', () => {
  test('while one writes, the other says that it does, and changes nothing', async () => {
    const folder = older();
    const [here, there] = [join(tools, 'here'), join(tools, 'there')];
    const first = drive('upgrade', folder, { AT: late, PAUSE: `${here}:${there}` });
    await comesTrue(() => existsSync(here));
    const during = tree(folder);
    for (const what of ['other-upgrade', 'abort']) {
      const second = await drive(what, folder);
      expect(second.status).toBe(1);
      expect(JSON.parse(second.stdout)).toEqual({
        code: 'busy',
        message: expect.stringMatching(
          /^Another command of this tool writes here \(process \d+ on .+\): .*journal is there/,
        ),
      });
    }
    expect(() => interrupted(folder)).toThrow(/Another command/);
    expect(tree(folder)).toEqual(during);
    write(tools, { there: '' });
    expect(await first).toMatchObject({ status: 0 });
    expect(tree(folder)).toEqual(AFTER);
  });

  test('that start together: exactly one wins, and the tree is that one’s', async () => {
    for (let round = 1; round <= 8; round++) {
      const folder = older();
      const go = join(tools, `go-${round}`);
      const ready = [`ready-a-${round}`, `ready-b-${round}`].map((name) => join(tools, name));
      const both = ['upgrade-together', 'other-upgrade'].map((what, index) =>
        drive(what, folder, { WAIT_FOR: go, READY: ready[index] ?? '' }),
      );
      await comesTrue(() => ready.every((file) => existsSync(file)));
      write(tools, { [`go-${round}`]: '' });
      const [a, b] = await Promise.all(both);
      expect([a?.status, b?.status].sort()).toEqual([0, 1]);
      const [winner, loser] = a?.status === 0 ? ['a', b] : ['b', a];
      // it was too late either for the lock or for what it had read
      expect(['busy', 'changed-meanwhile']).toContain((JSON.parse(loser?.stdout ?? '') as { code: string }).code);
      const now = tree(folder);
      if (winner === 'a') expect(now).toEqual(AFTER);
      else {
        const others = Object.entries(now).filter(([path]) => !path.startsWith('other/'));
        expect(Object.fromEntries(others)).toEqual({ ...BEFORE, 'template.yaml': '644 other\n' });
        expect(Object.keys(now)).toHaveLength(others.length + 201);
      }
    }
  }, 120_000);

  test('that find one that was killed: it is put back once, whoever does it', async () => {
    for (let round = 1; round <= 4; round++) {
      const folder = older();
      await drive('upgrade', folder, { AT: late, SIGNAL: 'SIGKILL' });
      const both = await Promise.all([drive('abort', folder), drive('abort', folder)]);
      const failures = both.filter(({ status }) => status !== 0).map(({ stdout }) => JSON.parse(stdout) as object);
      expect(failures.length).toBeLessThan(2);
      for (const failure of failures) expect(failure).toMatchObject({ code: 'busy' });
      expect(tree(folder)).toEqual(BEFORE);
    }
  }, 120_000);
});

describe('a lock that was left', () => {
  test.each([
    ['nobody', []],
    ['a dead one', ['owner.0.json']],
  ])('by %s, and taken by another between the look and the hand: it is busy', (_, left) => {
    const folder = emptyFolder();
    for (const name of left) write(folder, { [name]: JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }) });
    const other = { pid: 2 ** 22 + 2, host: hostname() };
    const isAlive: IsAlive = ({ pid }) => pid === other.pid;
    let looked = false;
    const files: Files = {
      ...nodeFiles,
      readdirSync: ((path: string) => {
        const names = nodeFiles.readdirSync(path);
        if (!looked) takeOver(folder, other, isAlive, nodeFiles);
        looked = true;
        return names;
      }) as Files['readdirSync'],
    };
    expect(() => takeOver(folder, thisProcess(), isAlive, files)).toThrow(/process 4194306 on/);
    expect(ownersOf(folder, nodeFiles)).toHaveLength(left.length + 1);
    rmSync(folder, { recursive: true });
  });

  /** A killed command’s journal, held by that owner. */
  async function heldBy(owner: object, age = 0): Promise<string> {
    const folder = older();
    await drive('upgrade', folder, { AT: late, SIGNAL: 'SIGKILL' });
    write(folder, { '.fitness/journal/owner.1.json': JSON.stringify(owner) });
    const then = Date.now() / 1000 - age;
    utimesSync(join(folder, '.fitness/journal/owner.1.json'), then, then);
    return folder;
  }
  const host = hostname();
  const start = startOf(process.ppid);

  test.each([
    ['a dead process', { pid: 2 ** 22 + 1, host }, 0],
    ['this process’s number, from before', { pid: process.pid, host, start: '1' }, 0],
    ['another host, long ago', { pid: 1, host: `not-${host}` }, 601],
    ['a process that never said who it is', {}, 0],
    ['a group of processes', { pid: -1, host }, 0],
    ...(start === undefined
      ? []
      : [['a number that another process has now', { pid: process.ppid, host, start: '1' }, 0]]),
  ] as [string, object, number][])('by %s is taken over', async (_, owner, age) => {
    const folder = await heldBy(owner, age);
    expect(interrupted(folder)).toEqual({ command: COMMAND });
    expect(recover(folder)).toEqual({ kept: [] });
    expect(tree(folder)).toEqual(BEFORE);
  });

  test.each([
    ['a running process', { pid: process.ppid, host, ...(start !== undefined && { start }) }],
    ['another host, just now', { pid: 1, host: `not-${host}` }],
  ])('by %s is respected', async (_, owner) => {
    const folder = await heldBy(owner);
    const before = tree(folder);
    expect(() => recover(folder)).toThrow(/Another command/);
    expect(() => apply(folder, planOf(folder, { 'x.txt': 'x\n' }))).toThrow(/Another command/);
    expect(tree(folder)).toEqual(before);
  });

  test('the next command that writes puts back what a killed one left, and has to be run again', async () => {
    const folder = await heldBy({});
    const plan = planOf(folder, { 'x.txt': 'x\n' });
    expect(() => apply(folder, plan)).toThrow(/An earlier command was interrupted/);
    expect(tree(folder)).toEqual(BEFORE);
    apply(folder, plan);
    expect(tree(folder)).toEqual({ ...BEFORE, 'x.txt': '644 x\n' });
  });

  test('a made-up journal says nothing of what was being done', () => {
    const folder = older();
    write(folder, {
      '.fitness/journal/owner.0.json': JSON.stringify({ pid: 1, host: 'elsewhere', command: ['upgrade'] }),
    });
    utimesSync(join(folder, '.fitness/journal/owner.0.json'), 1, 1);
    expect(interrupted(folder)).toEqual({});
    abort(folder);
    expect(tree(folder)).toEqual(BEFORE);
  });
});

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

test.each([
  ['folder', 'src', '555'],
  ['file', 'b.txt', '444'],
])('S50 a %s that may not be written to: that is said, and nothing is changed', async (_, path, mode) => {
  const parent = realpathSync(emptyFolder());
  const folder = join(parent, 'service');
  write(parent, { 'service/src/a.ts': 'a\n', 'service/b.txt': 'b\n' });
  const before = tree(folder);
  const isRoot = process.getuid?.() === 0;
  const script = [
    `import { chmodSync, chownSync } from 'node:fs';`,
    `const folder = ${JSON.stringify(folder)};`,
    isRoot ? `for (const path of ['', '/src', '/src/a.ts', '/b.txt']) chownSync(folder + path, 65534, 65534);` : '',
    `chmodSync(folder + '/${path}', 0o${mode});`,
    isRoot ? `chmodSync(${JSON.stringify(parent)}, 0o755); process.setgid?.(65534); process.setuid?.(65534);` : '',
    `process.argv.splice(2, 2, 'change-both', folder);`,
    `await import(${JSON.stringify(join(tools, 'driver.mjs'))});`,
  ].join('\n');
  write(tools, { 'as-nobody.mjs': script });
  // whoever that is has to pass through the folders above
  if (isRoot) await run('chmod', ['755', tools, dirname(tools)]);
  const ended = await run(process.execPath, [join(tools, 'as-nobody.mjs')]);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    code: 'EACCES',
    message: expect.stringContaining(join(folder, path)),
  });
  const after = tree(folder);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect({ ...after, 'src/': '', 'b.txt': '' }).toEqual({ ...before, 'src/': '', 'b.txt': '' });
  expect(readFileSync(join(folder, 'b.txt'), 'utf8')).toBe('b\n');
});
