/** C. Conflicts: what both changed, what only looks like it, and how it comes to an end. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { basePath, offerPath } from '../../../src/upgrade/manifest.ts';
import type { ToolVersion } from '../../support/new-version.ts';
import { git, outcome, pristine, service, version, withoutUndo } from './world.ts';
import type { Differences, Listed, Service } from './world.ts';

// the versions are built, and each creates a service
jest.setTimeout(300_000);

/** Of a text that must be there. */
function swap(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`${JSON.stringify(from)} is not in the text`);
  return text.replace(from, () => to);
}

const swapping = (from: string, to: string) => (text: string) => swap(text, from, to);

const GUIDE = Array.from({ length: 12 }, (_, line) => `Line ${line + 1} of the guide.\n`).join('');

/** As git writes it where git merges. */
function marked(yours: string, next: string, number = '2.0.0'): string {
  return `<<<<<<< yours\n${yours}=======\n${next}>>>>>>> create-fitness-serverless ${number}\n`;
}

/** Blocks of which every one looks like every other. */
const blocks = (...timeouts: readonly number[]): string =>
  timeouts.map((timeout) => `[[job]]\nretries = 1\ntimeout = ${timeout}\nqueue = "default"\n\n`).join('');

function named(text: string): string {
  let count = 0;
  return text.replaceAll('[[job]]\n', (line) => `${line}name = "job-${++count}"\n`);
}

const yamlSteps = (...timeouts: readonly number[]): string =>
  `steps:\n${timeouts.map((timeout, at) => `  - name: step-${at + 1}\n    run: npm test\n    timeout: ${timeout}\n`).join('')}`;

/** Names that the tool may have; a backslash, a separator elsewhere, is not one (S21 has it among the owner's). */
const ODD = [
  'docs/with space.md',
  'docs/"quoted".md',
  "docs/it's.md",
  'docs/ünïcode – 日本.md',
  'docs/star*.md',
  'docs/new\nline.md',
  'docs/tab\tand [brackets]?.md',
  '!x.md',
  '-dash.md',
  '#hash.md',
  ':(top)colon.md',
  '$(touch shell).md',
];

const ASKED =
  'How to resolve a conflict:\n\n<<<<<<< yours\nmine\n=======\nthe tool’s\n>>>>>>> create-fitness-serverless 2.0.0\n\nDone.\n';

function listedBy(number: 1 | 2 | 3): Record<string, Listed | string> {
  const jobs = number === 1 ? blocks(30, 30, 30, 30) : blocks(30, 30, 60, 30);
  const guide = number === 1 ? GUIDE : swap(GUIDE, 'Line 3 of', `Line 3 (${number}) of`);
  return {
    'docs/guide.md': guide,
    ...Object.fromEntries([1, 2, 3].map((at) => [`docs/jobs-${at}.txt`, jobs])),
    'docs/named-jobs.txt': named(jobs),
    'docs/steps.yml': number === 1 ? yamlSteps(30, 30, 30, 30) : yamlSteps(30, 30, 60, 30),
    'docs/logo.bin': { text: Uint8Array.of(0, number, 0xff) },
    'docs/conflicts.md': number === 1 ? ASKED : swap(ASKED, 'Done.', 'That is all.'),
    ...Object.fromEntries(ODD.map((path) => [path, guide])),
    ...(number === 1 ? {} : { 'docs/new.md': 'The tool’s.\n' }),
  };
}

const IGNORED = '".fitness/", "coverage/"';
const NEXT_IGNORED = '".fitness/", "build/", "coverage/"';
const MY_IGNORED = '".fitness/", "cdk.out/", "coverage/"';

let one: ToolVersion;
let two: ToolVersion;
let three: ToolVersion;
beforeAll(() => {
  const templates = {
    'eslint.config.mjs.ejs': (text: string) =>
      swap(swap(text, IGNORED, NEXT_IGNORED), 'files: ["**/*.js", "**/*.mjs"]', 'files: ["**/*.{js,mjs,cjs}"]'),
    '_editorconfig.ejs': swapping('indent_size = 2', 'indent_size = 4'),
    'fitness/hooks/recorder.ts.ejs': swapping('/** When', '/** Once: when'),
  };
  one = version('1.0.0', { listed: listedBy(1) });
  two = version('2.0.0', { listed: listedBy(2), templates });
  three = version('3.0.0', { listed: listedBy(3), templates });
});

const ESLINT = 'eslint.config.mjs';

/** A service whose owner changed the line of eslint.config.mjs that version 2 changes, and one above it. */
async function clashing(): Promise<Service> {
  return (await service(one)).edit({ [ESLINT]: (text) => `// Ours.\n${swap(text, IGNORED, MY_IGNORED)}` });
}

/** eslint.config.mjs of version 2 with the owner's line above and what stands in the place of the conflict. */
async function eslintWith(place: (yours: string, next: string) => string): Promise<string> {
  const text = `// Ours.\n${(await pristine(two)).read(ESLINT)}`;
  const next = text.split('\n').find((line) => line.includes(NEXT_IGNORED))!;
  return swap(text, `${next}\n`, place(`${swap(next, NEXT_IGNORED, MY_IGNORED)}\n`, `${next}\n`));
}

/** What waits for the owner of a file that cannot be merged: the new text is offered, and the old base stays. */
async function waiting(path: string): Promise<Required<Pick<Differences, 'files' | 'entries'>>> {
  const [old, next] = [await pristine(one), await pristine(two)];
  return {
    files: {
      [basePath(path)]: readFileSync(join(old.root, basePath(path))),
      [offerPath(path)]: readFileSync(join(next.root, path)),
    },
    entries: { [path]: { hash: old.entry(path)!.hash, conflict: next.entry(path)!.hash } },
  };
}

describe('S20 the same line on both sides', () => {
  test('S20 labelled markers, 3, listed in --json, and every other file is updated', async () => {
    const orders = await clashing();
    const before = orders.tree();
    const dry = await orders.upgrade(two, '--dry-run', '--json');
    expect(orders.tree()).toEqual(before);
    const { status, json, stderr } = await orders.upgrade(two, '--json');
    expect(status).toBe(3);
    expect(json.conflicts).toEqual([ESLINT]);
    expect(json.actions).toContainEqual({
      path: ESLINT,
      class: 'merged',
      action: 'conflict',
      reason: 'both changed it in 1 place',
    });
    expect(stderr).toContain(`1 conflict to resolve:\n  ${ESLINT}\n`);
    expect(dry).toMatchObject({ status: 3, json: { ...json, dryRun: true } });
    expect(withoutUndo(orders.tree())).toEqual(
      await outcome(one, two, {
        files: { [ESLINT]: await eslintWith(marked) },
        entries: { [ESLINT]: { unresolved: '2.0.0' } },
      }),
    );
  });

  test('S20 outside of git, the same', async () => {
    const orders = (await service(one, { git: false })).edit({
      'docs/guide.md': swapping('Line 3 of', 'My line 3 of'),
    });
    expect((await orders.upgrade(two)).status).toBe(3);
    const conflict = marked('My line 3 of the guide.\n', 'Line 3 (2) of the guide.\n');
    expect(withoutUndo(orders.tree())).toEqual(
      await outcome(one, two, {
        files: { 'docs/guide.md': swap(GUIDE, 'Line 3 of the guide.\n', conflict) },
        entries: { 'docs/guide.md': { unresolved: '2.0.0' } },
      }),
    );
  });
});

describe('S21 odd names', () => {
  const edits = (from: string, to: string) => Object.fromEntries(ODD.map((path) => [path, swapping(from, to)]));

  test('S21 a conflict in each is marked and listed, and closed once it is resolved', async () => {
    const orders = (await service(one)).edit(edits('Line 3 of', 'My line 3 of'));
    const { status, json } = await orders.upgrade(two, '--json');
    expect(status).toBe(3);
    expect(json.conflicts).toEqual([...ODD].sort());
    const conflict = marked('My line 3 of the guide.\n', 'Line 3 (2) of the guide.\n');
    const files = Object.fromEntries(ODD.map((path) => [path, swap(GUIDE, 'Line 3 of the guide.\n', conflict)]));
    const entries = Object.fromEntries(ODD.map((path) => [path, { unresolved: '2.0.0' }]));
    expect(withoutUndo(orders.tree())).toEqual(await outcome(one, two, { files, entries }));

    const resolved = edits(conflict, 'Line 3, mine and the tool’s.\n');
    expect(await orders.edit(resolved).upgrade(two)).toMatchObject({ status: 0 });
    const mine = Object.fromEntries(
      ODD.map((path) => [path, swap(GUIDE, 'Line 3 of the guide.\n', 'Line 3, mine and the tool’s.\n')]),
    );
    expect(orders.tree()).toEqual(await outcome(one, two, { files: mine }));
  });

  test('S21 edits of other lines are merged', async () => {
    const orders = (await service(one)).edit(edits('Line 9 of', 'My line 9 of'));
    expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [] } });
    const text = swap(swap(GUIDE, 'Line 9 of', 'My line 9 of'), 'Line 3 of', 'Line 3 (2) of');
    const files = Object.fromEntries(ODD.map((path) => [path, text]));
    expect(orders.tree()).toEqual(await outcome(one, two, { files }));
  });

  test('S21 the owner’s own files of such names stay, and one of ours is followed to such a name', async () => {
    const names = [...ODD, 'back\\slash.md', 'docs\\guide.md', 'dir/..hidden', '…'];
    const own = Object.fromEntries(names.map((path) => [`own/${path}`, `${path}\n`]));
    const moved = 'own/! "*\n moved.md';
    const orders = (await service(one)).edit({ ...own, [moved]: GUIDE, 'docs/guide.md': null });
    expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [] } });
    const files = { ...own, 'docs/guide.md': null, [moved]: swap(GUIDE, 'Line 3 of', 'Line 3 (2) of') };
    const entries = { 'docs/guide.md': { at: moved } };
    expect(orders.tree()).toEqual(await outcome(one, two, { files, entries }));
  });

  test('S21 no file of ours is followed to a name with a backslash: the owner’s text stays there', async () => {
    const orders = (await service(one)).edit({ 'own\\guide.md': GUIDE, 'docs/guide.md': null });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    expect(json.actions).toContainEqual({
      path: 'docs/guide.md',
      class: 'merged',
      action: 'keep',
      reason: 'you deleted it',
    });
    const files = { 'docs/guide.md': null, 'own\\guide.md': GUIDE, [basePath('docs/guide.md')]: GUIDE };
    const { hash } = (await pristine(one)).entry('docs/guide.md')!;
    expect(orders.tree()).toEqual(await outcome(one, two, { files, entries: { 'docs/guide.md': { hash } } }));
  });

  test('S21 a name that is no UTF-8 is left alone', async () => {
    const name = Buffer.from('own-\xff.md', 'latin1');
    const orders = (await service(one)).edit({ 'docs/guide.md': null }).does((root) => {
      writeFileSync(Buffer.concat([Buffer.from(`${root}/`), name]), GUIDE);
    });
    expect(await orders.upgrade(two)).toMatchObject({ status: 0 });
    expect(readdirSync(orders.root, 'buffer').filter((entry) => entry.includes(0xff))).toEqual([name]);
    expect(git(orders.root, 'diff', '--name-only', '--', '*.md')).not.toContain('own-');
  });
});

describe('S22 the identical edit on both sides', () => {
  test('S22 is clean: the very tree that the new version creates', async () => {
    const orders = (await service(one)).edit({
      [ESLINT]: swapping(IGNORED, NEXT_IGNORED),
      'docs/guide.md': swapping('Line 3 of', 'Line 3 (2) of'),
      'docs/logo.bin': Uint8Array.of(0, 2, 0xff),
      '.editorconfig': swapping('indent_size = 2', 'indent_size = 4'),
      'fitness/hooks/recorder.ts': swapping('/** When', '/** Once: when'),
    });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, problems: json.problems }).toEqual({
      status: 0,
      conflicts: [],
      problems: [],
    });
    expect(orders.tree()).toEqual(await outcome(one, two));
  });
});

describe('S23 repeated similar blocks', () => {
  test('S23 the change lands in the right one, and the owner’s stay where they are', async () => {
    const own = '[[job]]\nretries = 1\ntimeout = 30\nqueue = "own"\n\n';
    const retries = (text: string): string => text.replace('retries = 1', 'retries = 2');
    // git compares by its histogram here: between such blocks at both ends at once, which have no name, it takes another one
    const orders = (await service(one)).edit({
      'docs/jobs-1.txt': (text) => own + text,
      'docs/jobs-2.txt': (text) => text + own,
      'docs/jobs-3.txt': (text) => retries(text) + own,
      'docs/named-jobs.txt': (text) => own + retries(text) + own,
    });
    expect((await orders.upgrade(two)).status).toBe(0);
    const next = blocks(30, 30, 60, 30);
    const files = {
      'docs/jobs-1.txt': own + next,
      'docs/jobs-2.txt': next + own,
      'docs/jobs-3.txt': retries(next) + own,
      'docs/named-jobs.txt': own + retries(named(next)) + own,
    };
    expect(orders.tree()).toEqual(await outcome(one, two, { files }));
  });

  test('S23 of YAML too: items of a list that differ in a name alone', async () => {
    const first = '  - name: step-0\n    run: npm test\n    timeout: 30\n';
    const orders = (await service(one)).edit({ 'docs/steps.yml': swapping('steps:\n', `steps:\n${first}`) });
    expect((await orders.upgrade(two)).status).toBe(0);
    const steps = swap(yamlSteps(30, 30, 60, 30), 'steps:\n', `steps:\n${first}`);
    expect(orders.tree()).toEqual(await outcome(one, two, { files: { 'docs/steps.yml': steps } }));
  });
});

describe('S24 --conflict', () => {
  const MY_LOGO = Uint8Array.of(0, 7);
  /** Both changed a text and a binary. */
  const start = async (): Promise<Service> => (await clashing()).edit({ 'docs/logo.bin': MY_LOGO });
  const logo = { 'docs/logo.bin': MY_LOGO };

  test.each([
    ['ours', (yours: string) => yours, MY_LOGO],
    ['theirs', (_: string, next: string) => next, Uint8Array.of(0, 2, 0xff)],
  ] as const)('S24 %s: one side of these lines, every other edit, and 0', async (conflict, side, bytes) => {
    const orders = await start();
    const { status, json } = await orders.upgrade(two, `--conflict=${conflict}`, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    const files = { [ESLINT]: await eslintWith(side), 'docs/logo.bin': bytes };
    expect(orders.tree()).toEqual(await outcome(one, two, { files }));
    expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
    expect(orders.status()).toBe('');
  });

  test('S24 rej: the owner’s lines, the tool’s in a patch beside them, and 3; nothing is left to be closed', async () => {
    const orders = await start();
    const { status, json } = await orders.upgrade(two, '--conflict=rej', '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/logo.bin', ESLINT] });
    const patch = orders.read(`${ESLINT}.rej`);
    const [yours, theirs] = [await eslintWith((line) => line), await eslintWith((_, line) => line)];
    const { entries, files } = await waiting('docs/logo.bin');
    expect(withoutUndo(orders.tree())).toEqual(
      await outcome(one, two, { files: { ...files, ...logo, [ESLINT]: yours, [`${ESLINT}.rej`]: patch }, entries }),
    );
    // it is what git applies: the tool's lines then
    execFileSync('git', ['apply', `${ESLINT}.rej`], { cwd: orders.root });
    expect(orders.read(ESLINT)).toBe(theirs);
    expect(
      await orders.edit({ [`${ESLINT}.rej`]: null, [offerPath('docs/logo.bin')]: null }).upgrade(two),
    ).toMatchObject({
      status: 0,
    });
    const settled = { [ESLINT]: theirs, 'docs/logo.bin': MY_LOGO };
    expect(orders.tree()).toEqual(await outcome(one, two, { files: settled }));
  });

  test('S24 fail: nothing at all is written, 3, and the conflicts are listed', async () => {
    const orders = await start();
    const before = orders.tree();
    const { status, json, stderr } = await orders.upgrade(two, '--conflict=fail', '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['docs/logo.bin', ESLINT] });
    expect(stderr).toContain('Nothing was written.');
    expect(orders.tree()).toEqual(before);
    expect(orders.status()).toBe('');
    const clean = await service(one);
    expect((await clean.upgrade(two, '--conflict=fail')).status).toBe(0);
    expect(clean.tree()).toEqual(await outcome(one, two));
  });

  test('S24 markers, the default: a text has them, a binary waits beside the owner’s', async () => {
    const orders = await start();
    expect((await orders.upgrade(two, '--conflict=markers')).status).toBe(3);
    const { entries, files } = await waiting('docs/logo.bin');
    expect(withoutUndo(orders.tree())).toEqual(
      await outcome(one, two, {
        files: { ...files, ...logo, [ESLINT]: await eslintWith(marked) },
        entries: { ...entries, [ESLINT]: { unresolved: '2.0.0' } },
      }),
    );
  });

  test('S24 any other word: 2, and nothing is written', async () => {
    const orders = await start();
    const before = orders.tree();
    expect(await orders.upgrade(two, '--conflict=mine')).toMatchObject({ status: 2, stdout: '' });
    expect(orders.tree()).toEqual(before);
  });
});

describe('S25 both add the same file, differently', () => {
  const NEW = 'docs/new.md';
  const yours = 'My own.\n';
  const offered = { [NEW]: yours, [offerPath(NEW)]: 'The tool’s.\n', [basePath(NEW)]: null };

  /** As the manifest has it: it was never written. */
  async function never(): Promise<Required<Differences>['entries']> {
    const { hash } = (await pristine(two)).entry(NEW)!;
    return { [NEW]: { hash, conflict: hash } };
  }

  test('S25 a conflict: the owner’s text stays, the tool’s waits; deleted there it is settled', async () => {
    const orders = (await service(one)).edit({ [NEW]: yours });
    const { status, json, stderr } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: [NEW] });
    expect(json.actions).toContainEqual({
      path: NEW,
      class: 'merged',
      action: 'conflict',
      reason: 'you have a file of that name',
    });
    expect(stderr).toContain(`${NEW}  (ours waits in ${offerPath(NEW)})`);
    expect(withoutUndo(orders.tree())).toEqual(await outcome(one, two, { files: offered, entries: await never() }));
    // as long as it waits, it is said again
    expect((await orders.commit('Upgrade').upgrade(two)).status).toBe(3);
    expect((await orders.edit({ [offerPath(NEW)]: null }).upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await outcome(one, two, { files: { [NEW]: yours } }));
    expect(await orders.commit('Settle').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
  });

  test('S25 the owner takes the tool’s text: settled, and it is the tool’s from then on', async () => {
    const orders = (await service(one)).edit({ [NEW]: yours });
    await orders.upgrade(two);
    const taken = { [NEW]: orders.read(offerPath(NEW)), [offerPath(NEW)]: null };
    expect((await orders.edit(taken).upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await outcome(one, two));
  });

  test('S25 a link or a folder of that name stays, too', async () => {
    const linked = (await service(one)).does((root) => symlinkSync('guide.md', join(root, NEW)));
    expect((await linked.upgrade(two, '--json')).json.conflicts).toEqual([NEW]);
    expect(withoutUndo(linked.tree())).toMatchObject({
      [NEW]: '-> guide.md',
      [offerPath(NEW)]: (await pristine(two)).tree()[NEW],
      'docs/guide.md': (await pristine(two)).tree()['docs/guide.md'],
    });
    const folder = (await service(one)).edit({ [`${NEW}/own.md`]: yours });
    expect((await folder.upgrade(two, '--json')).json.conflicts).toEqual([NEW]);
    const { [NEW]: _, ...files } = offered;
    expect(withoutUndo(folder.tree())).toEqual(
      await outcome(one, two, { files: { ...files, [NEW]: null, [`${NEW}/own.md`]: yours }, entries: await never() }),
    );
  });

  test('S25 a file that another answer brings', async () => {
    const own = 'packages: [".", "tools"]\n';
    const orders = (await service(one)).edit({
      'pnpm-workspace.yaml': own,
      'fitness.yaml': swapping('packageManager: npm', 'packageManager: pnpm'),
    });
    const { status, json } = await orders.upgrade(one, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 3, conflicts: ['pnpm-workspace.yaml'] });
    const pnpm = await pristine(one, ['--package-manager', 'pnpm']);
    expect(orders.read('pnpm-workspace.yaml')).toBe(own);
    expect(orders.read(offerPath('pnpm-workspace.yaml'))).toBe(pnpm.read('pnpm-workspace.yaml'));
    expect(orders.read('buildspec.yml')).toBe(pnpm.read('buildspec.yml'));
    expect(orders.exists('.npmrc')).toBe(false);
  });
});

describe('S26 text that looks like markers', () => {
  const LOOKS = 'Merging\n=======\n\n>>>>>>> quoted thrice\n<<<<<<< an arrow\n||||||| a table\n\n';

  test('S26 of the owner is no conflict: merged, and 0', async () => {
    const orders = (await service(one)).edit({ 'docs/guide.md': (text) => `${text}${LOOKS}`, 'src/own.md': ASKED });
    expect(await orders.upgrade(two, '--json')).toMatchObject({ status: 0, json: { conflicts: [], problems: [] } });
    const files = { 'docs/guide.md': `${swap(GUIDE, 'Line 3 of', 'Line 3 (2) of')}${LOOKS}`, 'src/own.md': ASKED };
    expect(orders.tree()).toEqual(await outcome(one, two, { files }));
    expect(await orders.commit('Upgrade').upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
  });

  test('S26 of the tool is none either, edited or not', async () => {
    const orders = (await service(one)).edit({ 'docs/conflicts.md': (text) => `Read this.\n\n${text}` });
    expect((await orders.upgrade(two)).status).toBe(0);
    const text = `Read this.\n\n${swap(ASKED, 'Done.', 'That is all.')}`;
    expect(orders.tree()).toEqual(await outcome(one, two, { files: { 'docs/conflicts.md': text } }));
    expect(await orders.commit('Upgrade').upgrade(three)).toMatchObject({ status: 0 });
    expect(orders.read('docs/conflicts.md')).toBe(text);
  });

  test('S26 in a file with a conflict: only the conflict has to be resolved', async () => {
    const mine = (text: string): string => `${LOOKS}${swap(text, 'Line 3 of', 'My line 3 of')}`;
    const orders = (await service(one)).edit({ 'docs/guide.md': mine });
    expect((await orders.upgrade(two)).status).toBe(3);
    const conflict = marked('My line 3 of the guide.\n', 'Line 3 (2) of the guide.\n');
    expect(orders.read('docs/guide.md')).toBe(`${LOOKS}${swap(GUIDE, 'Line 3 of the guide.\n', conflict)}`);
    expect((await orders.edit({ 'docs/guide.md': mine(GUIDE) }).upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await outcome(one, two, { files: { 'docs/guide.md': mine(GUIDE) } }));
  });
});

describe('S27 leftovers of an earlier conflict', () => {
  test.each([
    ['of the same version, not committed', (orders: Service) => orders, () => two],
    ['of an earlier version, committed', (orders: Service) => orders.commit('Upgrade'), () => three],
    [
      'half resolved',
      (orders: Service) => orders.edit({ [ESLINT]: (text) => text.replace(/^(=======|>>>>>>> .*)\n/gm, '') }),
      () => three,
    ],
  ] as const)('S27 %s: refused with 3, which says how to finish or abort', async (_, leave, next) => {
    const orders = await clashing();
    expect((await orders.upgrade(two)).status).toBe(3);
    leave(orders);
    const before = orders.tree();
    const { status, stderr, stdout } = await orders.upgrade(next());
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain(`${ESLINT} still has the conflict markers of 2.0.0.`);
    expect(stderr).toContain('Make of each marked place what it should be, then run `upgrade` again.');
    expect(stderr).toContain('`upgrade --abort` takes that upgrade back.');
    const check = await orders.upgrade(next(), '--check', '--json');
    expect(check.status).toBe(3);
    expect(check.json.problems).toMatchObject([{ path: ESLINT, kind: 'unresolved' }]);
    expect(orders.tree()).toEqual(before);
  });

  test('S27 of a merge with git: refused with 3 and the place', async () => {
    const conflict = '<<<<<<< HEAD\nLine 5, mine.\n=======\nLine 5, theirs.\n>>>>>>> feature\n';
    const orders = (await service(one)).edit({ 'docs/guide.md': swapping('Line 5 of the guide.\n', conflict) });
    const before = orders.tree();
    const { status, stderr } = await orders.upgrade(two);
    expect(status).toBe(3);
    expect(stderr).toContain('docs/guide.md:5:1');
    expect(orders.tree()).toEqual(before);
  });

  test('S27 --abort takes the upgrade back, whatever became of its conflicts; what the owner did since stays beside', async () => {
    const orders = await clashing();
    const before = orders.tree();
    expect((await orders.upgrade(two)).status).toBe(3);
    expect((await orders.upgrade(two, '--abort')).status).toBe(0);
    expect(orders.tree()).toEqual(before);
    expect(orders.status()).toBe('');

    expect((await orders.upgrade(two)).status).toBe(3);
    const half = await eslintWith((yours) => yours);
    writeFileSync(join(orders.root, ESLINT), half);
    const { status, stdout } = await orders.upgrade(two, '--abort', '--json');
    expect({ status, json: JSON.parse(stdout) as unknown }).toEqual({
      status: 0,
      json: { version: 1, aborted: true, kept: [{ path: ESLINT, as: `${ESLINT}.aborted` }] },
    });
    const aside = Buffer.from(half).toString('latin1');
    expect(orders.tree()).toEqual({ ...before, [`${ESLINT}.aborted`]: `644 ${aside}` });
    expect(await orders.upgrade(two, '--abort')).toMatchObject({ status: 2 });
  });
});

describe('S28 after a resolved conflict', () => {
  const both = (yours: string): string => swap(yours, '"cdk.out/"', '"cdk.out/", "build/"');

  test('S28 upgrade closes it, with no change but of its own records; after that there is nothing to do', async () => {
    const orders = await clashing();
    expect((await orders.upgrade(two)).status).toBe(3);
    const resolved = await eslintWith(both);
    // neither the upgrade nor the resolution is committed yet
    writeFileSync(join(orders.root, ESLINT), resolved);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts }).toEqual({ status: 0, conflicts: [] });
    expect(orders.tree()).toEqual(await outcome(one, two, { files: { [ESLINT]: resolved } }));
    const before = orders.tree();
    expect(await orders.upgrade(two)).toMatchObject({ status: 0, stdout: /nothing to do/ });
    expect(await orders.upgrade(two, '--abort')).toMatchObject({ status: 2 });
    expect(orders.tree()).toEqual(before);
  });

  test('S28 the next version is clean, whether the upgrade before was closed or not', async () => {
    const resolved = await eslintWith(both);
    const expected = await outcome(one, three, { files: { [ESLINT]: resolved } });
    for (const closes of [true, false]) {
      const orders = await clashing();
      expect((await orders.upgrade(two)).status).toBe(3);
      orders.edit({ [ESLINT]: resolved });
      if (closes) expect((await orders.upgrade(two)).status).toBe(0);
      const { status, json } = await orders.commit('Upgrade').upgrade(three, '--json');
      expect({ closes, status, conflicts: json.conflicts, problems: json.problems }).toEqual({
        closes,
        status: 0,
        conflicts: [],
        problems: [],
      });
      expect({ closes, tree: orders.tree() }).toEqual({ closes, tree: expected });
    }
  });

  test('S28 resolved in favour of the tool: the very tree that it creates', async () => {
    const orders = (await service(one)).edit({ 'docs/guide.md': swapping('Line 3 of', 'My line 3 of') });
    expect((await orders.upgrade(two)).status).toBe(3);
    const taken = (await pristine(two)).read('docs/guide.md');
    expect((await orders.edit({ 'docs/guide.md': taken }).upgrade(two)).status).toBe(0);
    expect(orders.tree()).toEqual(await outcome(one, two));
  });
});
