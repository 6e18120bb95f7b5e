/** What becomes of one file: by class, by who changed it, and by where it stands. */
import { describe, expect, test } from '@jest/globals';
import { MANIFEST_PATH, basePath, offerPath, parseManifest, serializeManifest } from '../../src/upgrade/manifest.ts';
import type { ManifestEntry } from '../../src/upgrade/manifest.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { pathsToRead, plan } from '../../src/upgrade/plan.ts';
import type { Plan, PlanInput, PlannedAction } from '../../src/upgrade/plan.ts';
import { renameCandidates } from '../../src/upgrade/plan/candidates.ts';
import { applied, diskOf, file, link, planIn, shown, withFiles, without } from './memory.ts';
import type { Tree } from './memory.ts';
import { rendered } from './tree.ts';
import type { Sketch } from './tree.ts';

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line}\n`).join('');

function created(sketch: Sketch): Tree {
  return applied(new Map(), planIn(new Map(), rendered(sketch)));
}

type How = Partial<PlanInput> & { version?: string };

function upgraded(
  tree: Tree,
  sketch: Sketch,
  how: How = {},
): { plan: Plan; after: Tree; files: Record<string, string> } {
  const planned = planIn(tree, rendered(sketch), { version: '2.0.0', ...how });
  const after = applied(tree, planned);
  return { plan: planned, after, files: shown(after) };
}

function actionAt(plan: Plan, path: string): Partial<PlannedAction> | undefined {
  return plan.actions.find((action) => action.path === path);
}

function entryOf(tree: Tree, path: string): ManifestEntry | undefined {
  return parseManifest(tree.get(MANIFEST_PATH)!.bytes).files[path];
}

/** As if the tool had recorded something else of a path. */
function recorded(tree: Tree, path: string, facts: Partial<ManifestEntry>): Tree {
  const manifest = parseManifest(tree.get(MANIFEST_PATH)!.bytes);
  const files = { ...manifest.files, [path]: { ...manifest.files[path]!, ...facts } };
  return new Map([...tree, [MANIFEST_PATH, { bytes: serializeManifest({ ...manifest, files }), executable: false }]]);
}

function moves(paths: Record<string, string>, more: Partial<Migration> = {}): readonly Migration[] {
  return [{ version: '2.0.0', notes: [], answers: {}, values: {}, paths, classes: {}, released: [], ...more }];
}

const edit = (line: number, to: string): string => TEN.replace(`line ${line}\n`, `${to}\n`);

describe('both changed a merged file', () => {
  const start = created({ 'a.txt': TEN, 'b.txt': 'b\n' });

  test('S02 other lines: both changes, and the base follows', () => {
    const { files, plan, after } = upgraded(withFiles(start, { 'a.txt': edit(1, 'mine') }), {
      'a.txt': edit(8, 'new'),
      'b.txt': 'b\n',
    });
    expect(files['a.txt']).toBe(`644 ${edit(1, 'mine').replace('line 8', 'new')}`);
    expect(files[basePath('a.txt')]).toBe(`644 ${edit(8, 'new')}`);
    expect(actionAt(plan, 'a.txt')).toMatchObject({ action: 'update', reason: 'merged with your edits' });
    expect(entryOf(after, 'a.txt')?.unresolved).toBeUndefined();
  });

  test('S20 the same line: markers with labels, the other files are updated, and the manifest remembers it', () => {
    const next = { 'a.txt': edit(1, 'new'), 'b.txt': 'b2\n' };
    const { files, plan, after } = upgraded(withFiles(start, { 'a.txt': edit(1, 'mine') }), next);
    expect(files['a.txt']).toContain('<<<<<<< yours\nmine\n');
    expect(files['a.txt']).toContain('new\n>>>>>>> create-fitness-serverless 2.0.0\n');
    expect(files['b.txt']).toBe('644 b2\n');
    expect(actionAt(plan, 'a.txt')).toMatchObject({ action: 'conflict', reason: 'both changed it in 1 place' });
    expect(entryOf(after, 'a.txt')?.unresolved).toBe('2.0.0');
    expect(files[basePath('a.txt')]).toBe(`644 ${edit(1, 'new')}`);
  });

  test('S22 the same edit on both sides is clean', () => {
    const { plan, files } = upgraded(withFiles(start, { 'a.txt': edit(1, 'new') }), {
      'a.txt': edit(1, 'new'),
      'b.txt': 'b\n',
    });
    expect(actionAt(plan, 'a.txt')?.action).toBe('unchanged');
    expect(files[basePath('a.txt')]).toBe(`644 ${edit(1, 'new')}`);
  });

  test('S27 markers that are left are a problem, and nothing of the file is touched', () => {
    const next = { 'a.txt': edit(1, 'new'), 'b.txt': 'b\n' };
    const { after } = upgraded(withFiles(start, { 'a.txt': edit(1, 'mine') }), next);
    const again = planIn(after, rendered({ ...next, 'a.txt': edit(1, 'newer') }), { version: '3.0.0' });
    expect(again.problems).toEqual([
      { path: 'a.txt', kind: 'unresolved', message: 'a.txt still has the conflict markers of 2.0.0.' },
    ]);
    expect(again.writes.map(({ path }) => path)).toEqual([MANIFEST_PATH]);
    const half = withFiles(after, { 'a.txt': `<<<<<<< yours\n${edit(1, 'mine')}` });
    expect(planIn(half, rendered(next), { version: '2.0.0' }).problems).toMatchObject([{ kind: 'unresolved' }]);
  });

  test('S28 once they are gone the next run closes it, and the one after merges again', () => {
    const next = { 'a.txt': edit(1, 'new'), 'b.txt': 'b\n' };
    const { after } = upgraded(withFiles(start, { 'a.txt': edit(1, 'mine') }), next);
    const closed = upgraded(withFiles(after, { 'a.txt': edit(1, 'mine and new') }), next);
    expect(closed.plan.writes.map(({ path }) => path)).toEqual([MANIFEST_PATH]);
    expect(entryOf(closed.after, 'a.txt')?.unresolved).toBeUndefined();
    expect(planIn(closed.after, rendered(next), { version: '2.0.0' }).writes).toEqual([]);
    const third = upgraded(
      closed.after,
      { ...next, 'a.txt': edit(1, 'new').replace('line 8', 'third') },
      { version: '3.0.0' },
    );
    expect(third.files['a.txt']).toBe(`644 ${edit(1, 'mine and new').replace('line 8', 'third')}`);
  });

  test('S26 text that looks like markers is no conflict', () => {
    const looks = `>>>>>>> somebody\n${TEN}<<<<<<< yours\n`;
    const from = created({ 'a.txt': TEN });
    const { plan, files } = upgraded(withFiles(from, { 'a.txt': looks }), { 'a.txt': TEN });
    expect(plan.problems).toEqual([]);
    expect(files['a.txt']).toBe(`644 ${looks}`);
  });

  test.each([
    ['ours', 'mine'],
    ['theirs', 'new'],
  ] as const)('S24 %s takes one side for these lines, and keeps the other edits', (conflict, stands) => {
    const mine = edit(1, 'mine').replace('line 8', 'mine too');
    const { files, plan, after } = upgraded(
      withFiles(start, { 'a.txt': mine }),
      { 'a.txt': edit(1, 'new'), 'b.txt': 'b\n' },
      { conflict },
    );
    expect(files['a.txt']).toBe(`644 ${edit(1, stands).replace('line 8', 'mine too')}`);
    expect(actionAt(plan, 'a.txt')?.action).toBe(conflict === 'ours' ? 'keep' : 'update');
    expect(files[basePath('a.txt')]).toBe(`644 ${edit(1, 'new')}`);
    expect(entryOf(after, 'a.txt')?.unresolved).toBeUndefined();
  });

  test('S24 rej leaves what did not fit in beside it, below what is there already', () => {
    const mine = withFiles(start, { 'a.txt': edit(1, 'mine'), 'a.txt.rej': 'earlier\n' });
    const { files, plan } = upgraded(mine, { 'a.txt': edit(1, 'new'), 'b.txt': 'b\n' }, { conflict: 'rej' });
    expect(files['a.txt']).toBe(`644 ${edit(1, 'mine')}`);
    expect(files['a.txt.rej']).toMatch(/^644 earlier\n[^]*\n-mine\n\+new\n/);
    expect(actionAt(plan, 'a.txt')?.action).toBe('conflict');
    expect(actionAt(plan, 'a.txt.rej')?.action).toBe('update');
  });

  test('S24 fail writes nothing at all, and says where', () => {
    const mine = withFiles(start, { 'a.txt': edit(1, 'mine') });
    const { plan } = upgraded(mine, { 'a.txt': edit(1, 'new'), 'b.txt': 'b2\n' }, { conflict: 'fail' });
    expect(plan.writes).toEqual([]);
    expect(actionAt(plan, 'a.txt')?.action).toBe('conflict');
  });

  test('S44 binary: replaced where only the tool changed it, kept where only the person did, both at hand else', () => {
    const [one, two, mine] = ['a\0one', 'a\0two', 'a\0mine'];
    const from = created({ 'x.bin': one });
    expect(upgraded(from, { 'x.bin': two }).files['x.bin']).toBe(`644 ${two}`);
    const theirs = withFiles(from, { 'x.bin': mine });
    expect(upgraded(theirs, { 'x.bin': one }).files['x.bin']).toBe(`644 ${mine}`);
    const { files, after } = upgraded(theirs, { 'x.bin': two });
    expect(files).toMatchObject({
      'x.bin': `644 ${mine}`,
      [offerPath('x.bin')]: `644 ${two}`,
      [basePath('x.bin')]: `644 ${one}`,
    });
    const settled = upgraded(without(after, offerPath('x.bin')), { 'x.bin': two });
    expect(actionAt(settled.plan, 'x.bin')).toMatchObject({ action: 'keep', reason: 'you settled the conflict' });
    expect(settled.files[basePath('x.bin')]).toBe(`644 ${two}`);
  });

  test('S42 a file with CRLF is merged as such, and an untouched one stays one', () => {
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const next = { 'a.txt': edit(8, 'new'), 'b.txt': 'b\n' };
    expect(upgraded(withFiles(start, { 'a.txt': windows(TEN) }), next).files['a.txt']).toBe(
      `644 ${windows(edit(8, 'new'))}`,
    );
    const both = upgraded(withFiles(start, { 'a.txt': windows(edit(1, 'mine')) }), next).files['a.txt'];
    expect(both).toBe(`644 ${windows(edit(1, 'mine').replace('line 8', 'new'))}`);
  });
});

describe('the base', () => {
  const start = created({ 'a.txt': TEN });
  const mine = withFiles(start, { 'a.txt': edit(1, 'mine') });
  const next = { 'a.txt': edit(8, 'new') };

  test.each([
    ['missing', without(mine, basePath('a.txt')), /missing/],
    ['changed', withFiles(mine, { [basePath('a.txt')]: 'formatted\n' }), /not what the tool wrote/],
  ])('%s: an edited file that the tool changed is left alone, and that is a problem', (_, tree, message) => {
    const { plan, files, after } = upgraded(tree, next);
    expect(plan.problems).toEqual([{ path: 'a.txt', kind: 'no-base', message: expect.stringMatching(message) }]);
    expect(actionAt(plan, 'a.txt')?.action).toBe('skip');
    expect(files['a.txt']).toBe(`644 ${edit(1, 'mine')}`);
    expect(entryOf(after, 'a.txt')).toEqual(entryOf(tree, 'a.txt'));
    const offered = upgraded(tree, next, { restore: true });
    expect(offered.files).toMatchObject({
      'a.txt': `644 ${edit(1, 'mine')}`,
      [offerPath('a.txt')]: `644 ${edit(8, 'new')}`,
    });
    expect(upgraded(tree, next, { restore: new Set(['a.txt']) }).files['a.txt']).toBe(`644 ${edit(8, 'new')}`);
  });

  test('is not needed where nobody edited the file, and comes back', () => {
    const { plan, files } = upgraded(without(start, basePath('a.txt')), next);
    expect(plan.problems).toEqual([]);
    expect(files).toMatchObject({ 'a.txt': `644 ${edit(8, 'new')}`, [basePath('a.txt')]: `644 ${edit(8, 'new')}` });
    expect(upgraded(without(mine, basePath('a.txt')), { 'a.txt': TEN }).files[basePath('a.txt')]).toBe(`644 ${TEN}`);
  });

  test('S61 of two branches, either manifest will do', () => {
    const ahead = upgraded(start, next).after;
    // the other branch's manifest, and this one's files
    const mixed = new Map([...ahead, [MANIFEST_PATH, start.get(MANIFEST_PATH)!]]) as Tree;
    expect(shown(applied(mixed, planIn(mixed, rendered(next), { version: '2.0.0' })))).toEqual(shown(ahead));
    const edited = withFiles(mixed, { 'a.txt': edit(8, 'new').replace('line 1', 'mine') });
    const { plan, files } = upgraded(edited, next);
    expect(plan.problems).toEqual([]);
    expect(files['a.txt']).toBe(`644 ${edit(8, 'new').replace('line 1', 'mine')}`);
    const untouched = upgraded(mixed, { 'a.txt': edit(8, 'third') }, { version: '3.0.0' });
    expect(untouched.plan.problems).toEqual([]);
    expect(untouched.files['a.txt']).toBe(`644 ${edit(8, 'third')}`);
  });
});

describe('deleted, and no longer rendered', () => {
  const sketch: Sketch = {
    'a.txt': TEN,
    'sub/b.txt': 'b\n',
    'own.ts': { text: 'once\n', class: 'once' },
    'fitness/c.ts': { text: 'c\n', class: 'managed' },
  };
  const start = created(sketch);
  const only = { 'a.txt': TEN };

  test('S29 S40 a deleted file stays deleted; a managed one is a violation, which restoring mends', () => {
    const tree = without(start, 'a.txt', 'own.ts', 'fitness/c.ts');
    const { plan, files } = upgraded(tree, { ...sketch, 'a.txt': edit(1, 'new') });
    expect(['a.txt', 'own.ts', 'fitness/c.ts'].filter((path) => path in files)).toEqual([]);
    expect(plan.problems).toMatchObject([{ path: 'fitness/c.ts', kind: 'missing' }]);
    expect(actionAt(plan, 'a.txt')).toMatchObject({ action: 'keep', reason: 'you deleted it' });
    expect(upgraded(tree, sketch, { restore: new Set(['fitness/c.ts']) }).files).toMatchObject({
      'fitness/c.ts': '644 c\n',
    });
    expect(shown(applied(tree, planIn(tree, rendered(sketch), { restore: true })))).toEqual(shown(start));
  });

  test('S31 S32 an untouched file goes with its base, an edited one stays and is told once', () => {
    expect(upgraded(start, only).files).toEqual(
      shown(
        applied(
          withFiles(new Map(), { 'own.ts': 'once\n' }),
          planIn(withFiles(new Map(), { 'own.ts': 'once\n' }), rendered(only), { version: '2.0.0' }),
        ),
      ),
    );
    const edited = withFiles(start, { 'sub/b.txt': 'mine\n', 'fitness/c.ts': 'mine\n' });
    const { plan, files, after } = upgraded(edited, only);
    expect(files).toMatchObject({ 'sub/b.txt': '644 mine\n', 'fitness/c.ts': '644 mine\n' });
    expect(files).not.toHaveProperty([basePath('sub/b.txt')]);
    expect(actionAt(plan, 'sub/b.txt')?.action).toBe('conflict');
    expect(planIn(after, rendered(only), { version: '2.0.0' })).toMatchObject({ writes: [] });
    expect(actionAt(planIn(after, rendered(only), { version: '2.0.0' }), 'sub/b.txt')).toBeUndefined();
  });

  test('S39 a released path stays, and is its owner’s', () => {
    const { plan, files, after } = upgraded(start, only, { migrations: moves({}, { released: ['sub/b.txt'] }) });
    expect(files['sub/b.txt']).toBe('644 b\n');
    expect(entryOf(after, 'sub/b.txt')).toBeUndefined();
    expect(actionAt(plan, 'sub/b.txt')?.action).toBe('keep');
  });

  test('a plan of some of the files deletes nothing', () => {
    const { files, after } = upgraded(start, only, { partial: true });
    expect(Object.keys(files)).toEqual([...start.keys()].sort());
    expect(entryOf(after, 'sub/b.txt')).toEqual(entryOf(start, 'sub/b.txt'));
  });

  test('what another renderer made is its owner’s: it is deleted neither now nor by the next run', () => {
    const ours = recorded(start, 'own.ts', { ejected: 'our own' });
    const { plan, files, after } = upgraded(ours, only, { renderer: 'projenrc' });
    expect(files).toMatchObject({ 'sub/b.txt': '644 b\n', 'fitness/c.ts': '644 c\n', 'own.ts': '644 once\n' });
    expect(files).not.toHaveProperty([basePath('sub/b.txt')]);
    const told = { action: 'keep', reason: 'another renderer made it: it is yours now' };
    expect(actionAt(plan, 'sub/b.txt')).toMatchObject(told);
    expect(actionAt(plan, 'fitness/c.ts')).toMatchObject(told);
    expect(entryOf(after, 'sub/b.txt')).toBeUndefined();
    expect(entryOf(after, 'own.ts')?.ejected).toBe('our own');
    expect(planIn(after, rendered(only), { version: '2.0.0', renderer: 'projenrc' }).writes).toEqual([]);
  });

  test('the packed tool is no renderer’s: that of the next version takes its place', () => {
    const [old, now] = ['vendor/create-fitness-serverless-1.0.0.tgz', 'vendor/create-fitness-serverless-2.0.0.tgz'];
    const packed = (path: string): Sketch => ({ 'a.txt': TEN, [path]: { text: path, class: 'managed' } });
    const { files } = upgraded(created(packed(old)), packed(now), { renderer: 'projenrc' });
    expect(files).toHaveProperty([now]);
    expect(files).not.toHaveProperty([old]);
  });

  test('an ejected file is neither written nor deleted', () => {
    const tree = recorded(withFiles(start, { 'fitness/c.ts': 'mine\n' }), 'fitness/c.ts', { ejected: 'our own rules' });
    for (const next of [only, { ...sketch, 'fitness/c.ts': { text: 'c2\n', class: 'managed' as const } }]) {
      const { plan, files, after } = upgraded(tree, next);
      expect(files['fitness/c.ts']).toBe('644 mine\n');
      expect(actionAt(plan, 'fitness/c.ts')).toMatchObject({
        action: 'keep',
        reason: expect.stringContaining('our own rules'),
      });
      expect(plan.problems).toEqual([]);
      expect(entryOf(after, 'fitness/c.ts')?.ejected).toBe('our own rules');
    }
  });
});

describe('the class of a path', () => {
  const as = (text: string, owner: 'managed' | 'merged' | 'once'): Sketch => ({ 'a.txt': { text, class: owner } });

  test('S36 managed → once: the edited text is the person’s', () => {
    const tree = withFiles(created(as(TEN, 'managed')), { 'a.txt': 'mine\n' });
    const { files, after } = upgraded(tree, as(edit(1, 'new'), 'once'));
    expect(files['a.txt']).toBe('644 mine\n');
    expect(entryOf(after, 'a.txt')).toMatchObject({ class: 'once' });
  });

  test('S37 once → managed: an edited text stays, and ours waits', () => {
    const tree = withFiles(created(as(TEN, 'once')), { 'a.txt': 'mine\n' });
    const { files, after } = upgraded(tree, as(TEN, 'managed'));
    expect(files).toMatchObject({ 'a.txt': '644 mine\n', [offerPath('a.txt')]: `644 ${TEN}` });
    expect(planIn(after, rendered(as(TEN, 'managed')), { version: '2.0.0' }).writes).toEqual([]);
  });

  test('S38 an edited managed file is reported, and kept or offered', () => {
    const tree = withFiles(created(as(TEN, 'managed')), { 'a.txt': 'mine\n' });
    const kept = upgraded(tree, as(TEN, 'managed'));
    expect(kept.plan.problems).toMatchObject([{ path: 'a.txt', kind: 'tampered' }]);
    expect(actionAt(kept.plan, 'a.txt')?.action).toBe('keep');
    const offered = upgraded(tree, as(edit(1, 'new'), 'managed'));
    expect(offered.files).toMatchObject({ 'a.txt': '644 mine\n', [offerPath('a.txt')]: `644 ${edit(1, 'new')}` });
    expect(upgraded(tree, as(TEN, 'managed'), { restore: true }).files['a.txt']).toBe(`644 ${TEN}`);
  });

  test('merged ⇄ managed: the base goes, and comes', () => {
    const one = upgraded(created(as(TEN, 'merged')), as(TEN, 'managed'));
    expect(one.files).not.toHaveProperty([basePath('a.txt')]);
    const two = upgraded(one.after, as(edit(1, 'new'), 'merged'));
    expect(two.files[basePath('a.txt')]).toBe(`644 ${edit(1, 'new')}`);
  });
});

describe('renamed', () => {
  const start = created({ 'old/a.txt': TEN, 'old/b.txt': 'b\n' });
  const next = { 'new/a.txt': edit(8, 'new'), 'new/b.txt': 'b\n' };
  const migrations = moves({ 'old/': 'new/' });

  test('S33 S35 by the tool: one file in the new place with both edits; the person’s own stays in the old folder', () => {
    const tree = withFiles(start, { 'old/a.txt': edit(1, 'mine'), 'old/own.txt': 'own\n' });
    const { plan, files } = upgraded(tree, next, { migrations });
    expect(files['new/a.txt']).toBe(`644 ${edit(1, 'mine').replace('line 8', 'new')}`);
    expect(files['old/own.txt']).toBe('644 own\n');
    expect(Object.keys(files).filter((path) => path.startsWith('old/'))).toEqual(['old/own.txt']);
    expect(files).not.toHaveProperty([basePath('old/a.txt')]);
    expect(actionAt(plan, 'old/a.txt')).toMatchObject({ action: 'rename', to: 'new/a.txt' });
    expect(actionAt(plan, 'new/a.txt')).toBeUndefined();
  });

  test('by the tool without a migration, as the caller found it', () => {
    const tree = withFiles(start, { 'old/a.txt': edit(1, 'mine') });
    const { disk, input } = inputOf(tree, next);
    expect([...renameCandidates(input).gone.keys()]).toEqual(['old/a.txt', 'old/b.txt']);
    expect([...renameCandidates(input).added.keys()]).toEqual(['new/a.txt', 'new/b.txt']);
    expect(disk.size).toBeGreaterThan(0);
    const { files } = upgraded(tree, next, { renamed: new Map([['old/a.txt', 'new/a.txt']]) });
    expect(files['new/a.txt']).toBe(`644 ${edit(1, 'mine').replace('line 8', 'new')}`);
  });

  test('to where a person has a file: theirs stays, the tool’s is followed in its old place', () => {
    const tree = withFiles(start, { 'new/a.txt': 'theirs\n' });
    const { plan, files, after } = upgraded(tree, next, { migrations });
    expect(files).toMatchObject({
      'new/a.txt': '644 theirs\n',
      'old/a.txt': `644 ${edit(8, 'new')}`,
      'new/b.txt': '644 b\n',
    });
    expect(actionAt(plan, 'old/a.txt')?.action).toBe('conflict');
    expect(entryOf(after, 'new/a.txt')?.at).toBe('old/a.txt');
    expect(planIn(after, rendered(next), { version: '2.0.0' }).writes).toEqual([]);
  });

  test('S34 by the person: the edit arrives there, now and later, and nothing comes back', () => {
    const text = { bytes: start.get('old/a.txt')!.bytes, executable: false };
    const tree = withFiles(without(start, 'old/a.txt'), { 'docs/mine.txt': text });
    const moved = new Map([['old/a.txt', 'docs/mine.txt']]);
    const { input } = inputOf(tree, { 'old/a.txt': TEN, 'old/b.txt': 'b\n' });
    expect([...renameCandidates(input).missing.keys()]).toEqual(['old/a.txt']);
    const first = upgraded(tree, { 'old/a.txt': edit(8, 'new'), 'old/b.txt': 'b\n' }, { moved });
    expect(first.files['docs/mine.txt']).toBe(`644 ${edit(8, 'new')}`);
    expect(first.files).not.toHaveProperty(['old/a.txt']);
    expect(entryOf(first.after, 'old/a.txt')?.at).toBe('docs/mine.txt');
    const second = upgraded(first.after, { 'old/a.txt': edit(8, 'newer'), 'old/b.txt': 'b\n' }, { version: '3.0.0' });
    expect(second.files['docs/mine.txt']).toBe(`644 ${edit(8, 'newer')}`);
    const back = withFiles(without(second.after, 'docs/mine.txt'), { 'old/a.txt': edit(8, 'newer') });
    expect(
      entryOf(upgraded(back, { 'old/a.txt': edit(8, 'newer'), 'old/b.txt': 'b\n' }).after, 'old/a.txt')?.at,
    ).toBeUndefined();
  });

  test('a managed file that is not in its place is missing, wherever it went', () => {
    const from = created({ 'fitness/a.ts': { text: TEN, class: 'managed' } });
    const tree = withFiles(without(from, 'fitness/a.ts'), { 'b.ts': TEN });
    const { plan, files } = upgraded(
      tree,
      { 'fitness/a.ts': { text: edit(1, 'new'), class: 'managed' } },
      { moved: new Map([['fitness/a.ts', 'b.ts']]) },
    );
    expect(plan.problems).toMatchObject([{ kind: 'missing' }]);
    expect(files['b.ts']).toBe(`644 ${TEN}`);
  });

  test('a place that means something else is not followed', () => {
    const tree = recorded(without(start, 'old/a.txt'), 'old/a.txt', { at: 'old/b.txt' });
    const { files } = upgraded(tree, { 'old/a.txt': edit(1, 'new'), 'old/b.txt': 'b\n' });
    expect(files['old/b.txt']).toBe('644 b\n');
  });

  test('S51 only the case of a name changes: the old name goes first, and one file is left', () => {
    const from = created({ 'Readme.md': TEN });
    const { plan, files } = upgraded(from, { 'README.md': TEN }, { migrations: moves({ 'Readme.md': 'README.md' }) });
    expect(plan.writes.map(({ path, content }) => [path, content !== undefined]).slice(0, 2)).toEqual([
      ['.fitness/base/Readme.md.base', false],
      ['Readme.md', false],
    ]);
    expect(Object.keys(files).filter((path) => /^readme/i.test(path))).toEqual(['README.md']);
    const tree = withFiles(from, { 'Readme.md': edit(1, 'mine') });
    const unsaid = upgraded(tree, { 'README.md': edit(8, 'new') });
    expect(unsaid.files['README.md']).toBe(`644 ${edit(1, 'mine').replace('line 8', 'new')}`);
    expect(unsaid.files).not.toHaveProperty(['Readme.md']);
  });
});

describe('modes and links', () => {
  const sh = (text: string, executable: boolean): Sketch => ({ 'a.sh': { text, executable } });

  test('S46 the executable bit follows who changed it, with the text of both', () => {
    const byTool = upgraded(withFiles(created(sh(TEN, false)), { 'a.sh': edit(1, 'mine') }), sh(edit(8, 'new'), true));
    expect(byTool.files['a.sh']).toBe(`755 ${edit(1, 'mine').replace('line 8', 'new')}`);
    const byPerson = withFiles(created(sh(TEN, false)), { 'a.sh': file(TEN, true) });
    expect(upgraded(byPerson, sh(edit(8, 'new'), false)).files['a.sh']).toBe(`755 ${edit(8, 'new')}`);
    const alone = upgraded(withFiles(created(sh(TEN, false)), { 'a.sh': edit(1, 'mine') }), sh(TEN, true));
    expect(alone.files['a.sh']).toBe(`755 ${edit(1, 'mine')}`);
  });

  test('a file that the tool never wrote keeps its bit, however often ours is offered', () => {
    const tree = withFiles(new Map(), { 'a.sh': file('mine\n', false) });
    const first = upgraded(tree, sh(TEN, false));
    expect(upgraded(first.after, sh(TEN, true), { version: '3.0.0' }).files['a.sh']).toBe('644 mine\n');
  });

  test('S47 also where the text is a conflict, marked or offered', () => {
    const marked = upgraded(withFiles(created(sh(TEN, false)), { 'a.sh': edit(1, 'mine') }), sh(edit(1, 'new'), true));
    expect(marked.files['a.sh']).toMatch(/^755 [^]*<<<<<<< yours/);
    const bin = upgraded(withFiles(created(sh('\0a', false)), { 'a.sh': '\0mine' }), sh('\0b', true));
    expect(bin.files).toMatchObject({ 'a.sh': '755 \0mine', [offerPath('a.sh')]: '755 \0b' });
  });

  test('S48 the tool makes a link of a file, and a file of a link', () => {
    const files = rendered({ 'a.txt': TEN });
    const linked = new Map([['a.txt', { ...link('b.txt'), class: 'merged' as const }]]);
    const start = applied(new Map(), planIn(new Map(), files));
    const there = applied(start, planIn(start, linked, { version: '2.0.0' }));
    expect(shown(there)['a.txt']).toBe('-> b.txt');
    expect(entryOf(there, 'a.txt')?.mode).toBe('120000');
    const back = applied(there, planIn(there, files, { version: '3.0.0' }));
    expect(shown(back)['a.txt']).toBe(`644 ${TEN}`);
  });

  test('S49 a link that a person put in its place stays; where the tool changed the file ours waits', () => {
    const tree = withFiles(created({ 'a.txt': TEN }), { 'a.txt': link('elsewhere.txt') });
    expect(planIn(tree, rendered({ 'a.txt': TEN })).writes).toEqual([]);
    const { plan, files } = upgraded(tree, { 'a.txt': edit(1, 'new') });
    expect(files).toMatchObject({ 'a.txt': '-> elsewhere.txt', [offerPath('a.txt')]: `644 ${edit(1, 'new')}` });
    expect(actionAt(plan, 'a.txt')).toMatchObject({
      action: 'conflict',
      reason: 'a symbolic link stands in its place',
    });
  });
});

describe('what is given', () => {
  test('S10 a path to skip keeps entry and base, and only where something would be done', () => {
    const start = created({ 'a.txt': TEN, 'b.txt': 'b\n' });
    const skip = new Map([
      ['a.txt', 'it has uncommitted changes'],
      ['b.txt', 'it has uncommitted changes'],
    ]);
    const { plan, files, after } = upgraded(
      withFiles(start, { 'a.txt': edit(1, 'mine') }),
      { 'a.txt': edit(8, 'new'), 'b.txt': 'b\n' },
      { skip },
    );
    expect(actionAt(plan, 'a.txt')).toMatchObject({ action: 'skip', reason: 'it has uncommitted changes' });
    expect(actionAt(plan, 'b.txt')?.action).toBe('unchanged');
    expect(files).toMatchObject({ 'a.txt': `644 ${edit(1, 'mine')}`, [basePath('a.txt')]: `644 ${TEN}` });
    expect(entryOf(after, 'a.txt')).toEqual(entryOf(start, 'a.txt'));
    expect(upgraded(after, { 'a.txt': edit(8, 'new'), 'b.txt': 'b\n' }).files['a.txt']).toBe(
      `644 ${edit(1, 'mine').replace('line 8', 'new')}`,
    );
  });

  test('a file that came merged is written as it is, and its base is the other text', () => {
    const start = created({ 'fitness.yaml': 'a: 1\n' });
    const tree = withFiles(start, { 'fitness.yaml': 'a: 1 # mine\n' });
    const { files, after } = upgraded(
      tree,
      { 'fitness.yaml': 'a: 1 # mine\nb: 2\n' },
      { merged: new Map([['fitness.yaml', Buffer.from('a: 1\nb: 2\n')]]) },
    );
    expect(files).toMatchObject({
      'fitness.yaml': '644 a: 1 # mine\nb: 2\n',
      [basePath('fitness.yaml')]: '644 a: 1\nb: 2\n',
    });
    const again = { merged: new Map([['fitness.yaml', Buffer.from('a: 1\nb: 2\n')]]), version: '2.0.0' };
    expect(planIn(after, rendered({ 'fitness.yaml': 'a: 1 # mine\nb: 2\n' }), again).writes).toEqual([]);
  });

  test('S52 five hundred files are planned in no time', () => {
    const many = (count: number): Sketch =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`folder-${index % 20}/file-${index}.txt`, `${index}\n${TEN}`]),
      );
    const tree = created(many(500));
    const files = rendered(many(500));
    const manifest = parseManifest(tree.get(MANIFEST_PATH)!.bytes);
    const disk = diskOf(tree, [...tree.keys()]);
    const start = performance.now();
    const planned = plan({ rendered: files, disk, manifest, tool: 'create-fitness-serverless@1.0.0' });
    expect(performance.now() - start).toBeLessThan(400);
    expect(planned.writes).toEqual([]);
  });
});

function inputOf(tree: Tree, sketch: Sketch): { disk: PlanInput['disk']; input: PlanInput } {
  const files = rendered(sketch);
  const manifest = parseManifest(tree.get(MANIFEST_PATH)!.bytes);
  const disk = diskOf(tree, pathsToRead(files, manifest));
  return { disk, input: { rendered: files, disk, manifest, tool: 'create-fitness-serverless@2.0.0' } };
}
