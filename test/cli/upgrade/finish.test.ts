import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { planned } from '../../../src/cli/upgrade/upgrade-service.ts';
import { parseCommand } from '../../../src/cli/options.ts';
import { apply } from '../../../src/upgrade/apply.ts';
import { nodeFiles } from '../../../src/upgrade/apply/files.ts';
import { emptyFolder, tree, write } from '../../upgrade/tree.ts';
import { committed, copyOf, git, olderService, upgrading } from './service.ts';

jest.setTimeout(60_000);

const OLD = {
  texts: {
    'buildspec.yml': (text: string) => text.replace('phases:', '# of old\nphases:'),
    'eslint.config.mjs': (text: string) => `// of old\n${text}`,
  },
};

const TERMINAL = {
  out: () => undefined,
  say: () => undefined,
  color: false,
  width: 100,
  interactive: false,
  env: {},
  cwd: '/',
};

/** An upgrade that was killed after some renames: from then on nothing more of it reached the disk. */
async function killed(folder: string, command: readonly string[]): Promise<void> {
  const { values } = parseCommand('upgrade', command.slice(1));
  const { plan } = await planned(folder, values, TERMINAL, undefined);
  let renames = 0;
  const dead = (): never => {
    throw new Error('killed');
  };
  const files = {
    ...nodeFiles,
    renameSync: (...args: Parameters<typeof nodeFiles.renameSync>) =>
      renames++ < 6 ? nodeFiles.renameSync(...args) : dead(),
    unlinkSync: (...args: Parameters<typeof nodeFiles.unlinkSync>) =>
      renames < 6 ? nodeFiles.unlinkSync(...args) : dead(),
  };
  expect(() => apply(folder, plan, { files, command })).toThrow();
  expect(existsSync(join(folder, '.fitness/journal/journal.json'))).toBe(true);
}

test('S17 killed: every other run refuses and says how to go on; --abort restores exactly what was there', async () => {
  const folder = committed(await olderService(OLD));
  const before = tree(folder);
  await killed(folder, ['upgrade', '--no-install']);
  expect(tree(folder)).not.toEqual(before);
  for (const flags of [[], ['--check'], ['--dry-run'], ['--json']])
    await expect(upgrading(folder, ...flags)).rejects.toMatchObject({
      code: 'interrupted-before',
      hint: expect.stringMatching(/--abort.*--continue/),
    });
  expect((await upgrading(folder, '--abort')).status).toBe(0);
  expect(tree(folder)).toEqual(before);
});

test('S17 killed: --continue does it again, with the options of then', async () => {
  const origin = committed(await olderService(OLD));
  writeFileSync(join(origin, 'eslint.config.mjs'), '// all mine\n');
  const [folder, straight] = [copyOf(origin), copyOf(origin)];
  await killed(folder, ['upgrade', '--no-install', '--allow-dirty', '--conflict=ours']);
  const { status, out, err } = await upgrading(folder, '--continue');
  expect(err).toMatch(/^Again: upgrade --conflict=ours --allow-dirty --no-install$/m);
  const expected = await upgrading(straight, '--allow-dirty', '--conflict=ours');
  expect({ status, out }).toEqual({ status: expected.status, out: expected.out });
  const files = (at: string) => Object.entries(tree(at)).filter(([path]) => !path.startsWith('.git/'));
  expect(files(folder)).toEqual(files(straight));
});

/** As if a command of this machine had been killed; whoever made the repository may have written that. */
function recorded(folder: string, command: readonly unknown[]): void {
  const owner = { pid: 1_999_999, host: hostname(), command };
  writeFileSync(join(folder, '.fitness/journal/owner.0.json'), JSON.stringify(owner));
}

test('what was interrupted may have been another command: that is not continued', async () => {
  const folder = committed(await olderService(OLD));
  await killed(folder, ['upgrade']);
  recorded(folder, ['set', 'region=x']);
  await expect(upgrading(folder, '--continue')).rejects.toMatchObject({
    code: 'not-an-upgrade',
    message: expect.stringContaining('`set`'),
  });
  expect((await upgrading(folder, '--abort')).status).toBe(0);
});

test('a record is read as arguments are, and says nothing of which version runs, or where', async () => {
  const folder = committed(await olderService(OLD));
  await killed(folder, ['upgrade']);
  const half = tree(folder);
  recorded(folder, ['upgrade', '--evil']);
  await expect(upgrading(folder, '--continue')).rejects.toMatchObject({ code: 'unknown-option' });
  recorded(folder, ['upgrade', '--interactive']);
  await expect(upgrading(folder, '--continue')).rejects.toMatchObject({ code: 'no-terminal' });
  expect({ ...tree(folder), '.fitness/journal/owner.0.json': '' }).toEqual({
    ...half,
    '.fitness/journal/owner.0.json': '',
  });

  const evil = join(folder, 'evil.tgz');
  recorded(folder, ['upgrade', `--to=${evil}`, '--branch=x', '--all', '--wanted', '--restore=\u001b[2Ja']);
  const { status, err } = await upgrading(folder, '--continue');
  expect(status).toBe(0);
  expect(err).toMatch(/^Again: upgrade '--restore= \[2Ja' --wanted$/m);
  expect(err).not.toMatch(/Upgrading with|evil/);
  expect(git(folder, 'branch', '--list', 'x')).toBe('');
  expect(existsSync(join(folder, '.fitness/journal'))).toBe(false);
});

test('what was killed before there was a fitness.yaml, or after, is found and taken back: `adopt` and `unadopt`', async () => {
  const folder = emptyFolder();
  write(folder, { 'template.yaml': 'Resources: {}\n' });
  const before = tree(folder);
  const bytes = (text: string) => ({ bytes: Buffer.from(text), executable: false });
  const writes = [
    { path: 'a.txt', content: bytes('a') },
    { path: 'fitness.yaml', content: bytes('service: x\n') },
  ];
  let renames = 0;
  const files = {
    ...nodeFiles,
    renameSync: (...args: Parameters<typeof nodeFiles.renameSync>) => {
      if (existsSync(join(folder, '.fitness/journal/journal.json')) && renames++ > 0) throw new Error('killed');
      nodeFiles.renameSync(...args);
    },
    unlinkSync: (...args: Parameters<typeof nodeFiles.unlinkSync>) => {
      if (renames > 0) throw new Error('killed');
      nodeFiles.unlinkSync(...args);
    },
  };
  expect(() => apply(folder, { actions: [], writes }, { files, command: ['adopt', '--yes'] })).toThrow();
  expect(existsSync(join(folder, 'a.txt'))).toBe(true);
  expect(existsSync(join(folder, 'fitness.yaml'))).toBe(false);
  await expect(upgrading(folder, '--continue')).rejects.toMatchObject({
    message: 'It was `adopt` that was interrupted.',
  });
  expect((await upgrading(folder, '--abort')).status).toBe(0);
  expect(tree(folder)).toEqual(before);
  await expect(upgrading(folder, '--abort')).rejects.toMatchObject({ code: 'no-service' });
});
