import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { upgradeDiff } from '../../src/report/upgrade-diff.ts';
import type { Standing } from '../../src/report/upgrade-diff.ts';
import { apply } from '../../src/upgrade/apply.ts';
import { hashOf } from '../../src/upgrade/manifest.ts';
import type { Write } from '../../src/upgrade/plan.ts';
import { emptyFolder, tree } from '../upgrade/tree.ts';

type Files = Readonly<Record<string, Standing | undefined>>;

const text = (written: string, executable = false): Standing => ({ bytes: Buffer.from(written), executable });

function folderWith(files: Files): string {
  const folder = emptyFolder();
  for (const [path, standing] of Object.entries(files)) {
    if (!standing) continue;
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (standing.link) symlinkSync(Buffer.from(standing.bytes), file);
    else writeFileSync(file, standing.bytes);
    if (standing.executable) chmodSync(file, 0o755);
  }
  return folder;
}

function writesOf(before: Files, after: Files): Write[] {
  return Object.keys({ ...before, ...after }).flatMap((path): Write[] => {
    const [then, now] = [before[path], after[path]];
    if (then && now ? same(then, now) : !then && !now) return [];
    return [{ path, ...(now && { content: now }), ...(then && { before: hashOf(then.bytes) }) }];
  });
}

function same(a: Standing, b: Standing): boolean {
  return Buffer.compare(a.bytes, b.bytes) === 0 && a.executable === b.executable && a.link === b.link;
}

const diffOf = (before: Files, after: Files) => upgradeDiff(writesOf(before, after), (path) => before[path]);

/** What git makes of the diff, and what apply makes of the writes. */
function both(before: Files, after: Files): [byGit: object, byUs: object] {
  const [theirs, ours] = [folderWith(before), folderWith(before)];
  const diff = diffOf(before, after);
  if (diff !== '') execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: theirs, input: diff });
  apply(ours, { actions: [], writes: writesOf(before, after) });
  return [onlyFiles(theirs), onlyFiles(ours)];
}

function onlyFiles(folder: string): object {
  return Object.fromEntries(
    Object.entries(tree(folder))
      .filter(([path]) => !path.endsWith('/'))
      .map(([path, content]) => {
        const isProgram = (lstatSync(join(folder, path)).mode & 0o100) !== 0;
        return [path, content.startsWith('-> ') ? content : `${isProgram} ${content.slice(4)}`];
      }),
  );
}

test.each<[string, Files, Files]>([
  ['a change', { a: text('1\n2\n3\n') }, { a: text('1\ntwo\n3\n') }],
  ['a new file', {}, { 'x/a': text('1\n'), 'x/b.sh': text('1\n', true) }],
  ['a file that goes', { 'x/a': text('1\n'), b: text('2\n') }, { b: text('2\n') }],
  ['an empty file', { gone: text('') }, { come: text('') }],
  ['a mode alone', { a: text('1\n') }, { a: text('1\n', true) }],
  ['a mode and a change', { a: text('1\n', true) }, { a: text('2\n') }],
  ['no newline at the end', { a: text('1\n2') }, { a: text('1\n3') }],
  ['CRLF', { a: text('1\r\n2\r\n') }, { a: text('1\r\n3\r\n') }],
  ['a byte order mark', { a: text('\ufeff1\n') }, { a: text('\ufeff2\n') }],
  ['a link that leads elsewhere', { a: { ...text('b'), link: true } }, { a: { ...text('c'), link: true } }],
  [
    'names that are odd',
    { 'a b': text('1\n'), 'q"x': text('1\n'), 'new\nline': text('1\n'), 'é*': text('1\n') },
    { 'a b': text('2\n'), 'q"x': text('2\n'), 'new\nline': text('2\n'), 'é*': text('2\n') },
  ],
])('git applies %s as we do', (_, before, after) => {
  const [byGit, byUs] = both(before, after);
  expect(byGit).toEqual(byUs);
});

test('what is no text is named', () => {
  const before = {
    a: { bytes: Buffer.from([0, 1]), executable: false },
    b: { bytes: Buffer.from([0xe9]), executable: false },
  };
  const after = {
    a: { bytes: Buffer.from([0, 2]), executable: false },
    b: { bytes: Buffer.from([0xe8]), executable: true },
  };
  expect(diffOf(before, after)).toBe(
    'diff --git a/a b/a\nBinary files a/a and b/a differ\n' +
      'diff --git a/b b/b\nold mode 100644\nnew mode 100755\nBinary files a/b and b/b differ\n',
  );
});

test('any writes of texts, applied by git, are what we write', () => {
  const line = fc.constantFrom('a', 'b', 'c', '', '  indented', '--- x', '+++ y', '@@ z');
  const content = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
    .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));
  const standing = fc.option(
    fc.tuple(content, fc.boolean()).map(([written, executable]) => text(written, executable)),
    { nil: undefined },
  );
  const files = fc.record({ 'a.txt': standing, 'x/b c': standing, 'x/y/d"e': standing });
  fc.assert(
    fc.property(files, files, (before, after) => {
      const [byGit, byUs] = both(before, after);
      expect(byGit).toEqual(byUs);
    }),
    { numRuns: 60 },
  );
});

test('nothing to write is no text', () => {
  expect(upgradeDiff([], () => undefined)).toBe('');
});
