/** B. Nothing is lost: what is not committed, what is not the tool's, what a killed process left, and what lies outside. */
import { chmodSync, cpSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { runTool, type ToolVersion } from '../../support/new-version.ts';
import type { Ended } from '../../support/process.ts';
import { emptyFolder, tree, write } from '../tree.ts';
import { Service, changed, git, service, version, withoutUndo } from './world.ts';

jest.setTimeout(60_000);

const GUIDE = 'Intro\n\nBuild it.\n\nShip it.\n\nWatch it.\n';
const NEXT_GUIDE = GUIDE.replace('Ship it.', 'Ship it gradually.');
const MAKEFILE = '\n[Makefile]\nindent_style = tab\n';

type Shown = Readonly<Record<string, string>>;

let one: ToolVersion;
let two: ToolVersion;
/** What `two` makes of a service of `one` that nobody edited. */
let upgraded: Readonly<Record<string, string>>;
beforeAll(async () => {
  one = version('1.0.0', { listed: { 'docs/guide.md': GUIDE } });
  two = version('2.0.0', {
    listed: { 'docs/guide.md': NEXT_GUIDE, 'docs/new.md': 'New\n' },
    templates: {
      '_editorconfig.ejs': (text) => text + MAKEFILE,
      'fitness/tsconfig.json.ejs': (text) => text.replace('{', '{\n  // of the second version'),
    },
  });
  const orders = await service(one);
  expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
  upgraded = orders.tree();
}, 300_000);

/** A new folder that is in no service. */
function aside(): string {
  const folder = emptyFolder();
  folders.push(folder);
  return folder;
}
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Refused with that status and code, as text and as JSON, and no byte of the service or beside it changed. */
async function refused(
  orders: Service,
  status: number,
  code: string,
  { message, args = [] }: { message?: unknown; args?: readonly string[] } = {},
): Promise<void> {
  const around = join(orders.root, '..');
  const before = tree(around);
  const asked = await orders.upgrade(two, '--json', ...args);
  expect({ status: asked.status, stderr: asked.stderr, json: asked.json }).toEqual({
    status,
    stderr: '',
    json: { version: 1, error: expect.objectContaining({ code, ...(message !== undefined && { message }) }) },
  });
  const told = await orders.upgrade(two, ...args);
  expect(told).toMatchObject({ status, stdout: '' });
  // for a reader: no trace of the program
  expect(told.stderr).not.toMatch(/\n\s+at |TypeError|node:internal/);
  expect(tree(around)).toEqual(before);
}

describe('S10 uncommitted changes', () => {
  test('are refused with 5 and listed, wherever they are; --allow-dirty touches only clean paths', async () => {
    const orders = (await service(one)).edit({ 'src/ü "b".ts': 'old\n' });
    write(orders.root, { 'docs/guide.md': `${GUIDE}\nNot committed.\n`, 'src/http.ts': '// begun\n' });
    write(orders.root, { 'src/ü "b".ts': 'staged\n' });
    git(orders.root, 'add', 'src');
    rmSync(join(orders.root, 'events/http.json'));
    await refused(orders, 5, 'dirty', {
      message: [
        '4 files with uncommitted changes:',
        ...['docs/guide.md', 'events/http.json', 'src/http.ts', 'src/ü "b".ts'].map((path) => `  ${path}`),
      ].join('\n'),
    });

    const before = orders.tree();
    const { status, json } = await orders.upgrade(two, '--allow-dirty', '--json');
    expect(status).toBe(0);
    expect(json.actions).toContainEqual(
      expect.objectContaining({ path: 'docs/guide.md', action: 'skip', reason: 'uncommitted changes' }),
    );
    const after = orders.tree();
    for (const path of ['docs/guide.md', '.fitness/base/docs/guide.md.base', 'src/http.ts', 'events/http.json'])
      expect([path, after[path]]).toEqual([path, before[path]]);
    for (const path of ['.editorconfig', 'docs/new.md', 'fitness/tsconfig.json'])
      expect([path, after[path]]).toEqual([path, upgraded[path]]);

    // what was left out comes once it is clean
    orders.commit('Finish');
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    expect(orders.read('docs/guide.md')).toBe(`${NEXT_GUIDE}\nNot committed.\n`);
  });
});

test('S11 files that git does not know stay untouched, and are in nobody’s way', async () => {
  const orders = await service(one);
  write(orders.root, { 'notes.txt': 'mine\n', 'docs/draft.md': 'draft\n', 'fitness/scratch.ts': 'let\n' });
  expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
  expect(orders.tree()).toEqual({
    ...upgraded,
    'notes.txt': '644 mine\n',
    'docs/draft.md': '644 draft\n',
    'fitness/scratch.ts': '644 let\n',
  });
});

test('S12 the same file where the version adds one is no conflict', async () => {
  const orders = await service(one);
  write(orders.root, { 'docs/new.md': 'New\n' });
  expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [] } });
  expect(orders.tree()).toEqual(upgraded);
});

test('S12 a folder where the version adds a file: a conflict, and all of it stays', async () => {
  const orders = await service(one);
  write(orders.root, { 'docs/new.md/mine.txt': 'mine\n' });
  expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 3, json: { conflicts: ['docs/new.md'] } });
  expect(orders.tree()).toMatchObject({
    'docs/new.md/mine.txt': '644 mine\n',
    '.fitness/conflicts/docs/new.md': '644 New\n',
    'docs/guide.md': `644 ${NEXT_GUIDE}`,
  });
});

test('S12 another file where the version adds one: a conflict, and its text stays; ours waits until somebody decides', async () => {
  const orders = await service(one);
  write(orders.root, { 'docs/new.md': 'Mine, of the same name\n' });
  const { status, json } = await orders.upgrade(two, '--json');
  expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/new.md'] });
  expect(orders.read('docs/new.md')).toBe('Mine, of the same name\n');
  expect(orders.read('.fitness/conflicts/docs/new.md')).toBe('New\n');
  // all others are done
  expect(orders.read('docs/guide.md')).toBe(NEXT_GUIDE);

  rmSync(join(orders.root, '.fitness/conflicts'), { recursive: true });
  orders.commit('Keep mine');
  expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
  expect(orders.read('docs/new.md')).toBe('Mine, of the same name\n');
  expect(await orders.upgrade(two, '--check')).toMatchObject({ status: 0 });
});

/** The files of a service, wherever it is kept. */
function filesOf(folder: string): Record<string, string> {
  const shown = Object.entries(tree(folder)).filter(([path]) => path !== '.git' && !path.startsWith('.git/'));
  return Object.fromEntries(shown);
}

/** A service of `one` with no repository of its own, as somebody's folder. */
async function placed(folder: string): Promise<Service> {
  cpSync((await service(one, { git: false })).root, folder, { recursive: true });
  return new Service(folder);
}

function committed(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'All');
}

describe('S13 a service in a folder of a repository', () => {
  test('is upgraded while the rest is dirty, and nothing but its folder changes', async () => {
    const root = aside();
    git(root, 'init', '-q');
    write(root, { 'README.md': 'All\n', 'services/stock/index.ts': 'old\n', '.editorconfig': 'root = true\n' });
    const orders = await placed(join(root, 'services/orders'));
    committed(root);
    // what is dirty in the folder itself is in the way
    write(orders.root, { '.editorconfig': 'begun\n' });
    await refused(orders, 5, 'dirty', { message: '1 file with uncommitted changes:\n  .editorconfig' });
    git(root, 'checkout', '-q', 'services/orders');

    write(root, { 'README.md': 'begun\n', 'services/stock/index.ts': 'begun\n', 'services/new.txt': 'unknown\n' });
    const outside = (): [string, string][] =>
      Object.entries(filesOf(root)).filter(([path]) => !path.startsWith('services/orders/'));
    const before = outside();
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    expect(filesOf(orders.root)).toEqual(upgraded);
    expect(outside()).toEqual(before);
    // nothing is staged
    expect(git(root, 'diff', '--cached', '--name-only')).toBe('');
  });
});

describe('S14 outside of git', () => {
  test('it works and keeps what was there; --abort puts back every byte, once', async () => {
    const orders = (await service(one, { git: false })).edit({ 'docs/guide.md': `${GUIDE}\nOurs.\n` });
    chmodSync(join(orders.root, '.editorconfig'), 0o600);
    const before = orders.tree();
    const { status, stderr } = await orders.upgrade(two);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('.fitness/undo') });
    expect(withoutUndo(orders.tree())).toMatchObject({
      'docs/guide.md': `644 ${NEXT_GUIDE}\nOurs.\n`,
      '.editorconfig': expect.stringMatching(/^600 [^]*\[Makefile\]/),
      'docs/new.md': '644 New\n',
    });
    expect(await orders.run(two, ['upgrade', '--abort'])).toMatchObject({ status: 0 });
    expect(orders.tree()).toEqual(before);
    expect(await orders.run(two, ['upgrade', '--abort'])).toMatchObject({ status: 2 });
    expect(orders.tree()).toEqual(before);
  });
});

describe('S15 another place of the repository', () => {
  const edited = `${GUIDE}\nOurs.\n`;

  async function expectBoth(orders: Service): Promise<void> {
    write(orders.root, { 'docs/guide.md': edited });
    committed(orders.root);
    write(orders.root, { 'src/http.ts': '// begun\n' });
    expect(await orders.upgrade(two)).toMatchObject({ status: 5 });
    git(orders.root, 'checkout', '-q', 'src/http.ts');
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    const expected = { ...upgraded, 'docs/guide.md': `644 ${NEXT_GUIDE}\nOurs.\n` };
    expect(filesOf(orders.root)).toEqual(expected);
  }

  test('a worktree', async () => {
    const [main, beside] = [await service(one), join(aside(), 'orders')];
    git(main.root, 'worktree', 'add', '-q', '-b', 'upgrade', beside);
    const before = main.tree();
    await expectBoth(new Service(beside));
    expect([main.tree(), main.status()]).toEqual([before, '']);
  });

  test('a submodule', async () => {
    const [inner, outer] = [await service(one), aside()];
    git(outer, 'init', '-q');
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'services/orders');
    committed(outer);
    await expectBoth(new Service(join(outer, 'services/orders')));
    expect(git(outer, 'diff', '--cached', '--name-only')).toBe('');
  });

  test('a git directory elsewhere, on a detached head', async () => {
    const [orders, elsewhere] = [await service(one), aside()];
    git(orders.root, 'init', '-q', '--separate-git-dir', join(elsewhere, 'orders.git'));
    git(orders.root, 'checkout', '-q', '--detach');
    await expectBoth(orders);
  });
});

describe('S16 settings of git', () => {
  test('hooks, signing, programs and formats have no influence, and none of them runs', async () => {
    const orders = (await service(one)).edit({ 'docs/guide.md': `${GUIDE}\nOurs.\n` });
    const [hooks, ran] = [aside(), join(aside(), 'ran')];
    const program = join(hooks, 'program');
    writeFileSync(program, `#!/bin/sh\necho "$0" >> '${ran}'\nexit 1\n`, { mode: 0o755 });
    for (const name of ['pre-commit', 'post-index-change', 'post-checkout', 'reference-transaction', 'pre-auto-gc'])
      symlinkSync(program, join(hooks, name));
    const settings: Record<string, string> = {
      'core.hooksPath': hooks,
      'commit.gpgsign': 'true',
      'gpg.program': program,
      'diff.noprefix': 'true',
      'diff.external': program,
      'diff.mnemonicPrefix': 'true',
      'merge.conflictStyle': 'zdiff3',
      'merge.ours.driver': program,
      'status.short': 'true',
      'status.branch': 'true',
      'status.showUntrackedFiles': 'no',
      'status.relativePaths': 'false',
      'core.quotePath': 'true',
      'core.pager': program,
      'color.ui': 'always',
      'core.ignoreCase': 'true',
      'core.fsmonitor': program,
    };
    const personal = { HOME: aside() };
    for (const [name, value] of Object.entries(settings)) {
      git(orders.root, 'config', name, value);
      git(orders.root, 'config', '--file', join(personal.HOME, '.gitconfig'), name, value);
    }
    write(orders.root, { '.git/info/attributes': '* merge=ours\n' });
    const options = { cwd: orders.root, env: personal };
    const { status, stdout } = await runTool(two, ['upgrade', '--offline', '--no-install', '--json'], options);
    expect({ status, json: JSON.parse(stdout) as unknown }).toMatchObject({ status: 0, json: { conflicts: [] } });
    expect(orders.tree()).toEqual({ ...upgraded, 'docs/guide.md': `644 ${NEXT_GUIDE}\nOurs.\n` });
    expect(() => readFileSync(ran)).toThrow('ENOENT');
  });

  test('core.autocrlf: what is checked out with CRLF is no edit, and keeps it', async () => {
    const orders = (await service(one)).edit({ '.gitattributes': null });
    git(orders.root, 'config', 'core.autocrlf', 'true');
    git(orders.root, 'rm', '-q', '-r', '--cached', '.');
    git(orders.root, 'reset', '-q', '--hard');
    expect(orders.read('docs/guide.md')).toBe(GUIDE.replaceAll('\n', '\r\n'));
    expect(await orders.upgrade(one, '--check')).toMatchObject({ status: 0 });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    for (const path of ['docs/guide.md', '.editorconfig', 'fitness.yaml', 'package.json']) {
      const text = readFileSync(join(orders.root, path), 'latin1');
      expect([path, text.replaceAll('\r\n', '\n')]).toEqual([path, upgraded[path]?.slice(4)]);
      expect([path, text.replaceAll('\r\n', '')]).toEqual([path, expect.not.stringContaining('\n')]);
    }
    // what is committed is what everybody else's is
    git(orders.root, '-c', 'core.safecrlf=false', 'add', '-A');
    expect(git(orders.root, 'show', ':docs/guide.md')).toBe(NEXT_GUIDE);
    expect(await orders.upgrade(two, '--check')).toMatchObject({ status: 0 });
  });
});

describe('S17 stopped on the way', () => {
  const SIGNALS = join(import.meta.dirname, '..', 'signals.mjs');
  const FULL_DISK = join(import.meta.dirname, 'full-disk.mjs');
  const GUIDE_EDIT = `${GUIDE}\nOurs.\n`;

  function preloaded(orders: Service, preload: string, env: Readonly<Record<string, string>>): Promise<Ended> {
    const options = { ...env, NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` };
    return runTool(two, ['upgrade', '--offline', '--no-install'], { cwd: orders.root, env: options });
  }

  async function edited(): Promise<Service> {
    return (await service(one)).edit({ 'docs/guide.md': GUIDE_EDIT });
  }

  /** What it was, what it is to be, and by how many calls. */
  async function sides(preload: string, name: string): Promise<{ before: Shown; after: Shown; calls: number }> {
    const orders = await edited();
    const [before, count] = [orders.tree(), join(aside(), 'count')];
    expect(await preloaded(orders, preload, { [name]: count, FULL_BELOW: orders.root })).toMatchObject({ status: 0 });
    return { before, after: orders.tree(), calls: Number(readFileSync(count, 'utf8')) };
  }

  function copyOf(orders: Service): Service {
    const copy = join(aside(), 'orders');
    cpSync(orders.root, copy, { recursive: true, preserveTimestamps: true });
    return new Service(copy);
  }

  test('SIGKILL: --abort puts back every byte, --continue finishes, nothing else goes on', async () => {
    const { before, after, calls } = await sides(SIGNALS, 'COUNT');
    let [half, done] = [0, 0];
    await Promise.all(
      [0.55, 0.7, 0.85, 0.95].map(async (part) => {
        const orders = await edited();
        const at = Math.round(calls * part);
        expect(await preloaded(orders, SIGNALS, { AT: String(at), SIGNAL: 'SIGKILL' })).toMatchObject({
          signal: 'SIGKILL',
        });
        expect({ part, isLocked: orders.exists('.fitness/journal') }).toEqual({ part, isLocked: true });
        const other = copyOf(orders);
        if (orders.exists('.fitness/journal/done.json')) {
          // only its own records were left to be swept up
          done += 1;
          expect(await orders.upgrade(two)).toMatchObject({ status: 0, stdout: expect.stringContaining('Up to date') });
          const third = copyOf(other);
          expect(await other.run(two, ['upgrade', '--abort'])).toMatchObject({ status: 2 });
          expect(await third.run(two, ['upgrade', '--continue', '--no-install'])).toMatchObject({ status: 0 });
          for (const one of [orders, other, third]) expect(changed(after, one.tree())).toEqual([]);
          return;
        }
        half += 1;
        const left = orders.tree();
        expect(await orders.upgrade(two)).toMatchObject({ status: 3, stderr: expect.stringContaining('--continue') });
        expect(changed(left, orders.tree())).toEqual([]);
        expect(await orders.run(two, ['upgrade', '--abort'])).toMatchObject({ status: 0 });
        expect({ part, changed: changed(before, orders.tree()) }).toEqual({ part, changed: [] });
        expect(await other.run(two, ['upgrade', '--continue', '--no-install'])).toMatchObject({ status: 0 });
        expect({ part, changed: changed(after, other.tree()) }).toEqual({ part, changed: [] });
      }),
    );
    expect({ half, done }).toEqual({ half: 3, done: 1 });
  });

  test('Ctrl-C: all of it, or nothing', async () => {
    const { before, after, calls } = await sides(SIGNALS, 'COUNT');
    const ends = await Promise.all(
      [0.02, 0.6, 0.9].map(async (part) => {
        const orders = await edited();
        const at = String(Math.max(1, Math.round(calls * part)));
        const { status, signal } = await preloaded(orders, SIGNALS, { AT: at, SIGNAL: 'SIGINT' });
        const left = [before, after].map((side) => changed(side, orders.tree()).length);
        expect(left).toContain(0);
        return { ended: status ?? signal, isDone: left[1] === 0 };
      }),
    );
    // for a shell it is 130 either way
    for (const { ended } of ends) expect(['SIGINT', 130]).toContain(ended);
    expect(ends.map(({ isDone }) => isDone)).toEqual([false, true, true]);
  });

  test('a full disk: everything is put back, and it says why', async () => {
    const { before, calls } = await sides(FULL_DISK, 'FULL_COUNT');
    expect(calls).toBeGreaterThan(20);
    await Promise.all(
      [1, Math.round(calls / 2), calls].map(async (at) => {
        const orders = await edited();
        const env = { FULL_AT: String(at), FULL_BELOW: orders.root };
        const { status, stderr } = await preloaded(orders, FULL_DISK, env);
        expect({ at, changed: changed(before, orders.tree()) }).toEqual({ at, changed: [] });
        expect({ at, status, stderr }).toEqual({
          at,
          status: 2,
          stderr: expect.stringMatching(/^error: The disk is full/),
        });
      }),
    );
  });
});

describe('S18 a manifest that is not as the tool wrote it', () => {
  const HASH = 'a'.repeat(64);
  const entry = { class: 'managed', mode: '644', hash: HASH };
  type Data = { version: unknown; tool: unknown; files: Record<string, unknown> };
  const withFile =
    (path: string, value: unknown = entry) =>
    (text: string) => {
      const data = JSON.parse(text) as Data;
      Object.defineProperty(data.files, path, { value, enumerable: true, configurable: true });
      return JSON.stringify(data);
    };
  const withData = (change: object) => (text: string) => JSON.stringify({ ...(JSON.parse(text) as Data), ...change });

  const CASES: readonly [string, (text: string) => string, string][] = [
    ['cut off', (text) => text.slice(0, text.length / 2), 'is not JSON'],
    ['empty', () => '', 'is not JSON'],
    ['another value', () => 'null', 'has no "files"'],
    ['a list of files', withData({ files: [] }), 'has no "files"'],
    ['of another format', withData({ version: 2 }), 'has version 2'],
    ['of no tool', withData({ tool: 7 }), '"tool"'],
    ['with markers of a merge', (text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> main\n`, 'conflict markers'],
    ['with ../', withFile('../victim.txt'), 'leads out of the folder'],
    ['with ../ within', withFile('docs/../../victim.txt'), 'leads out of the folder'],
    ['with an absolute path', withFile('/tmp/victim.txt'), 'is absolute'],
    ['with a path of Windows', withFile('..\\victim.txt'), 'has a backslash'],
    ['with a path of git', withFile('.git/hooks/pre-commit'), 'is git’s own'],
    ['with the manifest itself', withFile('.fitness/manifest.json'), 'is a record of the tool'],
    ['with ../ as where a file went', withFile('docs/guide.md', { ...entry, at: '../victim.txt' }), 'leads out'],
    ['with an unknown class', withFile('docs/guide.md', { ...entry, class: 'ours' }), 'broken entry'],
    ['with a hash that is none', withFile('docs/guide.md', { ...entry, hash: '../x' }), 'broken entry'],
    ['with an entry that is none', withFile('__proto__', null), 'broken entry'],
  ];

  test.each(CASES)('%s: 6, and nothing is touched', async (_, corrupt, said) => {
    const orders = (await service(one, { git: false })).edit({ '.fitness/manifest.json': corrupt });
    write(join(orders.root, '..'), { 'victim.txt': 'not yours\n' });
    await refused(orders, 6, 'broken-manifest', { message: expect.stringContaining(said) });
  });

  test.each([
    ['with ../', { path: '../victim.txt', after: HASH }],
    ['with an absolute path', { path: '/tmp/victim.txt', mode: 0o644, before: HASH }],
    ['with a mode that is none', { path: 'docs/guide.md', mode: 0o4755, before: HASH }],
    ['without an entry', null],
  ])('nor is a journal %s believed: --abort is 6', async (_, entry) => {
    const orders = await service(one, { git: false });
    const journal = { version: 1, pid: 1, entries: [entry], parents: {}, folders: [], madeRoot: 0 };
    for (const folder of ['journal', 'undo']) {
      write(orders.root, {
        [`.fitness/${folder}/journal.json`]: JSON.stringify(journal),
        '../victim.txt': 'not yours\n',
      });
      write(orders.root, { [`.fitness/${folder}/0`]: 'evil\n' });
      const before = tree(join(orders.root, '..'));
      const { status, stdout } = await orders.run(two, ['upgrade', '--abort', '--json']);
      const error: unknown = expect.objectContaining({ code: 'broken-journal' });
      expect({ folder, status, json: JSON.parse(stdout) as unknown }).toEqual({
        folder,
        status: 6,
        json: { version: 1, error },
      });
      const after = tree(join(orders.root, '..'));
      expect(changed(before, after)).toEqual([]);
      rmSync(join(orders.root, '.fitness', folder), { recursive: true });
    }
  });

  test('a link that leads outside, or none at all: refused', async () => {
    const linked = await service(one, { git: false });
    const manifest = join(linked.root, '.fitness/manifest.json');
    renameSync(manifest, join(linked.root, '..', 'manifest.json'));
    symlinkSync('../../manifest.json', manifest);
    const before = tree(join(linked.root, '..'));
    const { status, stderr } = await linked.upgrade(two);
    expect([2, 6]).toContain(status);
    expect(stderr).toContain('.fitness/manifest.json');
    expect(tree(join(linked.root, '..'))).toEqual(before);

    const without = (await service(one, { git: false })).edit({ '.fitness/manifest.json': null });
    await refused(without, 2, 'no-manifest');
  });
});

describe('S19 a link that leads outside', () => {
  async function leadingOut(folder: string): Promise<{ orders: Service; outside: string }> {
    const [orders, outside] = [await service(one), aside()];
    renameSync(join(orders.root, folder), join(outside, 'moved'));
    symlinkSync(join(outside, 'moved'), join(orders.root, folder));
    orders.commit('Link');
    return { orders, outside };
  }

  test.each(['docs', 'fitness', '.fitness', '.fitness/base'])(
    '%s: refused, and nothing is written there',
    async (folder) => {
      const { orders, outside } = await leadingOut(folder);
      const before = tree(outside);
      await refused(orders, 2, 'link-leads-outside', {
        message: expect.stringContaining(`${folder} is a symbolic link that leads out of the folder`),
      });
      expect(tree(outside)).toEqual(before);
    },
  );

  test('one that stays inside is followed', async () => {
    const orders = (await service(one)).does((root) => {
      renameSync(join(root, 'docs'), join(root, 'documentation'));
      symlinkSync('documentation', join(root, 'docs'));
    });
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    expect(orders.tree()).toMatchObject({
      docs: '-> documentation',
      'documentation/guide.md': `644 ${NEXT_GUIDE}`,
      'documentation/new.md': '644 New\n',
    });
  });
});
