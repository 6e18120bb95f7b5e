/** Real processes that somebody interrupts. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { cli } from '../../support/cli.ts';
import type { Ended } from '../../support/process.ts';
import { emptyFolder } from '../../upgrade/tree.ts';
import { committed, git } from '../upgrade/service.ts';
import { IDENTITY, commitAll, copyOf, files, repository } from './repository.ts';

jest.setTimeout(120_000);

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../../upgrade/signals.mjs')).href;

/** Something happens at a call that changes the disk. */
function preloaded(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return cli(args, { cwd, env: { ...IDENTITY, ...env, NODE_OPTIONS: `--import=${PRELOAD}` } });
}

async function callsOf(cwd: string, args: readonly string[]): Promise<number> {
  const count = join(emptyFolder(), 'count');
  expect(await preloaded(cwd, args, { COUNT: count })).toMatchObject({ status: 0 });
  return Number(readFileSync(count, 'utf8'));
}

const adopted = async (): Promise<string> => {
  const folder = committed(repository());
  expect(await preloaded(folder, ['adopt', '--yes', '--no-install'], {})).toMatchObject({ status: 0 });
  commitAll(folder);
  return folder;
};

test.each([
  ['adopt', ['adopt', '--yes', '--no-install'], (): Promise<string> => Promise.resolve(committed(repository()))],
  ['unadopt', ['unadopt', '--yes'], adopted],
  ['set', ['set', 'gate.minimum=1'], adopted],
])(
  '%s: what is pressed while it writes waits, ends it with 130, and it says that the files are whole',
  async (_, args, make) => {
    const folder = await make();
    const whole = copyOf(folder);
    const calls = await callsOf(whole, args);
    for (const [signal, part] of [
      ['SIGINT', 0.2],
      ['SIGTERM', 0.5],
      ['SIGHUP', 0.9],
    ] as const) {
      const some = copyOf(folder);
      const at = { AT: String(Math.round(calls * part)), SIGNAL: signal };
      const { status, stderr } = await preloaded(some, args, at);
      expect({ signal, status, stderr }).toEqual({
        signal,
        status: 130,
        stderr: expect.stringContaining('they are whole'),
      });
      expect(stderr).toContain('git stash --include-untracked');
      expect(files(some)).toEqual(files(whole));
      git(some, 'stash', '--include-untracked');
      expect(files(some)).toEqual(files(folder));
    }
  },
);

test('outside of git upgrade --abort takes it back', async () => {
  const folder = repository();
  const before = files(folder);
  const calls = await callsOf(copyOf(folder), ['adopt', '--yes', '--no-install']);
  const at = { AT: String(Math.round(calls / 2)), SIGNAL: 'SIGINT' };
  const { status, stderr } = await preloaded(folder, ['adopt', '--yes', '--no-install'], at);
  expect({ status, stderr }).toEqual({ status: 130, stderr: expect.stringContaining('upgrade --abort') });
  expect(await preloaded(folder, ['upgrade', '--abort'], {})).toMatchObject({ status: 0 });
  expect(files(folder)).toEqual(before);
});

test('with --branch nothing is left of the temporary working tree, and there is no branch', async () => {
  const folder = committed(repository());
  const before = [files(folder), git(folder, 'worktree', 'list'), git(folder, 'branch', '-a')];
  const temporary = emptyFolder();
  const { status, signal } = await preloaded(folder, ['adopt', '--yes', '--branch'], {
    AT: '2',
    SIGNAL: 'SIGINT',
    TMPDIR: temporary,
  });
  expect(status ?? signal).toBe('SIGINT');
  expect([files(folder), git(folder, 'worktree', 'list'), git(folder, 'branch', '-a')]).toEqual(before);
  expect(readdirSync(temporary)).toEqual([]);
});
