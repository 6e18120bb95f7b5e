/** E. Kinds of file: line endings, bytes that are no text, modes, links, names, many. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ToolVersion } from '../../support/new-version.ts';
import { fresh, git, service, version, type Listed, type Service, type UpgradeAsJson } from './world.ts';

jest.setTimeout(60_000);

const GUIDE = '# Guide\n\nBuild it.\n\nTest it.\n\nShip it.\n\nWatch it.\n';
const NEXT_GUIDE = GUIDE.replace('Ship it.\n', 'Ship it gradually.\n');
const SCRIPT = '#!/bin/sh\nset -e\n\necho build\n\necho test\n\necho ship\n';
const NEXT_SCRIPT = SCRIPT.replace('echo ship', 'echo ship --gradually');
/** No text: it has bytes of zero. */
const binary = (...bytes: number[]): Uint8Array => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, ...bytes, 0, 0xff]);
const [LOGO, NEXT_LOGO, OWN_LOGO] = [binary(1), binary(2, 2), binary(3, 3, 3)];
const PLAIN = 'one\ntwo\nthree\nfour\nfive';

const ONE: Readonly<Record<string, Listed | string>> = {
  'docs/guide.md': GUIDE,
  'docs/plain.txt': PLAIN,
  'docs/logo.png': { text: LOGO },
  'tools/script': SCRIPT,
  'tools/program': { text: SCRIPT, executable: true },
  'tools/newer': 'new\n',
  'tools/to-link': 'a file\n',
  'tools/to-file': { text: 'target.txt', link: true },
  'tools/moves': { text: 'target.txt', link: true },
  'tools/target.txt': { text: 'what links lead to\n', class: 'once' },
};
const TWO: Readonly<Record<string, Listed | string>> = {
  ...ONE,
  'docs/guide.md': NEXT_GUIDE,
  'docs/plain.txt': PLAIN.replace('five', 'five\nsix'),
  'docs/logo.png': { text: NEXT_LOGO },
  'tools/script': { text: NEXT_SCRIPT, executable: true },
  'tools/program': { text: NEXT_SCRIPT, executable: true },
  'tools/to-link': { text: 'newer', link: true },
  'tools/to-file': 'a file now\n',
  'tools/moves': { text: 'newer', link: true },
};

let one: ToolVersion;
let two: ToolVersion;
beforeAll(() => {
  one = version('1.0.0', { listed: ONE });
  two = version('2.0.0', {
    listed: TWO,
    templates: {
      'template.yaml.ejs': replaced('    MemorySize: 512\n', '    MemorySize: 1024\n    Timeout: 5\n'),
      'samconfig.toml.ejs': (text) => `${text}\n[local.local_invoke.parameters]\nskip_pull_image = true\n`,
      '_editorconfig.ejs': (text) => `${text}\n[Makefile]\nindent_style = tab\n`,
    },
  });
}, 300_000);

function replaced(old: string, by: string): (text: string) => string {
  return (text) => {
    if (!text.includes(old)) throw new Error(`no ${JSON.stringify(old)} in the text`);
    return text.replace(old, () => by);
  };
}

/** Path → action, of some paths. */
function actionsOf(json: UpgradeAsJson, ...paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(json.actions.flatMap(({ path, action }) => (paths.includes(path) ? [[path, action]] : [])));
}

const bytes = (of: Service, path: string): string => readFileSync(join(of.root, path), 'latin1');
const mode = (of: Service, path: string): string => (lstatSync(join(of.root, path)).mode & 0o777).toString(8);
const linkOf = (of: Service, path: string): string => readlinkSync(join(of.root, path));

/** What a new service of the second version has. */
async function next(path: string): Promise<string> {
  return ((await fresh(two))[path] ?? '').replace(/^\d+ /, '');
}

/** What every test of the folder comes to: nothing is left that the next run would do. */
async function settles(orders: Service): Promise<void> {
  const before = orders.tree();
  expect(await orders.upgrade(two)).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to do') });
  expect(orders.tree()).toEqual(before);
}

describe('S42 CRLF', () => {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

  test('text, YAML, JSON and TOML are merged, and every line keeps its CR', async () => {
    const paths = ['docs/guide.md', 'template.yaml', 'package.json', 'samconfig.toml', 'fitness.yaml', '.editorconfig'];
    const orders = await service(one);
    orders.edit({
      ...Object.fromEntries(paths.map((path) => [path, crlf])),
      'docs/guide.md': (text) => crlf(text.replace('Build it.\n', 'Build it.\nTwice.\n')),
      'template.yaml': (text) => crlf(text.replace('      Timeout: 10\n', '      Timeout: 12 # mine\n')),
      'package.json': (text) => crlf(text.replace('"version": "0.0.0"', '"version": "1.2.3"')),
      'fitness.yaml': (text) => crlf(text.replace('minimum: 80', 'minimum: 85')),
    });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, kept: json.kept }).toEqual({ status: 0, conflicts: [], kept: [] });
    const expected = {
      'docs/guide.md': NEXT_GUIDE.replace('Build it.\n', 'Build it.\nTwice.\n'),
      'template.yaml': (await next('template.yaml'))
        .replace('      Timeout: 10\n', '      Timeout: 12 # mine\n')
        .replace('FitnessFloor: 80', 'FitnessFloor: 85'),
      'package.json': (await next('package.json')).replace('"version": "0.0.0"', '"version": "1.2.3"'),
      'samconfig.toml': await next('samconfig.toml'),
      'fitness.yaml': (await next('fitness.yaml')).replace('minimum: 80', 'minimum: 85'),
      '.editorconfig': await next('.editorconfig'),
    };
    for (const [path, text] of Object.entries(expected))
      expect([path, bytes(orders, path)]).toEqual([path, crlf(text)]);
    await settles(orders.commit('Upgrade'));
  });

  test('a conflict has its markers with CR, too', async () => {
    const orders = await service(one);
    orders.edit({ 'docs/guide.md': (text) => crlf(text.replace('Ship it.', 'Ship it now.')) });
    expect((await orders.upgrade(two)).status).toBe(3);
    const marked =
      '<<<<<<< yours\nShip it now.\n=======\nShip it gradually.\n>>>>>>> create-fitness-serverless 2.0.0\n';
    expect(bytes(orders, 'docs/guide.md')).toBe(crlf(GUIDE.replace('Ship it.\n', marked)));
  });
});

describe('S43 no newline at the end', () => {
  test('the version adds a line to a last line without one: nothing is glued', async () => {
    const orders = await service(one);
    orders.edit({ 'docs/plain.txt': (text) => text.replace('one', 'ONE') });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, 'docs/plain.txt')).toBe('ONE\ntwo\nthree\nfour\nfive\nsix');
  });

  test('the owner took the last one away: the rest is merged, and it stays away', async () => {
    const orders = await service(one);
    orders.edit({ 'docs/guide.md': (text) => text.trimEnd(), 'template.yaml': (text) => text.trimEnd() });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, 'docs/guide.md')).toBe(NEXT_GUIDE.trimEnd());
    expect(bytes(orders, 'template.yaml')).toBe((await next('template.yaml')).trimEnd());
    await settles(orders.commit('Upgrade'));
  });

  test('both add a line there: the markers stand on lines of their own', async () => {
    const orders = await service(one);
    orders.edit({ 'docs/plain.txt': `${PLAIN}\nmine` });
    expect((await orders.upgrade(two)).status).toBe(3);
    expect(bytes(orders, 'docs/plain.txt')).toBe(
      `${PLAIN}\n<<<<<<< yours\nmine\n=======\nsix\n>>>>>>> create-fitness-serverless 2.0.0\n`,
    );
  });
});

describe('S44 a file that is no text', () => {
  const path = 'docs/logo.png';
  const shown = (of: Uint8Array): string => Buffer.from(of).toString('latin1');

  test('only the version changed it: replaced', async () => {
    const orders = await service(one);
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, path)).toBe(shown(NEXT_LOGO));
  });

  test('only the owner changed it: kept', async () => {
    const orders = (await service(one)).edit({ [path]: OWN_LOGO });
    const same = version('1.5.0', { listed: ONE });
    const { status, json } = await orders.upgrade(same, '--json');
    expect({ status, ...actionsOf(json, path) }).toEqual({ status: 0, [path]: 'keep' });
    expect(bytes(orders, path)).toBe(shown(OWN_LOGO));
  });

  test('both did: a conflict with both at hand, and settled when the offer is gone', async () => {
    const orders = (await service(one)).edit({ [path]: OWN_LOGO });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: [path] });
    expect(bytes(orders, path)).toBe(shown(OWN_LOGO));
    expect(bytes(orders, `.fitness/conflicts/${path}`)).toBe(shown(NEXT_LOGO));
    orders.does((root) => rmSync(join(root, '.fitness/conflicts', path)));
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, path)).toBe(shown(OWN_LOGO));
    expect(orders.exists('.fitness/undo')).toBe(false);
    await settles(orders.commit('Settled'));
  });
});

describe('S45 bytes that are no UTF-8, and a byte order mark', () => {
  const bom = '\u00ef\u00bb\u00bf';
  const asBytes = (latin1: string): Uint8Array => Buffer.from(latin1, 'latin1');

  test('stay in a text that is merged', async () => {
    const orders = await service(one);
    const own = (text: string): string =>
      `${bom}${text.replace('root = true', 'root = true\n# \u00e9\u00fc\u0080 mine')}`;
    orders.edit({ '.editorconfig': asBytes(own(bytes(orders, '.editorconfig'))) });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, '.editorconfig')).toBe(own(await next('.editorconfig')));
  });

  test('a byte order mark stays in YAML, JSON and TOML', async () => {
    const orders = await service(one);
    const paths = ['template.yaml', 'package.json', 'samconfig.toml', 'fitness.yaml'];
    orders.edit(Object.fromEntries(paths.map((path) => [path, asBytes(bom + bytes(orders, path))])));
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    for (const path of paths) expect([path, bytes(orders, path)]).toEqual([path, bom + (await next(path))]);
    await settles(orders.commit('Upgrade'));
  });

  test('bytes that are no UTF-8 stay in a comment of the template', async () => {
    const orders = await service(one);
    const own = replaced('Globals:\n', '# caf\u00e9\u0080\nGlobals:\n');
    orders.edit({ 'template.yaml': asBytes(own(bytes(orders, 'template.yaml'))) });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(bytes(orders, 'template.yaml')).toBe(own(await next('template.yaml')));
  });
});

describe('the executable bit', () => {
  test('S46 the owner’s bit and both texts', async () => {
    const orders = await service(one);
    orders.edit({ 'docs/guide.md': (text) => text.replace('Build it.', 'Build it twice.') });
    orders.chmod('docs/guide.md', 0o755);
    expect((await orders.upgrade(two)).status).toBe(0);
    expect([mode(orders, 'docs/guide.md'), bytes(orders, 'docs/guide.md')]).toEqual([
      '755',
      NEXT_GUIDE.replace('Build it.', 'Build it twice.'),
    ]);
    await settles(orders.commit('Upgrade'));
  });

  test('S46 the version’s bit and both texts; the owner’s taking it away', async () => {
    const orders = await service(one);
    orders.edit({ 'tools/script': (text) => text.replace('echo build', 'echo build it') });
    orders.chmod('tools/program', 0o644);
    expect((await orders.upgrade(two)).status).toBe(0);
    expect([mode(orders, 'tools/script'), bytes(orders, 'tools/script')]).toEqual([
      '755',
      NEXT_SCRIPT.replace('echo build', 'echo build it'),
    ]);
    expect([mode(orders, 'tools/program'), bytes(orders, 'tools/program')]).toEqual(['644', NEXT_SCRIPT]);
    await settles(orders.commit('Upgrade'));
  });

  test('S47 with a conflict in the text: both are right', async () => {
    const orders = await service(one);
    orders.edit({ 'tools/script': (text) => text.replace('echo ship', 'echo ship now') });
    orders.edit({ 'docs/guide.md': (text) => text.replace('Ship it.', 'Ship it now.') });
    orders.chmod('docs/guide.md', 0o755);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/guide.md', 'tools/script'] });
    const marked = (yours: string, theirs: string): string =>
      `<<<<<<< yours\n${yours}\n=======\n${theirs}\n>>>>>>> create-fitness-serverless 2.0.0`;
    expect([mode(orders, 'tools/script'), bytes(orders, 'tools/script')]).toEqual([
      '755',
      SCRIPT.replace('echo ship', marked('echo ship now', 'echo ship --gradually')),
    ]);
    expect([mode(orders, 'docs/guide.md'), bytes(orders, 'docs/guide.md')]).toEqual([
      '755',
      GUIDE.replace('Ship it.', marked('Ship it now.', 'Ship it gradually.')),
    ]);
  });
});

describe('S48 a link for a file, a file for a link', () => {
  test('replaced as what it is; what a link leads to is not touched', async () => {
    const orders = await service(one);
    const { status, json } = await orders.upgrade(two, '--json');
    const paths = ['tools/to-link', 'tools/to-file', 'tools/moves'] as const;
    expect({ status, ...actionsOf(json, ...paths) }).toEqual({
      status: 0,
      ...Object.fromEntries(paths.map((path) => [path, 'update'])),
    });
    expect([linkOf(orders, 'tools/to-link'), linkOf(orders, 'tools/moves')]).toEqual(['newer', 'newer']);
    expect([lstatSync(join(orders.root, 'tools/to-file')).isFile(), bytes(orders, 'tools/to-file')]).toEqual([
      true,
      'a file now\n',
    ]);
    expect(bytes(orders, 'tools/target.txt')).toBe('what links lead to\n');
    expect(bytes(orders, 'tools/newer')).toBe('new\n');
    expect(orders.entry('tools/to-link')?.mode).toBe('120000');
    await settles(orders.commit('Upgrade'));
  });

  test('an edit of the owner stays, and the version’s waits', async () => {
    const orders = await service(one);
    orders.does((root) => {
      writeFileSync(join(root, 'tools/to-link'), 'mine\n');
      for (const path of ['tools/moves', 'tools/to-file']) {
        rmSync(join(root, path));
        symlinkSync('../README.md', join(root, path));
      }
    });
    const readme = bytes(orders, 'README.md');
    const { status, json } = await orders.upgrade(two, '--json');
    const paths = ['tools/moves', 'tools/to-file', 'tools/to-link'];
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: paths });
    expect(bytes(orders, 'tools/to-link')).toBe('mine\n');
    expect([linkOf(orders, 'tools/moves'), linkOf(orders, 'tools/to-file')]).toEqual(['../README.md', '../README.md']);
    expect(bytes(orders, '.fitness/conflicts/tools/to-file')).toBe('a file now\n');
    expect(bytes(orders, 'README.md')).toBe(readme);
  });
});

describe('S48 a folder for a file, a file for a folder', () => {
  const from = (): ToolVersion => version('1.0.0', { listed: { 'docs/a': GUIDE, 'docs/b/part.md': SCRIPT } });
  const to = (): ToolVersion => version('2.0.0', { listed: { 'docs/a/part.md': GUIDE, 'docs/b': SCRIPT } });

  test('the old goes at once, the new waits for the next run', async () => {
    const orders = await service(from());
    const { status, json } = await orders.upgrade(to(), '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/a/part.md', 'docs/b'] });
    expect([bytes(orders, '.fitness/conflicts/docs/a/part.md'), bytes(orders, '.fitness/conflicts/docs/b')]).toEqual([
      GUIDE,
      SCRIPT,
    ]);
    expect((await orders.commit('Upgrade').upgrade(to())).status).toBe(0);
    expect([bytes(orders, 'docs/a/part.md'), bytes(orders, 'docs/b')]).toEqual([GUIDE, SCRIPT]);
    expect(orders.exists('.fitness/conflicts')).toBe(false);
  });

  test('what the owner edited stays', async () => {
    const orders = await service(from());
    orders.edit({ 'docs/a': `${GUIDE}Mine.\n`, 'docs/b/part.md': `${SCRIPT}# mine\n`, 'docs/b/mine.md': 'Mine.\n' });
    const { status, json } = await orders.upgrade(to(), '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({
      status: 3,
      conflicts: ['docs/a', 'docs/a/part.md', 'docs/b', 'docs/b/part.md'],
    });
    expect(['docs/a', 'docs/b/part.md', 'docs/b/mine.md'].map((path) => bytes(orders, path))).toEqual([
      `${GUIDE}Mine.\n`,
      `${SCRIPT}# mine\n`,
      'Mine.\n',
    ]);
  });
});

test('S49 the owner put a link in the place of a file: a conflict, and what it leads to is not written', async () => {
  const orders = await service(one);
  const check = 'fitness/checks/lambda-timeout-explicit.ts';
  orders.does((root) => {
    mkdirSync(join(root, 'shared'));
    writeFileSync(join(root, 'shared/guide.md'), 'shared\n');
    rmSync(join(root, 'docs/guide.md'));
    symlinkSync('../shared/guide.md', join(root, 'docs/guide.md'));
    rmSync(join(root, check));
    symlinkSync('../../shared/guide.md', join(root, check));
  });
  const { status, json } = await orders.upgrade(two, '--json');
  expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/guide.md'] });
  expect(json.actions.find(({ path }) => path === 'docs/guide.md')?.reason).toContain('link');
  expect(json.problems).toEqual([expect.objectContaining({ path: check, kind: 'tampered' })]);
  expect([linkOf(orders, 'docs/guide.md'), bytes(orders, 'shared/guide.md')]).toEqual([
    '../shared/guide.md',
    'shared\n',
  ]);
  expect(bytes(orders, '.fitness/conflicts/docs/guide.md')).toBe(NEXT_GUIDE);
});

test('S50 a file that is read-only is written, and stays read-only', async () => {
  const orders = await service(one);
  for (const path of ['docs/guide.md', 'fitness/hooks/recorder.ts', 'fitness/checks/README.md'])
    chmodSync(join(orders.root, path), 0o444);
  const { status } = await orders.upgrade(two);
  expect(status).toBe(0);
  expect([mode(orders, 'docs/guide.md'), bytes(orders, 'docs/guide.md')]).toEqual(['444', NEXT_GUIDE]);
  expect(bytes(orders, 'fitness/checks/README.md')).toBe(await next('fitness/checks/README.md'));
});

describe('S51 a name of which only the case changes', () => {
  const renamedBy = (migrations: object): ToolVersion =>
    version('3.0.0', {
      listed: { ...TWO, 'docs/guide.md': null, 'docs/Guide.md': NEXT_GUIDE },
      migrations: migrations as Record<string, { paths: Record<string, string> }>,
    });

  test.each([
    ['by a migration', { '3.0.0': { paths: { 'docs/guide.md': 'docs/Guide.md' } } }],
    ['by the version alone', {}],
  ])('%s: one file, with both edits', async (_, migrations) => {
    const orders = await service(one);
    orders.edit({ 'docs/guide.md': (text) => text.replace('Build it.', 'Build it twice.') });
    expect((await orders.upgrade(renamedBy(migrations))).status).toBe(0);
    expect(readdirSync(join(orders.root, 'docs')).sort()).toEqual(['Guide.md', 'logo.png', 'plain.txt']);
    expect(bytes(orders, 'docs/Guide.md')).toBe(NEXT_GUIDE.replace('Build it.', 'Build it twice.'));
    expect(readdirSync(join(orders.root, '.fitness/base/docs')).sort()).toEqual([
      'Guide.md.base',
      'logo.png.base',
      'plain.txt.base',
    ]);
  });

  test('by the owner: the edit arrives there', async () => {
    const orders = await service(one);
    orders.does((root) => git(root, 'mv', 'docs/guide.md', 'docs/GUIDE.md'));
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(readdirSync(join(orders.root, 'docs')).sort()).toEqual(['GUIDE.md', 'logo.png', 'plain.txt']);
    expect(bytes(orders, 'docs/GUIDE.md')).toBe(NEXT_GUIDE);
    await settles(orders.commit('Upgrade'));
  });
});

test('S52 500 files: every one is brought forward, fifty of them merged with an edit', async () => {
  const paths = Array.from({ length: 500 }, (_, index) => `many/${index % 10}/file-${index}.md`);
  const many = (tail: string): Record<string, string> =>
    Object.fromEntries(paths.map((path) => [path, `# ${path}\n\nOne.\n\nTwo.\n\n${tail}\n`]));
  const from = version('1.0.0', { listed: many('Three.') });
  const to = version('2.0.0', { listed: many('Four.') });
  const orders = await service(from);
  const own = paths.filter((_, index) => index % 10 === 3);
  orders.edit(Object.fromEntries(own.map((path) => [path, (text: string) => text.replace('One.', 'Mine.')])));
  const started = performance.now();
  const { status, json } = await orders.upgrade(to, '--json');
  process.stderr.write(`S52: 500 files in ${Math.round(performance.now() - started)} ms\n`);
  expect(status).toBe(0);
  expect(new Set(Object.values(actionsOf(json, ...paths)))).toEqual(new Set(['update']));
  const texts = many('Four.');
  for (const path of paths)
    expect(orders.read(path)).toBe(own.includes(path) ? texts[path]?.replace('One.', 'Mine.') : texts[path]);
  expect((await orders.commit('Upgrade').upgrade(to)).stdout).toContain('nothing to do');
});
