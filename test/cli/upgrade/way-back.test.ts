/** The way back of an upgrade with conflicts: whoever settles them, or goes on from there, closes it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as eject from '../../../src/cli/eject.ts';
import * as set from '../../../src/cli/set.ts';
import { inProcess } from '../../support/in-process.ts';
import { committed, git, olderService, upgrading } from './service.ts';

jest.setTimeout(60_000);

const FILE = 'eslint.config.mjs';

/** An upgrade that left a conflict. */
async function conflicted(): Promise<string> {
  const folder = committed(await olderService({ texts: { [FILE]: (text) => `// of old\n${text}` } }));
  git(folder, 'checkout', '-q', '-b', 'up');
  writeFileSync(join(folder, FILE), readFileSync(join(folder, FILE), 'utf8').replace('// of old', '// of mine'));
  git(folder, 'commit', '-qam', 'Edit');
  expect((await upgrading(folder)).status).toBe(3);
  expect(existsSync(join(folder, '.fitness/undo'))).toBe(true);
  return folder;
}

/** Somebody makes of the marked places what they should be. */
function resolved(folder: string): void {
  const text = readFileSync(join(folder, FILE), 'utf8');
  writeFileSync(join(folder, FILE), text.replace(/^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|).*\n/gm, ''));
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Resolve');
}

test.each([
  ['set', set, ['--no-install', 'region=eu-west-1']],
  ['eject', eject, ['buildspec.yml']],
] as const)('after `%s` nothing is taken back by half', async (name, command, words) => {
  const folder = await conflicted();
  await expect(inProcess(name, command as typeof set, [...words], folder)).rejects.toMatchObject({
    kind: 'incomplete',
  });
  resolved(folder);
  expect((await inProcess(name, command as typeof set, [...words], folder)).status).toBe(0);
  await expect(upgrading(folder, '--abort')).rejects.toMatchObject({ code: 'nothing-to-finish' });
});

test.each(['fitness.yaml', 'package.json'])('%s that is dirty is not left out of an upgrade', async (path) => {
  const folder = committed(
    await olderService({
      texts: { 'package.json': (text) => text.replace(/("create-fitness-serverless": )"[^"]*"/, '$1"^0.0.9"') },
    }),
  );
  const text = readFileSync(join(folder, path), 'utf8');
  writeFileSync(
    join(folder, path),
    path === 'package.json' ? text.replace('{', '{\n  "author": "me",') : `${text}# mine\n`,
  );
  await expect(upgrading(folder, '--allow-dirty')).rejects.toMatchObject({
    code: 'dirty',
    kind: 'dirty',
    message: expect.stringContaining(path),
  });
  expect(git(folder, 'status', '--short').trim()).toBe(`M ${path}`);
});

test('a clean upgrade of another branch leaves it', async () => {
  const folder = await conflicted();
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Upgrade');
  git(folder, 'checkout', '-q', 'main');
  expect((await upgrading(folder)).status).toBe(0);
  expect(existsSync(join(folder, '.fitness/undo'))).toBe(true);
});

test.each([
  ['ignored', true],
  ['told to be left alone', true],
  ['tracked', false],
])('what is replaced of a file that is %s can be taken back: %p', async (kind, isKept) => {
  const folder = committed(await olderService({ texts: { [FILE]: (text) => `// of old\n${text}` } }));
  writeFileSync(join(folder, FILE), `${readFileSync(join(folder, FILE), 'utf8')}// mine\n`);
  git(folder, 'commit', '-qam', 'Edit');
  if (kind === 'ignored') {
    writeFileSync(join(folder, '.gitignore'), `${readFileSync(join(folder, '.gitignore'), 'utf8')}${FILE}\n`);
    git(folder, 'rm', '-q', '--cached', FILE);
    git(folder, 'commit', '-qam', 'Ignore it');
  }
  if (kind === 'told to be left alone') git(folder, 'update-index', '--skip-worktree', FILE);
  const before = readFileSync(join(folder, FILE), 'utf8');
  expect((await upgrading(folder, '--conflict=theirs')).status).toBe(0);
  expect(readFileSync(join(folder, FILE), 'utf8')).not.toBe(before);
  expect(existsSync(join(folder, '.fitness/undo'))).toBe(isKept);
  if (!isKept) return;
  await upgrading(folder, '--abort');
  expect(readFileSync(join(folder, FILE), 'utf8')).toBe(before);
});

test('on another branch nothing is taken back', async () => {
  const folder = await conflicted();
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'With its conflict');
  git(folder, 'checkout', '-q', '-');
  const before = readFileSync(join(folder, '.fitness/manifest.json'), 'utf8');
  await expect(upgrading(folder, '--abort')).rejects.toMatchObject({ code: 'way-back-of-another', kind: 'usage' });
  expect(readFileSync(join(folder, '.fitness/manifest.json'), 'utf8')).toBe(before);
  git(folder, 'checkout', '-q', 'up');
  expect((await upgrading(folder, '--abort')).status).toBe(0);
  expect(readFileSync(join(folder, FILE), 'utf8')).toContain('// of mine');
});
