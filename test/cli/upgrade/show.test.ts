import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { tree } from '../../upgrade/tree.ts';
import { committed, copyOf, git, olderService, upgrading } from './service.ts';

jest.setTimeout(60_000);

const NEWS = 'dynamodb-pitr-enabled';

/** One check is new, one file comes, one goes, some change; of two the owner has changed something. */
async function behind(): Promise<string> {
  const folder = await olderService({
    without: [NEWS],
    texts: {
      '.editorconfig': null,
      'buildspec.yml': (text) => text.replace('phases:', '# of old\nphases:'),
      'eslint.config.mjs': (text) => `// of old\n${text}`,
    },
  });
  edit(folder, 'template.yaml', (text) => text.replace('PAY_PER_REQUEST', 'PROVISIONED'));
  edit(folder, 'buildspec.yml', (text) => `${text}# mine\n`);
  return committed(folder);
}

function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Times and numbers of everything, git's index included. */
function stats(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Object.keys(tree(folder)), '.git/index'].map((path) => {
      const { mtimeMs, ctimeMs, ino } = lstatSync(join(folder, path));
      return [path, `${mtimeMs} ${ctimeMs} ${ino}`];
    }),
  );
}

describe('S57 a dry run', () => {
  test.each([['--dry-run'], ['--diff'], ['--dry-run', '--json'], ['--check'], ['--check', '--json']])(
    '%s %s changes no byte, no time and no index',
    async (...flags) => {
      const folder = await behind();
      const [before, times] = [tree(folder), stats(folder)];
      expect([0, 4]).toContain((await upgrading(folder, ...flags)).status);
      expect(tree(folder)).toEqual(before);
      expect(stats(folder)).toEqual(times);
    },
  );

  test('L5 it reports what the real run does: as text and as data', async () => {
    const folder = await behind();
    const [shown, data] = [await upgrading(folder, '--dry-run'), await upgrading(folder, '--dry-run', '--json')];
    expect(shown.err).toBe('\nNothing was written.\n');
    const real = await upgrading(copyOf(folder));
    expect({ status: real.status, out: real.out }).toEqual({ status: 0, out: shown.out });
    const realData = await upgrading(copyOf(folder), '--json');
    expect(JSON.parse(realData.out)).toEqual({ ...(JSON.parse(data.out) as object), dryRun: false });
  });

  test('L5 its diff, applied by git, is the real run', async () => {
    const folder = await behind();
    const { out } = await upgrading(folder, '--diff');
    const binary = /^diff --git a\/vendor\/\S+ .*\n(?:.*\n)*?Binary files .*\n/m;
    expect(out).toMatch(binary);
    const applied = copyOf(folder);
    execFileSync('git', ['apply', '-'], { cwd: applied, input: out.replace(binary, '') });
    const upgraded = copyOf(folder);
    await upgrading(upgraded);
    const expected = Object.entries(tree(upgraded)).filter(([path]) => !/^(\.git|vendor)\//.test(path));
    expect(
      Object.fromEntries(Object.entries(tree(applied)).filter(([path]) => !/^(\.git|vendor)\//.test(path))),
    ).toEqual(Object.fromEntries(expected));
    // the same plan, the same text
    expect((await upgrading(folder, '--diff')).out).toBe(out);
  });

  test('L4 after the real run there is nothing to do', async () => {
    const folder = await behind();
    await upgrading(folder);
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'Upgrade');
    expect(await upgrading(folder, '--no-cache')).toMatchObject({
      status: 0,
      out: expect.stringContaining('nothing to do'),
    });
    expect(git(folder, 'status', '--short')).toBe('');
  });
});

describe('the report', () => {
  test('as data is the contract', async () => {
    const folder = await behind();
    const report = JSON.parse((await upgrading(folder, '--dry-run', '--json')).out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(
      'version from to dryRun actions checks score migrations conflicts notices kept problems'.split(' '),
    );
    expect(report).toMatchObject({
      version: 1,
      from: '0.0.9',
      to: '0.1.0',
      dryRun: true,
      checks: { added: [NEWS], removed: [], changed: [] },
      conflicts: [],
      score: { before: expect.any(Number), after: expect.any(Number), enforced: expect.any(Number) },
    });
    const actions = report['actions'] as { path: string; class: string; action: string; reason: string }[];
    const by = (path: string) => actions.find((action) => action.path === path);
    expect(by('.editorconfig')).toMatchObject({ action: 'create', class: 'merged' });
    expect(by('buildspec.yml')).toMatchObject({ action: 'update', class: 'merged' });
    expect(by(`fitness/checks/${NEWS}.ts`)).toEqual({
      path: `fitness/checks/${NEWS}.ts`,
      class: 'managed',
      action: 'create',
      reason: 'new check',
    });
    for (const action of actions) {
      expect(['managed', 'merged', 'once']).toContain(action.class);
      expect(['create', 'update', 'delete', 'rename', 'keep', 'conflict', 'skip']).toContain(action.action);
      expect(action.path).not.toMatch(/^\.fitness\//);
    }
  });

  test('for a person: what changes by kind, what the new check would find, and what it costs', async () => {
    const folder = await behind();
    edit(folder, 'template.yaml', (text) =>
      text.replace(/PointInTimeRecoveryEnabled: true/, 'PointInTimeRecoveryEnabled: false'),
    );
    git(folder, 'commit', '-qam', 'No recovery');
    const { out } = await upgrading(folder, '--dry-run');
    expect(out).toMatch(/^create-fitness-serverless 0\.0\.9 → 0\.1\.0\n\nNew\n {2}\+ \.editorconfig +new\n/);
    expect(out).toMatch(/\nUpdated\n {2}~ buildspec\.yml +merged with your edits/);
    expect(out).toMatch(/\nChecks\n {2}\+ 1 new check: dynamodb-pitr-enabled\n/);
    const flat = out.replace(/\s+/g, ' ');
    expect(flat).toMatch(/enforced it would take ([\d.]+) to ([\d.]+): \w+: .*\[dynamodb-pitr-enabled\]/);
    const [, after, enforced] = /would take ([\d.]+) to ([\d.]+):/.exec(flat) ?? [];
    expect(Number(enforced)).toBeLessThan(Number(after));
    expect(out).not.toContain('.fitness/');
  });
});
