/** A. What an upgrade is: new text where the tool changed it, the owner's text where they did, once, and in order. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PACKAGE, installTool, runTool, type ToolVersion } from '../../support/new-version.ts';
import { startRegistry } from '../../support/registry.ts';
import { changed, outcome, service, version } from './world.ts';

jest.setTimeout(60_000);

const GUIDE = 'Intro\n\nBuild it.\n\nShip it.\n\nWatch it.\n';
const MAKEFILE = '\n[Makefile]\nindent_style = tab\n';

let one: ToolVersion;
let two: ToolVersion;
beforeAll(() => {
  one = version('1.0.0', { listed: { 'docs/guide.md': GUIDE } });
  two = version('2.0.0', {
    listed: { 'docs/guide.md': GUIDE.replace('Ship it.', 'Ship it gradually.') },
    templates: {
      '_editorconfig.ejs': (text) => text + MAKEFILE,
      'template.yaml.ejs': (text) => text.replace('    MemorySize: 512\n', '    MemorySize: 1024\n'),
    },
  });
}, 300_000);

/** What every upgrade changes: the version, in the places that name it. */
const VERSION_LINES = ['fitness.yaml', 'package.json'];

/** Merged files that change, their pristine copies, and the record of both. */
function withRecords(...merged: readonly string[]): string[] {
  return [...merged, ...merged.map((path) => `.fitness/base/${path}.base`), '.fitness/manifest.json'].sort();
}

test('S01 no edit: every byte and mode is that of a fresh service, and only what the version changed is touched', async () => {
  const orders = await service(one);
  const before = orders.tree();
  const { status, json } = await orders.upgrade(two, '--json');
  expect(status).toBe(0);
  const after = orders.tree();
  expect(after).toEqual(await outcome(one, two));
  const merged = [...VERSION_LINES, '.editorconfig', 'docs/guide.md', 'template.yaml'];
  expect(changed(before, after)).toEqual(withRecords(...merged));
  expect(json).toMatchObject({
    version: 1,
    from: '1.0.0',
    to: '2.0.0',
    dryRun: false,
    checks: { added: [], removed: [], changed: [] },
    migrations: [],
    conflicts: [],
    kept: [],
    problems: [],
  });
  // a fresh README names the new version; this one is its owner's
  expect(json.actions.map(({ path, class: owner, action }) => `${path} ${owner} ${action}`)).toEqual(
    ['README.md once keep', ...merged.map((path) => `${path} merged update`)].sort(),
  );
});

test("S02 the owner's lines and the version's lines of the same files: both", async () => {
  const orders = (await service(one)).edit({
    'docs/guide.md': (text) => text.replace('Intro\n', 'Intro, by us\n\nRead it.\n'),
    '.editorconfig': (text) => text.replace('indent_size = 2', 'indent_size = 4'),
    'README.md': (text) => `Ours.\n${text}`,
  });
  const [readme, editorconfig] = [orders.read('README.md'), orders.read('.editorconfig')];
  expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [], kept: [] } });
  expect(orders.read('docs/guide.md')).toBe(
    'Intro, by us\n\nRead it.\n\nBuild it.\n\nShip it gradually.\n\nWatch it.\n',
  );
  expect(orders.read('.editorconfig')).toBe(editorconfig + MAKEFILE);
  expect(editorconfig).toContain('indent_size = 4');
  expect(orders.read('README.md')).toBe(readme);
});

test('S03 run again, there is nothing to do: no byte, no time', async () => {
  const orders = (await service(one)).edit({ 'docs/guide.md': (text) => `${text}\nCall us.\n` });
  expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
  const times = (): string[] =>
    Object.keys(orders.tree()).map((path) => {
      const { mtimeMs, ctimeMs, ino } = lstatSync(join(orders.root, path));
      return `${path} ${mtimeMs} ${ctimeMs} ${ino}`;
    });
  const before = [orders.tree(), times(), orders.status()];
  const upToDate = 'Up to date with create-fitness-serverless 2.0.0; nothing to do.\n';
  expect(await orders.upgrade(two)).toMatchObject({ status: 0, stdout: upToDate, stderr: '' });
  expect(await orders.upgrade(two, '--no-cache')).toMatchObject({ status: 0, stdout: upToDate, stderr: '' });
  const { status, json } = await orders.upgrade(two, '--json');
  expect({ status, json }).toMatchObject({ status: 0, json: { from: '2.0.0', to: '2.0.0', conflicts: [] } });
  expect(json.actions.filter(({ action }) => action !== 'keep')).toEqual([]);
  expect([orders.tree(), times(), orders.status()]).toEqual(before);
});

describe('S04 the same version, another answer', () => {
  const lines = (text: string): string[] => text.split('\n');
  /** Lines that are in one text alone, each side in its order. */
  function difference(before: string, after: string): { gone: string[]; come: string[] } {
    const [old, now] = [lines(before), lines(after)];
    return { gone: old.filter((line) => !now.includes(line)), come: now.filter((line) => !old.includes(line)) };
  }

  test.each([
    ['written into fitness.yaml', 'edit'],
    ['by `set`', 'set'],
  ])('%s: only lines that say it change, and edits of the same files stay', async (_, how) => {
    const orders = (await service(one)).edit({
      'template.yaml': (text) => text.replace('    MemorySize: 512\n', '    MemorySize: 2048 # ours\n'),
      'fitness.yaml': (text) => text.replace('minimum: 80 #', 'minimum: 80 # ours:'),
      'package.json': (text) => text.replace('"private": true,', '"private": true,\n  "license": "MIT",'),
    });
    const before = orders.tree();
    if (how === 'edit') {
      orders.edit({ 'fitness.yaml': (text) => text.replace('The orders service', 'Takes orders') });
      expect(await orders.upgrade(one, '--check')).toMatchObject({ status: 4 });
      expect(await orders.upgrade(one)).toMatchObject({ status: 0 });
    } else {
      expect(await orders.run(one, ['set', 'description=Takes orders', '--no-install'])).toMatchObject({ status: 0 });
    }
    const after = orders.tree();
    const merged = ['fitness.yaml', 'package.json', 'template.yaml'];
    // whoever edits fitness.yaml edits it against the same base
    const records = withRecords(...merged).filter(
      (path) => how === 'set' || path !== '.fitness/base/fitness.yaml.base',
    );
    expect(changed(before, after)).toEqual(records);
    const differences = merged.map((path) => difference(before[path] ?? '', after[path] ?? ''));
    expect(differences).toEqual([
      { gone: ['description: The orders service'], come: ['description: Takes orders'] },
      { gone: ['  "description": "The orders service",'], come: ['  "description": "Takes orders",'] },
      { gone: ['Description: The orders service'], come: ['Description: Takes orders'] },
    ]);
    expect(await orders.upgrade(one, '--check')).toMatchObject({ status: 0 });
  });
});

test('S05 a new question: its default is taken and recorded, and what was answered is not asked again', async () => {
  const asks = version('2.0.0', {
    templates: {
      'fitness.yaml.ejs': (text) =>
        text.replace('\n# When a release', '\n# Is the whole stack judged once more at its end?\nstackGate: true\n$&'),
    },
  });
  const orders = (await service(one, { answers: ['--region', 'eu-west-1', '--description', 'Takes orders'] })).edit({
    'fitness.yaml': (text) => text.replace('minimum: 80 #', 'minimum: 85 #'),
  });
  const before = orders.read('fitness.yaml');
  const { status, stderr, json } = await orders.upgrade(asks, '--json');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(json.conflicts).toEqual([]);
  expect(orders.read('fitness.yaml')).toBe(
    before
      .replace('tool: ^1.0.0', 'tool: ^2.0.0')
      .replace('\n# When a release', '\n# Is the whole stack judged once more at its end?\nstackGate: true\n$&'),
  );
  expect(orders.read('fitness.yaml')).toMatch(/^region: eu-west-1$/m);
  // it is not only recorded: what follows from it is there, in one upgrade
  expect(orders.exists('fitness/hooks/stack-gate.ts')).toBe(true);
  expect(orders.read('template.yaml')).toContain('\n  FitnessGate:\n');
  expect(await orders.upgrade(asks, '--check')).toMatchObject({ status: 0 });
  // another answer is an answer
  orders.edit({ 'fitness.yaml': (text) => text.replace('stackGate: true', 'stackGate: false') });
  expect(await orders.upgrade(asks)).toMatchObject({ status: 0 });
  expect(orders.read('fitness.yaml')).toMatch(/^stackGate: false$/m);
  expect(orders.exists('fitness/hooks/stack-gate.ts')).toBe(false);
});

test('S06 an answer that a migration renames moves with its value and comment, and the old key is gone', async () => {
  const renamed = version('2.0.0', {
    templates: {
      'fitness.yaml.ejs': (text) => text.replace('      maxDrop: 5\n', '      maxComplexityGrowth: 5\n'),
    },
    migrations: {
      '2.0.0': {
        answers: { 'environments.*.gate.maxDrop': 'environments.*.gate.maxComplexityGrowth' },
        notes: ['maxDrop is maxComplexityGrowth now.'],
      },
    },
  });
  const orders = (await service(one)).edit({
    'fitness.yaml': (text) => text.replace('      maxDrop: 5\n', '      maxDrop: 7 # as agreed in May\n'),
  });
  const before = orders.read('fitness.yaml');
  expect(await orders.upgrade(renamed, '--json')).toMatchObject({
    status: 0,
    json: { migrations: ['2.0.0'], notices: ['2.0.0: maxDrop is maxComplexityGrowth now.'], conflicts: [], kept: [] },
  });
  expect(orders.read('fitness.yaml')).toBe(
    before.replace('tool: ^1.0.0', 'tool: ^2.0.0').replace('maxDrop: 7 #', 'maxComplexityGrowth: 7 #'),
  );
  // its base, too: the next one sees no edit but the owner's
  const base = orders.read('.fitness/base/fitness.yaml.base');
  expect([base.includes('maxDrop:'), base.includes('maxComplexityGrowth: 5\n')]).toEqual([false, true]);
});

test('S07 an older tool refuses every command, and writes nothing', async () => {
  const orders = (await service(two)).edit({ 'fitness.yaml': (text) => text.replace('us-east-1', 'eu-west-1') });
  const before = orders.tree();
  const message =
    'This service was made by create-fitness-serverless 2.0.0; this is the older 1.0.0. Nothing was done.';
  const { status, stderr, json } = await orders.upgrade(one, '--json');
  expect({ status, stderr, json }).toMatchObject({
    status: 2,
    stderr: '',
    json: { version: 1, error: { code: 'older-tool', message, hint: expect.stringContaining('@2.0.0') } },
  });
  for (const command of [['upgrade', '--offline', '--check'], ['set', 'region=us-east-2'], ['score'], ['validate']])
    expect(await orders.run(one, command)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  expect(orders.tree()).toEqual(before);
});

describe('S08 over several versions', () => {
  /** Every version renames the file that the one before renamed, and one takes the free name. */
  const migrations = {
    '1.0.0': { paths: { 'docs/guide.md': 'never.md' }, notes: ['of the first'] },
    '2.0.0': { paths: { 'docs/guide.md': 'docs/two.md' }, notes: ['of two'] },
    '3.0.0': { paths: { 'docs/two.md': 'docs/three.md' }, notes: ['of three'] },
    '4.0.0': { paths: { 'docs/three.md': 'four/guide.md' }, notes: ['of four'] },
    '5.0.0': { paths: { 'four/guide.md': 'never.md' }, notes: ['of the next'] },
  };
  const listed = { 'four/guide.md': GUIDE.replace('Ship it.', 'Ship it gradually.') };

  test('their migrations are used once, in the order of versions', async () => {
    const four = version('4.0.0', { migrations, listed });
    const orders = (await service(one)).edit({ 'docs/guide.md': (text) => `Ours\n${text}` });
    const { status, json } = await orders.upgrade(four, '--json');
    expect({ status, json }).toMatchObject({
      status: 0,
      json: {
        from: '1.0.0',
        to: '4.0.0',
        migrations: ['2.0.0', '3.0.0', '4.0.0'],
        notices: ['2.0.0: of two', '3.0.0: of three', '4.0.0: of four'],
        conflicts: [],
      },
    });
    expect(json.actions).toContainEqual(
      expect.objectContaining({ path: 'docs/guide.md', to: 'four/guide.md', action: 'rename' }),
    );
    expect(orders.read('four/guide.md')).toBe(`Ours\n${listed['four/guide.md']}`);
    const there = ['docs/guide.md', 'docs/two.md', 'docs/three.md', 'docs', 'never.md'];
    expect(there.filter((path) => orders.exists(path))).toEqual([]);

    orders.commit('Upgrade');
    const again = await orders.upgrade(four, '--json');
    expect(again).toMatchObject({ status: 0, json: { migrations: [], notices: [] } });
    expect(orders.status()).toBe('');
  });

  test('a service of the version between has only the later ones', async () => {
    const [three, four] = ['3.0.0', '4.0.0'].map((number) =>
      version(number, { migrations, listed: number === '4.0.0' ? listed : { 'docs/three.md': GUIDE } }),
    ) as [ToolVersion, ToolVersion];
    const orders = await service(three);
    expect(await orders.upgrade(four, '--json')).toMatchObject({
      status: 0,
      json: { from: '3.0.0', to: '4.0.0', migrations: ['4.0.0'], notices: ['4.0.0: of four'] },
    });
    expect(orders.tree()).toEqual(await outcome(three, four));
  });
});

test('S09 a prerelease is skipped, unless it is asked for', async () => {
  const beta = version('2.0.0-beta.1', { templates: { '_editorconfig.ejs': (text) => text + MAKEFILE } });
  const registry = await startRegistry([one, beta]);
  try {
    const orders = await service(one);
    // what `npm install` makes of its dependency
    installTool(orders.root, one);
    const installed = { root: join(orders.root, 'node_modules', PACKAGE) };
    const upgrade = (...args: readonly string[]) =>
      runTool(installed, ['upgrade', '--no-install', ...args], { cwd: orders.root, env: registry.env });
    const before = orders.status();
    expect(await upgrade()).toMatchObject({ status: 0, stdout: expect.stringContaining('Up to date') });
    expect(await upgrade('--check')).toMatchObject({ status: 0 });
    expect([before, orders.status()]).toEqual(['', '']);
    expect(await upgrade('--pre', '--check', '--json')).toMatchObject({
      status: 4,
      stdout: expect.stringContaining('"to": "2.0.0-beta.1"'),
    });
    expect(await upgrade('--pre')).toMatchObject({ status: 0 });
    expect(orders.read('.editorconfig')).toMatch(/\n\[Makefile\]\nindent_style = tab\n$/);
    expect(orders.manifest().tool).toBe('create-fitness-serverless@2.0.0-beta.1');
    expect(orders.read('package.json')).toContain('"create-fitness-serverless": "^2.0.0-beta.1"');
  } finally {
    await registry.close();
  }
});
