import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as set from '../../../src/cli/set.ts';
import * as upgrade from '../../../src/cli/upgrade.ts';
import { inProcess } from '../../support/in-process.ts';
import type { Said } from '../../support/in-process.ts';
import { committed, git } from '../upgrade/service.ts';
import {
  FILES,
  IDENTITY,
  TEMPLATE,
  WITH_URL,
  adopting,
  commitAll,
  read,
  removedLines,
  repository,
  unadopting,
} from './repository.ts';

jest.setTimeout(60_000);

const WEBHOOK = WITH_URL.slice(TEMPLATE.length + 1);
const SHIP = TEMPLATE.slice(TEMPLATE.indexOf('  TakeOrder:'), TEMPLATE.indexOf('  Photos:')).replace(
  'TakeOrder',
  'Ship',
);

const checking = (folder: string): Promise<Said> => inProcess('upgrade', upgrade, ['--check'], folder, IDENTITY);

/** Adopted, enforcing, and then something came before the bucket. */
async function enforcingWith(added: string): Promise<{ folder: string; theirs: string }> {
  const folder = committed(repository());
  await adopting(folder, '--yes');
  commitAll(folder);
  await inProcess('set', set, ['gate.mode=enforce'], folder, IDENTITY);
  const withAdded = (text: string): string => text.replace('  Photos:\n', `${added}\n  Photos:\n`);
  writeFileSync(join(folder, 'template.yaml'), withAdded(read(folder, 'template.yaml')));
  commitAll(folder);
  return { folder, theirs: withAdded(TEMPLATE) };
}

const OF_A_FIRST_TIME = /creates the aliases|observe|set gate\.mode|Adopted/;

describe('a later run, after a function came that cannot be gated', () => {
  test('has the hook wait for it, and says so: it is measured as it will be', async () => {
    const { folder, theirs } = await enforcingWith(WEBHOOK);
    const { status, out, err } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({ status: 3, out: expect.stringContaining('Functions  1 gated, 1 refused\n') });
    expect(out).toContain('1 file of yours: every byte of yours stays; 1 line of ours changed\n');
    expect(out.replace(/\s+/g, ' ')).toMatch(/PreTrafficHook waits for Webhook, \w+.* as well: it measures/);
    expect(removedLines(git(folder, 'diff', 'template.yaml'))).toEqual([expect.stringMatching(/^- {4}DependsOn: \[/)]);
    expect(out).not.toContain('Two steps');
    expect(err).toMatch(/Next:\n {2}1\. Look at `git diff`, and commit\.\n {2}2\. Deploy as you do\.\n$/);
    expect(err).not.toMatch(OF_A_FIRST_TIME);
    commitAll(folder);
    await unadopting(folder, '--yes');
    expect(read(folder, 'template.yaml')).toBe(theirs);
  });

  test('says of a gate that enforces what it stops, not what it would', async () => {
    const { folder } = await enforcingWith(WEBHOOK);
    const { out } = await adopting(folder, '--dry-run');
    expect(out.replace(/\s+/g, ' ')).toMatch(/enforces\. As it is, it stops the next release: .*Webhook/);
    expect(out).not.toContain('Enforced, it would');
  });

  test('is 3 until somebody decides, whether there is something to write or not', async () => {
    const { folder } = await enforcingWith(WEBHOOK);
    for (const flags of [['--dry-run'], ['--dry-run', '--json'], ['--yes', '--json']])
      expect(await adopting(folder, ...flags)).toMatchObject({ status: 3 });
    commitAll(folder);
    const again = await adopting(folder, '--yes');
    expect(again.out).toMatch(
      /^orders is adopted; nothing to add\. Functions: 1 gated, 1 refused\.\ntemplate\.yaml:\d+: Webhook is not gated: Its URL/,
    );
    expect(again.status).toBe(3);
    expect(await adopting(folder, '--yes', '--json')).toMatchObject({ status: 3 });
  });

  test('upgrade --check says what follows what, and what to run', async () => {
    const { folder } = await enforcingWith(WEBHOOK);
    expect(await checking(folder)).toMatchObject({
      status: 4,
      out:
        'What is ours in template.yaml follows what you wrote there: 1 file would change.\n' +
        '`upgrade` writes it; `adopt` does, too, and gates functions that are new.\n',
    });
    await adopting(folder, '--yes');
    expect(await checking(folder)).toMatchObject({ status: 0 });
  });
});

describe('a later run, after a function came that is gated', () => {
  test('tells it from those that are, and that its alias comes first', async () => {
    const { folder, theirs } = await enforcingWith(SHIP);
    const { status, out, err } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringContaining('Functions  2 gated; 1 new\n  + Ship\n  ✓ TakeOrder\n'),
    });
    expect(out.replace(/\s+/g, ' ')).toContain('Two steps The next deployment makes the alias of Ship and calls no');
    expect(out).toMatch(/Deploying it changes\n {2}~ Ship /);
    expect(out).not.toMatch(/~ (CodeDeployRole|Dashboard)|capabilities-needed/);
    expect(err).toMatch(/2\. Deploy as you do\. It creates the alias of Ship, and no hook of it runs yet\./);
    expect(err).toMatch(
      /3\. Deploy again\. From here on a new version of it is judged before it gets traffic, too\.\n$/,
    );
    expect(err).not.toMatch(OF_A_FIRST_TIME);
    // what changes is ours: no function of theirs is shown as taken away
    expect(removedLines(git(folder, 'diff', 'template.yaml')).join('\n')).not.toMatch(/Type: AWS|Handler|CodeUri/);
    commitAll(folder);
    await unadopting(folder, '--yes');
    expect(read(folder, 'template.yaml')).toBe(theirs);
  });

  test('--staged makes two commits of it, the first with its alias alone', async () => {
    const { folder } = await enforcingWith(SHIP);
    const { status, err } = await adopting(folder, '--yes', '--staged');
    expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining('Two commits on the current branch.') });
    expect(git(folder, 'log', '-2', '--format=%s')).toBe(
      'Put Ship under the gate\nPublish the functions behind an alias\n',
    );
    const first = git(folder, 'diff', 'HEAD~2', 'HEAD~1', '--', 'template.yaml').split('\n');
    expect(first.filter((line) => /^\+(?!\+\+)/.test(line))).toEqual(['+      AutoPublishAlias: live']);
  });
});

test('what of ours stands there is no part of the service that is found', async () => {
  const folder = committed(
    repository({
      'template.yaml': FILES['template.yaml'].replace('python3.13', 'nodejs24.x'),
      'src/app.ts': 'export const take = async () => ({});\n',
      'tsconfig.json': '{}\n',
      'package.json': '{\n  "name": "orders",\n  "devDependencies": { "vitest": "*" }\n}\n',
    }),
  );
  const found = / {2}found.*\n/;
  const { out } = await adopting(folder, '--yes');
  commitAll(folder);
  writeFileSync(
    join(folder, 'template.yaml'),
    read(folder, 'template.yaml').replace('  Photos:\n', `${SHIP.replace('python3.13', 'nodejs24.x')}$&`),
  );
  commitAll(folder);
  const later = await adopting(folder, '--dry-run');
  expect(found.exec(later.out)?.[0]).toBe(found.exec(out)?.[0]);
  expect(later.out).toMatch(/found {5}node · hooks as TypeScript in fitness\/hooks\/ · vitest\n/);
});

test('nor are bundles of ours a function in JavaScript', async () => {
  const { folder } = await enforcingWith(SHIP);
  expect((await adopting(folder, '--dry-run')).out).toContain('  found     python · hooks as bundles in fitness/dist/');
});
