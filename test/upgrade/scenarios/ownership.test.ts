/** D. Delete, rename, ownership: whose a file is, where it is, and that it comes and goes with whoever decides it. */
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { basePath, offerPath } from '../../../src/upgrade/manifest.ts';
import type { ManifestEntry } from '../../../src/upgrade/manifest.ts';
import type { ToolVersion } from '../../support/new-version.ts';
import { git, outcome, pristine, service, version, withoutUndo } from './world.ts';
import type { Listed, UpgradeAsJson } from './world.ts';

// the versions are built, and each creates a service
jest.setTimeout(300_000);

/** Of a text that must be there. */
function swap(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`${JSON.stringify(from)} is not in the text`);
  return text.replace(from, () => to);
}

const swapping = (from: string, to: string) => (text: string) => swap(text, from, to);

/** Twelve lines about something. Version 2 changes the third. */
const about = (what: string, third = 'Line 3'): string =>
  Array.from({ length: 12 }, (_, line) => `${line === 2 ? third : `Line ${line + 1}`} about ${what}.\n`).join('');
const next = (what: string): string => about(what, 'New line 3');
/** An edit of the owner's that version 2 does not touch. */
const editing = swapping('Line 9', 'My line 9');

/** Of both versions. */
const STAYING = ['docs/guide.md', 'docs/a/README.md', 'docs/b/README.md', 'docs/[a-z]*.md', 'docs/*'];
const GONE: Record<string, Listed | string> = {
  'docs/deep/er/gone.md': about('what goes'),
  'docs/deep/gone.txt': { text: about('the managed that goes'), class: 'managed' },
  'docs/gone.md': about('another that goes'),
  'docs/sample.md': { text: 'A sample.\n', class: 'once' },
};
/** What version 2 renames: with a migration, and in the last line without. */
const RENAMED: Record<string, string> = {
  'ci/pipeline.txt': 'pipelines/main.txt',
  'docs/handbook/start.md': 'handbook/start.md',
  'docs/handbook/more/end.md': 'handbook/more/end.md',
  'docs/how-to.md': 'docs/howto/index.md',
};

let one: ToolVersion;
let two: ToolVersion;
let three: ToolVersion;
beforeAll(() => {
  const released = { 'docs/released.md': about('what is let go of') };
  const listed = (text: (what: string) => string) => ({
    ...Object.fromEntries(STAYING.map((path) => [path, text(path)])),
    'docs/ignored.log': text('what git ignores'),
  });
  const renamed = (at: 0 | 1, text: (what: string) => string) =>
    Object.fromEntries(Object.entries(RENAMED).map((paths) => [paths[at], text(paths[0])]));
  const later = {
    ...renamed(1, next),
    'src/after.ts': { text: 'export const sample = 2;\n', class: 'once' },
    'tools/freed.txt': { text: next('what is freed'), class: 'once' },
    'tools/needed.txt': { text: next('what is needed'), class: 'managed' },
    'tools/own.txt': { text: next('what is the tool’s'), class: 'managed' },
    'docs/c/README.md': 'New.\n',
    'docs/arriving.log': 'New, and ignored.\n',
  } as const;
  const templates = {
    '_editorconfig.ejs': swapping('indent_size = 2', 'indent_size = 4'),
    'fitness/hooks/recorder.ts.ejs': swapping('/** When', '/** Once: when'),
    'test/support.ts.ejs': (text: string) => `${text}// New in 2.\n`,
  };
  one = version('1.0.0', {
    listed: {
      ...listed(about),
      ...GONE,
      ...renamed(0, about),
      ...released,
      'src/before.ts': { text: 'export const sample = 1;\n', class: 'once' },
      'tools/freed.txt': { text: about('what is freed'), class: 'managed' },
      'tools/needed.txt': { text: about('what is needed'), class: 'once' },
      'tools/own.txt': { text: about('what is the tool’s'), class: 'managed' },
    },
  });
  const migrations = {
    '2.0.0': {
      paths: {
        'ci/pipeline.txt': 'pipelines/main.txt',
        'docs/handbook/': 'handbook/',
        'src/before.ts': 'src/after.ts',
      },
      released: ['docs/released.md'],
      classes: { 'tools/freed.txt': 'once', 'tools/needed.txt': 'managed' },
    },
  } as const;
  two = version('2.0.0', { listed: { ...listed(next), ...later }, templates, migrations });
  three = version('3.0.0', {
    listed: { ...listed((what) => `${next(what)}A line of 3.\n`), ...later },
    templates,
    migrations,
  });
});

/** Bytes that `create` of a version writes. */
async function bytesOf(tool: ToolVersion, path: string): Promise<Uint8Array> {
  return readFileSync(join((await pristine(tool)).root, path));
}

/** What every service has of version 1 after an upgrade that nobody hindered: what was once written, and what was let go of. */
async function yours(files: Parameters<typeof outcome>[2] = {}, to = two): Promise<Record<string, string>> {
  const old = await pristine(one);
  const once = ['test/support.ts', 'src/after.ts'] as const;
  const from = (path: string): string => (path === 'src/after.ts' ? 'src/before.ts' : path);
  const kept = Object.fromEntries(once.map((path) => [path, readFileSync(join(old.root, from(path)))]));
  const { files: other, entries, ...rest } = files;
  return outcome(one, to, {
    ...rest,
    files: { ...kept, 'docs/released.md': about('what is let go of'), 'docs/sample.md': 'A sample.\n', ...other },
    entries: {
      ...Object.fromEntries(once.map((path) => [path, { hash: old.entry(from(path))!.hash }])),
      ...entries,
    },
  });
}

/** As the manifest of version 1 has it. */
async function entryOfOld(path: string): Promise<ManifestEntry> {
  return (await pristine(one)).entry(path)!;
}

function actionAt({ actions }: UpgradeAsJson, path: string): object | undefined {
  const found = actions.find((action) => action.path === path);
  if (!found) return undefined;
  const { path: _, class: owner, ...rest } = found;
  return { class: owner, ...rest };
}

function moves(from: string, to: string): (root: string) => void {
  return (root) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    renameSync(join(root, from), join(root, to));
  };
}

describe('S29 the owner deleted a file', () => {
  test('S29 an optional one stays deleted, and is reported; --restore brings it back', async () => {
    const orders = (await service(one)).edit({ '.editorconfig': null });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, problems: json.problems, action: actionAt(json, '.editorconfig') }).toEqual({
      status: 0,
      problems: [],
      action: { class: 'merged', action: 'keep', reason: 'you deleted it' },
    });
    const { hash } = await entryOfOld('.editorconfig');
    expect(orders.tree()).toEqual(
      await yours({
        files: { '.editorconfig': null, [basePath('.editorconfig')]: await bytesOf(one, '.editorconfig') },
        entries: { '.editorconfig': { hash } },
      }),
    );
    orders.commit('Upgrade');
    expect((await orders.upgrade(two, '--check')).status).toBe(0);
    expect((await orders.upgrade(two, '--restore=.editorconfig')).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
  });

  test('S29 a required one is a violation: 6 of --check, not written again by itself, and --restore brings it back', async () => {
    const path = 'fitness/hooks/recorder.ts';
    const orders = (await service(one)).edit({ [path]: null });
    const problem = { path, kind: 'missing', message: `${path} is the tool's, and is missing.` };
    const check = await orders.upgrade(one, '--check', '--json');
    expect({ status: check.status, problems: check.json.problems }).toEqual({ status: 6, problems: [problem] });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, problems: json.problems }).toEqual({ status: 0, problems: [problem] });
    const { hash } = await entryOfOld(path);
    expect(orders.tree()).toEqual(await yours({ files: { [path]: null }, entries: { [path]: { hash } } }));
    orders.commit('Upgrade');
    expect(await orders.upgrade(two, '--check')).toMatchObject({ status: 6, stdout: /is missing/ });
    expect((await orders.upgrade(two, '--restore')).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
    expect((await orders.commit('Restore').upgrade(two, '--check')).status).toBe(0);
  });
});

test('S30 a deletion is no pattern: files of that name elsewhere, and what its characters would match, are updated and created', async () => {
  const deleted = ['docs/a/README.md', 'docs/[a-z]*.md', 'docs/*'];
  const orders = (await service(one)).edit(Object.fromEntries(deleted.map((path) => [path, null])));
  const { status, json } = await orders.upgrade(two, '--json');
  expect(status).toBe(0);
  expect(json.actions.filter(({ reason }) => reason === 'you deleted it').map(({ path }) => path)).toEqual(
    [...deleted].sort(),
  );
  const files = deleted.flatMap((path) => [[path, null] as const, [basePath(path), about(path)] as const]);
  const entries = await Promise.all(
    deleted.map(async (path) => [path, { hash: (await entryOfOld(path)).hash }] as const),
  );
  // docs/b/README.md, docs/guide.md and the new docs/c/README.md are as version 2 has them
  expect(orders.tree()).toEqual(
    await yours({ files: Object.fromEntries(files), entries: Object.fromEntries(entries) }),
  );
});

describe('S31 the new version removes an unmodified file', () => {
  test('S31 it goes, and so do the folders that held nothing else; everything is as that version creates it', async () => {
    const orders = await service(one);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, problems: json.problems }).toEqual({
      status: 0,
      conflicts: [],
      problems: [],
    });
    for (const path of ['docs/deep/er/gone.md', 'docs/deep/gone.txt', 'docs/gone.md'])
      expect(actionAt(json, path)).toMatchObject({ action: 'delete', reason: 'the tool has it no more' });
    expect(orders.exists('docs/deep')).toBe(false);
    expect(orders.tree()).toEqual(await yours());
    expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
  });

  test('S31 a folder with a file of the owner’s stays', async () => {
    const own = { 'docs/deep/er/own.md': 'Mine.\n', 'docs/handbook/own.md': 'Mine, too.\n' };
    const orders = (await service(one)).edit(own);
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await yours({ files: own }));
  });

  test('S31 one that the owner deleted before is not missed', async () => {
    const orders = (await service(one)).edit({ 'docs/gone.md': null, 'docs/deep/gone.txt': null });
    expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [], problems: [] } });
    expect(orders.tree()).toEqual(await yours());
  });
});

describe('S32 the new version removes a file that the owner edited', () => {
  const edited = { 'docs/gone.md': editing, 'docs/deep/gone.txt': editing };
  const stays = {
    'docs/gone.md': editing(about('another that goes')),
    'docs/deep/gone.txt': editing(about('the managed that goes')),
  };

  test('S32 a conflict, said once, and the owner’s text stays: it is theirs', async () => {
    const orders = (await service(one)).edit(edited);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({
      status: 3,
      conflicts: ['docs/deep/gone.txt', 'docs/gone.md'],
    });
    expect(actionAt(json, 'docs/gone.md')).toEqual({
      class: 'merged',
      action: 'conflict',
      reason: 'you edited it, and the tool has it no more: it is yours now',
    });
    const expected = await yours({ files: stays });
    expect(withoutUndo(orders.tree())).toEqual(expected);
    expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
    expect((await orders.upgrade(two, '--check')).status).toBe(0);
    expect(withoutUndo(orders.tree())).toEqual(expected);
  });

  test.each(['ours', 'theirs', 'rej'])('S32 under --conflict=%s it stays, too', async (conflict) => {
    const orders = (await service(one)).edit(edited);
    expect((await orders.upgrade(two, `--conflict=${conflict}`)).status).toBe(conflict === 'ours' ? 0 : 3);
    expect(withoutUndo(orders.tree())).toEqual(await yours({ files: stays }));
  });
});

describe('S33 the new version renames a file that the owner edited', () => {
  test.each([
    ['ci/pipeline.txt', 'with a migration'],
    ['docs/how-to.md', 'without one: told by what stands in it'],
  ])('S33 %s %s: one file, at the new path, with both edits', async (from) => {
    const to = RENAMED[from]!;
    const orders = (await service(one)).edit({ [from]: editing });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    expect(actionAt(json, from)).toEqual({
      class: 'merged',
      action: 'rename',
      reason: 'the tool renamed it; merged with your edits',
      to,
    });
    expect(orders.tree()).toEqual(await yours({ files: { [to]: editing(next(from)) } }));
    expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
  });

  test('S33 a conflict in it is marked at the new path; one that is the owner’s moves as it is', async () => {
    const orders = (await service(one)).edit({
      'ci/pipeline.txt': swapping('Line 3', 'My line 3'),
      'src/before.ts': 'export const mine = 1;\n',
    });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['ci/pipeline.txt'] });
    expect(actionAt(json, 'ci/pipeline.txt')).toMatchObject({ action: 'conflict', to: 'pipelines/main.txt' });
    const line = (start: string): string => `${start} about ci/pipeline.txt.\n`;
    const conflict = `<<<<<<< yours\n${line('My line 3')}=======\n${line('New line 3')}>>>>>>> create-fitness-serverless 2.0.0\n`;
    expect(withoutUndo(orders.tree())).toEqual(
      await yours({
        files: {
          'pipelines/main.txt': swap(about('ci/pipeline.txt'), line('Line 3'), conflict),
          'src/after.ts': 'export const mine = 1;\n',
        },
        entries: { 'pipelines/main.txt': { unresolved: '2.0.0' } },
      }),
    );
  });

  test('S33 to where the owner has a file: that one stays, ours stays where it was, with both edits, and it is a conflict', async () => {
    const orders = (await service(one)).edit({ 'ci/pipeline.txt': editing, 'pipelines/main.txt': 'Mine.\n' });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['ci/pipeline.txt'] });
    expect(withoutUndo(orders.tree())).toEqual(
      await yours({
        files: { 'pipelines/main.txt': 'Mine.\n', 'ci/pipeline.txt': editing(next('ci/pipeline.txt')) },
        entries: { 'pipelines/main.txt': { at: 'ci/pipeline.txt' } },
      }),
    );
  });
});

describe('S34 the owner renamed a file', () => {
  test.each([
    ['untouched', (text: string) => text],
    ['edited', editing],
  ])(
    'S34 %s: the edit arrives there, also that of the next version, and the old path is not made again',
    async (_, edit) => {
      const to = 'handbooks/the guide.md';
      const orders = (await service(one)).does(moves('docs/guide.md', to));
      if (edit === editing) orders.edit({ [to]: edit });
      const { status, json } = await orders.upgrade(two, '--json');
      expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
      expect(actionAt(json, to)).toMatchObject({
        action: 'update',
        reason: expect.stringMatching(/; it is docs\/guide\.md, moved$/),
      });
      const entries = { 'docs/guide.md': { at: to } };
      const text = edit(next('docs/guide.md'));
      expect(orders.tree()).toEqual(await yours({ files: { 'docs/guide.md': null, [to]: text }, entries }));
      expect((await orders.commit('Upgrade').upgrade(three)).status).toBe(0);
      expect(orders.tree()).toEqual(
        await yours({ files: { 'docs/guide.md': null, [to]: `${text}A line of 3.\n` }, entries }, three),
      );
    },
  );

  test('S34 and brought it back: it is where it was', async () => {
    const orders = (await service(one)).does(moves('docs/guide.md', 'guide.md'));
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.entry('docs/guide.md')?.at).toBe('guide.md');
    orders.does(moves('guide.md', 'docs/guide.md'));
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
  });

  test('S34 so that it cannot be told any more: reported as deleted, and not made again', async () => {
    const orders = (await service(one)).edit({ 'docs/guide.md': null, 'docs/my-guide.md': 'Rewritten.\n' });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, action: actionAt(json, 'docs/guide.md') }).toEqual({
      status: 0,
      action: { class: 'merged', action: 'keep', reason: 'you deleted it' },
    });
    const { hash } = await entryOfOld('docs/guide.md');
    const files = {
      'docs/guide.md': null,
      'docs/my-guide.md': 'Rewritten.\n',
      [basePath('docs/guide.md')]: about('docs/guide.md'),
    };
    expect(orders.tree()).toEqual(await yours({ files, entries: { 'docs/guide.md': { hash } } }));
  });

  test('S34 one that is the tool’s alone is missing, and the copy is the owner’s', async () => {
    const orders = (await service(one)).does(moves('tools/own.txt', 'tools/mine.txt'));
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, problems: json.problems }).toMatchObject({
      status: 0,
      problems: [{ path: 'tools/own.txt', kind: 'missing' }],
    });
    const { hash } = await entryOfOld('tools/own.txt');
    const files = { 'tools/own.txt': null, 'tools/mine.txt': about('what is the tool’s') };
    expect(orders.tree()).toEqual(await yours({ files, entries: { 'tools/own.txt': { hash } } }));
  });
});

describe('S35 a folder is renamed', () => {
  test('S35 by the new version: the owner’s own file in it stays, and their edits move along', async () => {
    const orders = (await service(one)).edit({
      'docs/handbook/own.md': 'Mine.\n',
      'docs/handbook/more/end.md': editing,
    });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    expect(orders.tree()).toEqual(
      await yours({
        files: {
          'docs/handbook/own.md': 'Mine.\n',
          'handbook/more/end.md': editing(next('docs/handbook/more/end.md')),
        },
      }),
    );
  });

  test('S35 by the owner: what the new version changes of its files arrives there', async () => {
    const orders = (await service(one)).edit({ 'docs/b/own.md': 'Mine.\n' }).does(moves('docs/b', 'docs/bee'));
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(
      await yours({
        files: {
          'docs/b/README.md': null,
          'docs/bee/README.md': next('docs/b/README.md'),
          'docs/bee/own.md': 'Mine.\n',
        },
        entries: { 'docs/b/README.md': { at: 'docs/bee/README.md' } },
      }),
    );
  });
});

describe('S36 managed → once', () => {
  test('S36 the content that the owner made of it is kept, and is theirs from then on', async () => {
    const orders = (await service(one)).edit({ 'tools/freed.txt': editing });
    expect((await orders.upgrade(one, '--check')).status).toBe(6);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, problems: json.problems, action: actionAt(json, 'tools/freed.txt') }).toEqual({
      status: 0,
      problems: [],
      action: { class: 'once', action: 'keep', reason: 'it is yours from now on' },
    });
    const { hash } = await entryOfOld('tools/freed.txt');
    const files = { 'tools/freed.txt': editing(about('what is freed')) };
    expect(orders.tree()).toEqual(await yours({ files, entries: { 'tools/freed.txt': { hash } } }));
    expect((await orders.commit('Upgrade').upgrade(two, '--check')).status).toBe(0);
  });
});

describe('S37 once → managed', () => {
  test('S37 edited: a conflict; the owner’s text stays, the tool’s waits, and --restore takes it', async () => {
    const path = 'tools/needed.txt';
    const orders = (await service(one)).edit({ [path]: editing });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, action: actionAt(json, path) }).toEqual({
      status: 3,
      conflicts: [path],
      action: { class: 'managed', action: 'conflict', reason: 'it was yours, and the tool needs it now' },
    });
    const offer = await bytesOf(two, path);
    const old = await entryOfOld(path);
    const conflict = (await pristine(two)).entry(path)!.hash;
    const files = { [path]: editing(about('what is needed')), [offerPath(path)]: offer };
    expect(withoutUndo(orders.tree())).toEqual(
      await yours({ files, entries: { [path]: { hash: old.hash, conflict } } }),
    );
    expect((await orders.commit('Upgrade').upgrade(two, `--restore=${path}`)).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
  });

  test('S37 deleted: the tool needs it, and makes it', async () => {
    const orders = (await service(one)).edit({ 'tools/needed.txt': null });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
  });
});

describe('S38 a managed file was edited', () => {
  const path = 'tools/own.txt';
  const mine = editing(about('what is the tool’s'));
  const problem = { path, kind: 'tampered', message: `${path} is the tool's, and was edited.` };

  test('S38 --check says 6, with what to do; an upgrade that does not change it keeps it, and reports it', async () => {
    const orders = (await service(two)).edit({ [path]: editing });
    const before = orders.tree();
    const check = await orders.upgrade(two, '--check');
    expect(check).toMatchObject({ status: 6, stdout: expect.stringContaining(problem.message) });
    expect(check.stdout).toContain('upgrade --restore=PATH');
    expect((await orders.upgrade(two, '--check', '--json')).json.problems).toEqual([problem]);
    expect(orders.tree()).toEqual(before);
    const { status, json } = await orders.upgrade(three, '--json');
    expect({ status, problems: json.problems, action: actionAt(json, path) }).toEqual({
      status: 0,
      problems: [problem],
      action: { class: 'managed', action: 'keep', reason: 'you edited it' },
    });
    expect(orders.tree()).toEqual(
      await outcome(two, three, { files: { [path]: editing(next('what is the tool’s')) } }),
    );
  });

  test('S38 one that changes it never discards it: a conflict, and both texts are at hand', async () => {
    const orders = (await service(one)).edit({ [path]: editing });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, problems: json.problems }).toEqual({
      status: 3,
      conflicts: [path],
      problems: [problem],
    });
    const { hash } = await entryOfOld(path);
    const conflict = (await pristine(two)).entry(path)!.hash;
    expect(withoutUndo(orders.tree())).toEqual(
      await yours({
        files: { [path]: mine, [offerPath(path)]: next('what is the tool’s') },
        entries: { [path]: { hash, conflict } },
      }),
    );
    // thrown away, what waits is the tool's text that the owner's edit differs from
    orders.edit({ [offerPath(path)]: null });
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await yours({ files: { [path]: mine } }));
    expect((await orders.commit('Settle').upgrade(two, '--check')).status).toBe(6);
    expect((await orders.upgrade(two, '--restore')).status).toBe(0);
    expect(orders.tree()).toEqual(await yours());
  });

  test('S38 ejected it is the owner’s: 0 of --check, and no upgrade touches it', async () => {
    const orders = (await service(one)).edit({ [path]: editing });
    expect(await orders.run(one, ['eject', path, '--reason', 'our own'])).toMatchObject({ status: 0 });
    expect((await orders.commit('Eject').upgrade(one, '--check')).status).toBe(0);
    expect((await orders.upgrade(two)).status).toBe(0);
    const { hash } = await entryOfOld(path);
    expect(orders.tree()).toEqual(
      await yours({ files: { [path]: mine }, entries: { [path]: { hash, ejected: 'our own' } } }),
    );
  });
});

describe('S39 a path is newly excluded', () => {
  // what the tool has no list of: a migration lets go of the path, or another answer does without the file
  test('S39 let go of by the new version: the file stays, edited or not, and no record of it', async () => {
    for (const edited of [false, true]) {
      const orders = (await service(one)).edit(edited ? { 'docs/released.md': editing } : {});
      const { status, json } = await orders.upgrade(two, '--json');
      expect({ status, action: actionAt(json, 'docs/released.md') }).toEqual({
        status: 0,
        action: { class: 'merged', action: 'keep', reason: 'the tool lets go of it: it is yours now' },
      });
      expect(orders.entry('docs/released.md')).toBeUndefined();
      const files = { 'docs/released.md': orders.read('docs/released.md') };
      expect(files['docs/released.md'].startsWith('Line 1')).toBe(true);
      expect(orders.tree()).toEqual(await yours({ files }));
    }
  });

  test('S39 by another answer: an edited file stays, a file of the owner’s in that place is not even looked at', async () => {
    const orders = (await service(one)).edit({
      '.npmrc': (text) => `${text}# Mine.\n`,
      '.yarnrc.yml': 'own: true\n',
      'fitness.yaml': swapping('packageManager: npm', 'packageManager: pnpm'),
    });
    const [mine, wanted] = [orders.read('.npmrc'), orders.read('fitness.yaml')];
    const { status, json } = await orders.upgrade(one, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['.npmrc'] });
    const { ['.fitness/manifest.json']: _, ...tree } = withoutUndo(orders.tree());
    const { ['.fitness/manifest.json']: manifest, ...expected } = await outcome(one, one, {
      answers: ['--package-manager', 'pnpm'],
      files: {
        '.npmrc': mine,
        '.yarnrc.yml': 'own: true\n',
        'README.md': (await pristine(one)).read('README.md'),
        // its comments are of the answers that it was created with, and so is its base
        'fitness.yaml': wanted,
        [basePath('fitness.yaml')]: (await pristine(one)).read(basePath('fitness.yaml')),
      },
    });
    expect(manifest).toBeDefined();
    expect(tree).toEqual(expected);
    expect(orders.entry('.npmrc')).toBeUndefined();
  });
});

test('S40 a once-file that the owner deleted is not made again', async () => {
  const paths = ['test/support.ts', 'README.md', 'src/before.ts', 'docs/sample.md'];
  const orders = (await service(one)).edit(Object.fromEntries(paths.map((path) => [path, null])));
  const { status, json } = await orders.upgrade(two, '--json');
  expect({ status, conflicts: json.conflicts, problems: json.problems }).toEqual({
    status: 0,
    conflicts: [],
    problems: [],
  });
  expect(actionAt(json, 'test/support.ts')).toEqual({ class: 'once', action: 'keep', reason: 'you deleted it' });
  const files = { 'test/support.ts': null, 'README.md': null, 'src/after.ts': null, 'docs/sample.md': null };
  expect(orders.tree()).toEqual(await yours({ files }));
  expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
});

describe('S41 ignored by git, and generated', () => {
  // `*.log` is in the .gitignore of every service
  test('S41 it is updated, created and merged like any other', async () => {
    const orders = await service(one);
    expect(orders.status()).toBe('');
    expect((await orders.upgrade(two)).status).toBe(0);
    expect(orders.read('docs/ignored.log')).toBe(next('what git ignores'));
    expect(orders.tree()).toEqual(await yours());

    const edited = (await service(one)).edit({ 'docs/ignored.log': editing });
    expect((await edited.upgrade(two)).status).toBe(0);
    expect(edited.tree()).toEqual(await yours({ files: { 'docs/ignored.log': editing(next('what git ignores')) } }));
  });

  test('S41 a line of the owner’s in .gitignore changes nothing of that', async () => {
    const orders = (await service(one)).edit({ '.gitignore': (text) => `${text}docs/guide.md\n.editorconfig\n` });
    // it was tracked before it was ignored
    git(orders.root, 'rm', '-q', '--cached', 'docs/guide.md', '.editorconfig');
    orders.commit('Ignore');
    expect((await orders.upgrade(two)).status).toBe(0);
    const files = { '.gitignore': `${(await pristine(two)).read('.gitignore')}docs/guide.md\n.editorconfig\n` };
    expect(orders.tree()).toEqual(await yours({ files }));
  });
});
