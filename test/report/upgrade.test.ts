import { describe, expect, test } from '@jest/globals';
import { formatUpgrade } from '../../src/report/upgrade.ts';
import type { UpgradeReport } from '../../src/report/upgrade.ts';
import { upgradeJson } from '../../src/report/upgrade-json.ts';

const REPORT: UpgradeReport = {
  from: '1.2.0',
  to: '1.4.0',
  dryRun: true,
  actions: [
    { path: '.fitness/manifest.json', class: 'state', action: 'update', reason: 'follows the files' },
    { path: 'README.md', class: 'once', action: 'keep', reason: 'yours since it was created' },
    { path: 'buildspec.yml', class: 'merged', action: 'conflict', reason: 'you edited it and the tool changed it' },
    { path: 'docs/a.md', class: 'merged', action: 'rename', reason: 'the tool moved it', to: 'doc/a.md' },
    { path: 'fitness/checks/old.ts', class: 'managed', action: 'delete', reason: 'the tool has it no more' },
    { path: 'fitness/checks/s3.ts', class: 'managed', action: 'create', reason: 'new check' },
    { path: 'fitness/hooks/post-traffic.ts', class: 'managed', action: 'keep', reason: 'you edited it' },
    { path: 'jest.config.js', class: 'merged', action: 'keep', reason: 'you edited it' },
    { path: 'package.json', class: 'merged', action: 'unchanged', reason: 'as it should be' },
    { path: 'samconfig.toml', class: 'merged', action: 'skip', reason: 'uncommitted changes' },
    { path: 'template.yaml', class: 'merged', action: 'update', reason: 'merged with your edits' },
  ],
  checks: { added: ['s3'], removed: ['old'], changed: [] },
  score: { before: 91, after: 91, enforced: 88.55 },
  trialFailures: [{ check: 's3', resource: 'Orders', message: 'the bucket has no versioning' }],
  migrations: ['1.3.0'],
  conflicts: ['buildspec.yml'],
  notices: ['1.3.0: the Region moved'],
  kept: [
    {
      path: 'template.yaml',
      at: 'Resources.Table.Properties.BillingMode',
      yours: 'PROVISIONED',
      next: 'PAY_PER_REQUEST',
    },
  ],
  problems: [],
};

const shown = (report: Partial<UpgradeReport> = {}, width = 100) =>
  formatUpgrade({ ...REPORT, ...report }, { color: false, width });

describe('an upgrade for a person', () => {
  test('by kind, aligned, what is to be looked at last, and no record of the tool', () => {
    expect(shown()).toBe(`create-fitness-serverless 1.2.0 → 1.4.0

New
  + fitness/checks/s3.ts           new check

Updated
  ~ template.yaml                  merged with your edits

Moved
  > docs/a.md → doc/a.md           the tool moved it

Removed
  - fitness/checks/old.ts          the tool has it no more

Kept as you have it
  = fitness/hooks/post-traffic.ts  you edited it

Left alone
  . samconfig.toml                 uncommitted changes

Conflicts
  ! buildspec.yml                  you edited it and the tool changed it

1 more file that you edited or removed: as you left it.

Your values stay
  = template.yaml: Resources.Table.Properties.BillingMode: yours stays (PROVISIONED); the tool would
    write PAY_PER_REQUEST

Checks
  + 1 new check: s3
  - 1 check that the tool has no more: old
  fitness stays 91.0; what is in trial does not count, enforced it would take 91.0 to 88.5:
    Orders: the bucket has no versioning [s3]

Notes
  1.3.0: the Region moved
`);
  });

  test('names come from a repository: nothing in them is obeyed', () => {
    const [first] = REPORT.actions;
    const text = shown({
      actions: [{ ...first, path: 'a\u001b[31m\nb', class: 'merged', action: 'create', reason: 'new\u0007' }],
      notices: ['x\u001b]0;title\u0007'],
    });
    // eslint-disable-next-line no-control-regex -- they are what it is about
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f]/);
    expect(text).toContain('a [31m b');
  });

  test('many failures are counted; lines fit', () => {
    const failure = REPORT.trialFailures[0] ?? { check: '', resource: '', message: '' };
    const text = shown({ trialFailures: Array.from({ length: 8 }, () => failure) }, 80);
    expect(text).toContain('and 3 more');
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  test('the same version says what it is about', () => {
    expect(shown({ from: '1.4.0' })).toMatch(/^create-fitness-serverless 1\.4\.0: what follows from your edits\n/);
  });
});

test('as data: the contract, without what follows by itself', () => {
  const data = JSON.parse(upgradeJson(REPORT)) as { actions: { path: string }[] };
  expect(data).toMatchObject({
    version: 1,
    from: '1.2.0',
    to: '1.4.0',
    checks: { added: ['s3'], removed: ['old'], changed: [] },
    score: { before: 91, after: 91, enforced: 88.55 },
    migrations: ['1.3.0'],
    conflicts: ['buildspec.yml'],
    notices: ['1.3.0: the Region moved'],
  });
  expect(data.actions.map(({ path }) => path)).not.toContain('.fitness/manifest.json');
  expect(data.actions.map(({ path }) => path)).not.toContain('package.json');
  expect(data.actions).toContainEqual({
    path: 'docs/a.md',
    class: 'merged',
    action: 'rename',
    reason: 'the tool moved it',
    to: 'doc/a.md',
  });
  expect(JSON.parse(upgradeJson({ ...REPORT, score: undefined }))).toMatchObject({ score: null });
});
