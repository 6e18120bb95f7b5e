import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { emptyFolder, write } from '../../upgrade/tree.ts';
import { committed, git } from '../upgrade/service.ts';
import { FILES, adopting, commitAll, files, read, repository } from './repository.ts';

jest.setTimeout(60_000);

/** What a clone has. */
function cloned(folder: string, ref = 'main'): Record<string, string> {
  const clone = join(emptyFolder(), 'clone');
  git(folder, 'clone', '-q', '-b', ref, folder, clone);
  return files(clone);
}

/** In a monorepo whose own rules ignore what ours are called. */
function inMonorepo(rules: string): { readonly root: string; readonly folder: string } {
  const root = repository({ '.gitignore': rules });
  const folder = join(root, 'services/forecast');
  write(folder, FILES);
  return { root: committed(root), folder };
}

interface Told {
  readonly findings: readonly { code: string; message: string; location: { file: string; line: number } }[];
}

const told = (out: string): Told['findings'] =>
  (JSON.parse(out) as Told).findings.filter(({ code }) => code === 'ignored-by-git');

test.each([
  ['--staged', 'main'],
  ['--branch=gate', 'gate'],
])('%s commits what is planned, whatever the person has ignored', async (option, ref) => {
  const plain = committed(repository());
  await adopting(plain, '--yes');
  const folder = committed(repository());
  writeFileSync(join(folder, '.git/info/exclude'), 'dist/\n.fitness/\nfitness/\n*.json\n');
  expect(await adopting(folder, '--yes', option)).toMatchObject({ status: 0 });
  expect(cloned(folder, ref)).toEqual(files(plain));
});

test('a file that git ignores is not written over by what is committed', async () => {
  const folder = committed(repository());
  writeFileSync(join(folder, '.git/info/exclude'), 'fitness.yaml\n');
  write(folder, { 'fitness.yaml': 'mine: true\n' });
  await expect(adopting(folder, '--yes', '--staged')).rejects.toMatchObject({ code: 'git-refuses' });
  expect(read(folder, 'fitness.yaml')).toBe('mine: true\n');
});

test('without a commit of its own: each line that ignores some is told, with status 3, before and after', async () => {
  const { root, folder } = inMonorepo('.*\n!.gitignore\nfitness\n*.json\n');
  const dry = await adopting(folder, '--dry-run', '--json');
  expect(dry.status).toBe(3);
  expect(told(dry.out).map(({ location }) => [location.file, location.line])).toEqual([
    ['.gitignore', 1],
    ['.gitignore', 3],
    ['.gitignore', 4],
  ]);
  const { status, out } = await adopting(folder, '--yes');
  expect(status).toBe(3);
  expect(out).toContain('.gitignore:3');
  expect(out).toContain('git add --force fitness.');
  commitAll(root);
  expect(Object.keys(cloned(root)).some((path) => path.includes('/fitness/'))).toBe(false);
  expect(await adopting(folder, '--yes')).toMatchObject({ status: 3, out: expect.stringContaining('git ignores') });
  git(folder, 'add', '--force', 'fitness', '.fitness', 'fitness-known-failures.json');
  git(folder, 'commit', '-qm', 'All of it');
  expect(await adopting(folder, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('nothing to do') });
});

test('what the service takes in again by itself is no finding', async () => {
  const { folder } = inMonorepo('dist/\n');
  expect(told((await adopting(folder, '--dry-run', '--json')).out)).toEqual([]);
  const own = committed(repository({ ...FILES, '.gitignore': 'dist/\nfitness/\n.fitness/\n*.json\n' }));
  expect(told((await adopting(own, '--dry-run', '--json')).out)).toEqual([]);
  expect(await adopting(own, '--yes')).toMatchObject({ status: 0 });
  const written = files(own);
  commitAll(own);
  expect(cloned(own)).toEqual(written);
});
