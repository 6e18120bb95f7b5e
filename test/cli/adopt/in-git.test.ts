import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as score from '../../../src/cli/score.ts';
import { inProcess } from '../../support/in-process.ts';
import { write } from '../../upgrade/tree.ts';
import { committed, git, upgrading } from '../upgrade/service.ts';
import {
  FILES,
  IDENTITY,
  TEMPLATE,
  WITH_URL,
  adopting,
  commitAll,
  copyOf,
  files,
  read,
  repository,
  unadopting,
} from './repository.ts';

jest.setTimeout(60_000);

/** Subjects, the newest first. */
const log = (folder: string, ref = 'HEAD'): string[] => git(folder, 'log', '--format=%s', ref).trim().split('\n');

const scoring = (folder: string) => inProcess('score', score, [], folder, IDENTITY);

async function adopted(folder: string): Promise<Record<string, string>> {
  const copy = copyOf(folder);
  await adopting(copy, '--yes');
  return files(copy);
}

describe('--staged', () => {
  test('two commits: the aliases alone, then what an adoption is; the tree is as without', async () => {
    const folder = committed(repository());
    const expected = await adopted(folder);
    const { status, err } = await adopting(folder, '--yes', '--staged');
    expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('Two commits on the current branch.') });
    expect(log(folder)).toEqual([
      expect.stringContaining('Adopt create-fitness-serverless'),
      'Publish the functions behind an alias',
      'Create',
    ]);
    expect(files(folder)).toEqual(expected);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    // beside the records
    const changed = git(folder, 'diff', '--name-only', 'HEAD~2', 'HEAD~1').trim().split('\n');
    expect(changed.filter((path) => !path.startsWith('.fitness/'))).toEqual([
      'fitness-known-failures.json',
      'fitness.yaml',
      'template.yaml',
    ]);
    const first = git(folder, 'show', 'HEAD~1:template.yaml');
    expect(first.split('\n').filter((line) => !TEMPLATE.includes(line))).toEqual([
      expect.stringMatching(/^ {6}# /),
      expect.stringMatching(/^ {6}# /),
      '      AutoPublishAlias: live',
    ]);
    for (const name of ['HEAD', 'HEAD~1'])
      expect(git(folder, 'log', '-1', '--format=%an %ce', name)).toBe('Jo Doe jo@example.org\n');
    const [gate, aliases] = git(folder, 'log', '-2', '--format=%h', '--abbrev=7').trim().split('\n');
    expect(err).toContain(`Deploy ${aliases} as you do.`);
    expect(err).toContain(`Deploy ${gate}. From here on`);
    expect(await adopting(folder, '--yes', '--staged')).toMatchObject({
      status: 0,
      out: expect.stringContaining('nothing to do'),
    });
  });

  test('in the first commit every command works, and adopt goes on to the second', async () => {
    const folder = committed(repository());
    const before = files(folder);
    await adopting(folder, '--yes', '--staged');
    const whole = read(folder, 'template.yaml');
    const known = read(folder, 'fitness.yaml');
    git(folder, 'reset', '-q', '--hard', 'HEAD~1');
    const first = files(folder);
    expect(read(folder, 'fitness.yaml')).toMatch(/^ {2}hooks: none /m);
    expect(await scoring(folder)).toMatchObject({ status: 0 });
    expect(await upgrading(folder)).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(first);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(before);
    git(folder, 'reset', '-q', '--hard');

    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('1 gated') });
    expect(read(folder, 'template.yaml')).toBe(whole);
    expect(read(folder, 'fitness.yaml')).toBe(known);
    commitAll(folder);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(before);
  });

  test('where every function has an alias, it is one', async () => {
    const template = TEMPLATE.replace(
      '      Handler: app.take\n',
      '      Handler: app.take\n      AutoPublishAlias: stable\n',
    );
    const folder = committed(repository({ ...FILES, 'template.yaml': template }));
    expect(await adopting(folder, '--yes', '--staged')).toMatchObject({
      status: 0,
      err: expect.stringContaining('One commit'),
    });
    expect(log(folder)).toHaveLength(2);
  });

  test('on a branch of its own; what is refused is told to the reviewer', async () => {
    const folder = committed(repository({ ...FILES, 'template.yaml': WITH_URL }));
    const before = files(folder);
    const ended = await adopting(folder, '--yes', '--staged', '--branch=gate', '--json');
    expect(ended).toMatchObject({ status: 3, err: expect.stringContaining('Two commits on the branch gate;') });
    expect(JSON.parse(ended.out)).toMatchObject({
      branch: 'gate',
      commits: git(folder, 'rev-parse', 'gate~1', 'gate').trim().split('\n'),
      dryRun: false,
    });
    expect(files(folder)).toEqual(before);
    expect(log(folder)).toEqual(['Create']);
    expect(log(folder, 'gate')).toHaveLength(3);
    expect(git(folder, 'log', '-1', '--format=%B', 'gate')).toMatch(
      /1 gated, 1 refused[\s\S]*- Webhook: not gated: Its URL/,
    );
  });
});

describe('--branch', () => {
  test('one commit, of the last commit; what is open stays open', async () => {
    const folder = committed(repository());
    const expected = await adopted(folder);
    writeFileSync(join(folder, 'template.yaml'), `${TEMPLATE}# half a thought\n`);
    const before = files(folder);
    const { status, err } = await adopting(folder, '--yes', '--branch');
    expect({ status, err }).toEqual({
      status: 0,
      err: expect.stringContaining('One commit on the branch fitness-serverless/adopt; your files are as they were.'),
    });
    expect(files(folder)).toEqual(before);
    expect(git(folder, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    git(folder, 'checkout', '-q', '--', 'template.yaml');
    git(folder, 'checkout', '-q', 'fitness-serverless/adopt');
    expect(files(folder)).toEqual(expected);
    await expect(adopting(folder, '--yes', '--branch')).rejects.toMatchObject({ code: 'branch-exists' });
    git(folder, 'switch', '-q', 'main');
    await expect(adopting(folder, '--yes', '--branch=main')).rejects.toMatchObject({
      code: 'branch-exists',
      message: 'There is a branch main already, and you are on it.',
      hint: 'Name another one: --branch=NAME.',
    });
    expect(await adopting(folder, '--dry-run', '--branch=more')).toMatchObject({ status: 0 });
    expect(git(folder, 'branch', '--list', 'more')).toBe('');
  });

  test('of one service of a monorepo: the others are as they were', async () => {
    const folder = committed(
      repository({ 'orders/template.yaml': TEMPLATE, 'bills/template.yaml': TEMPLATE, 'README.md': 'r\n' }, 'shop'),
    );
    expect(await adopting(folder, '--yes', '--branch=gate', '--template', 'orders/template.yaml')).toMatchObject({
      status: 0,
    });
    const paths = git(folder, 'diff', '--name-only', 'main', 'gate').trim().split('\n');
    expect(paths.filter((path) => !path.startsWith('orders/'))).toEqual([]);
    expect(git(folder, 'show', 'gate:orders/fitness.yaml')).toContain('service: orders\n');
    expect(await adopting(folder, '--yes', '--staged', 'bills')).toMatchObject({ status: 0 });
    expect(read(folder, 'bills/fitness.yaml')).toContain('service: bills\n');
    expect(
      git(folder, 'diff', '--name-only', 'HEAD~2')
        .trim()
        .split('\n')
        .every((path) => path.startsWith('bills/')),
    ).toBe(true);
  });

  test('unadopt takes it out on a branch, with what was edited told', async () => {
    const folder = committed(repository());
    await adopting(folder, '--yes');
    const edited = read(folder, 'template.yaml').replace('Type: Canary10Percent5Minutes', 'Type: AllAtOnce');
    writeFileSync(join(folder, 'template.yaml'), edited);
    commitAll(folder);
    const before = files(folder);
    const ended = await unadopting(folder, '--yes', '--branch=out', '--json');
    const { kept, branch } = JSON.parse(ended.out) as { kept: { at: string }[]; branch: { commit: string } };
    expect(ended.status).toBe(3);
    // what was edited, and what it cannot do without
    expect(kept.map(({ at }) => at.split('.').slice(2).join('.'))).toEqual([
      'Properties.AutoPublishAlias',
      'Properties.DeploymentPreference.Type',
    ]);
    expect(files(folder)).toEqual(before);
    expect(git(folder, 'rev-parse', 'out').trim()).toBe(branch.commit);
    expect(git(folder, 'show', 'out:template.yaml')).toContain('Type: AllAtOnce');
    expect(git(folder, 'ls-tree', '-r', '--name-only', 'out').trim().split('\n')).toEqual([
      'src/app.py',
      'template.yaml',
    ]);
  });
});

describe('what git has begun', () => {
  /** Two branches with a change each, and a clean tree. */
  function diverged(): string {
    const folder = committed(repository());
    git(folder, 'switch', '-q', '-c', 'side');
    write(folder, { 'side.txt': 'x\n' });
    commitAll(folder);
    git(folder, 'switch', '-q', 'main');
    write(folder, { 'main.txt': 'x\n' });
    commitAll(folder);
    return folder;
  }

  test.each([
    // the strategy takes nothing of theirs, so nothing is changed
    ['merge', ['merge', '-q', '--no-commit', '-s', 'ours', 'side'], '`git merge --abort`'],
    ['bisection', ['bisect', 'start'], '`git bisect reset`'],
  ])('a %s is in the way of --staged, before anything is shown', async (what, words, way) => {
    const folder = diverged();
    git(folder, ...words);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    await expect(adopting(folder, '--staged', '--yes')).rejects.toMatchObject({
      code: 'git-underway',
      kind: 'usage',
      message: `A ${what} is under way in ${folder}.`,
      hint: expect.stringContaining(way),
    });
    expect(await adopting(folder, '--staged', '--dry-run')).toMatchObject({ status: 0 });
    expect(await adopting(folder, '--staged', '--yes', '--branch')).toMatchObject({ status: 0 });
  });

  test.each([
    ['cherry-pick', ['cherry-pick', 'side']],
    ['revert', ['revert', '--no-edit', 'side']],
    ['rebase', ['rebase', 'side']],
  ])('so is a %s', async (what, words) => {
    const folder = diverged();
    git(folder, 'switch', '-q', 'side');
    write(folder, { 'side.txt': 'y\n' });
    commitAll(folder);
    git(folder, 'switch', '-q', 'main');
    write(folder, { 'side.txt': 'z\n' });
    commitAll(folder);
    expect(() => git(folder, ...words)).toThrow();
    await expect(adopting(folder, '--staged', '--yes')).rejects.toMatchObject({
      code: 'git-underway',
      message: expect.stringContaining(`A ${what} is`),
    });
  });
});
