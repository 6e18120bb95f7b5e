import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedLines, changesBetween, unifiedDiff } from '../../src/report/unified-diff.ts';

describe('as diff -u prints it', () => {
  test('equal texts have none', () => expect(unifiedDiff('a\n', 'a\n', 'x')).toBe(''));

  test('a line in the middle', () => {
    expect(unifiedDiff('1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nx\n6\n7\n8\n9\n', 't.yaml')).toBe(
      '--- a/t.yaml\n+++ b/t.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
    );
  });

  test('two places far apart are two hunks', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}\n`);
    const changed = lines.with(1, 'x\n').toSpliced(25, 0, 'y\n');
    expect(unifiedDiff(lines.join(''), changed.join(''), 't').match(/^@@.*@@$/gm)).toEqual([
      '@@ -1,5 +1,5 @@',
      '@@ -23,6 +23,7 @@',
    ]);
  });

  test('no line ending at the end', () => {
    expect(unifiedDiff('a', 'a\nb', 't')).toBe(
      '--- a/t\n+++ b/t\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n',
    );
  });

  test('an empty file', () => {
    expect(unifiedDiff('', 'a\n', 't')).toBe('--- a/t\n+++ b/t\n@@ -0,0 +1 @@\n+a\n');
  });
});

const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '  d\n'), { maxLength: 40 });

test('property: the changes make the one text of the other, and a hunk says how long it is', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const after: string[] = [];
      let at = 0;
      for (const { from, to, start, end } of changesBetween(a, b)) {
        after.push(...a.slice(at, from), ...b.slice(start, end));
        at = to;
      }
      expect([...after, ...a.slice(at)]).toEqual(b);
      expect(patched(a, unifiedDiff(a.join(''), b.join(''), 't'))).toEqual(b);
    }),
    { numRuns: 300 },
  );
});

test('property: of insertions alone nothing but the insertions is counted', () => {
  const inserted = fc.array(fc.tuple(fc.nat(99), fc.integer({ min: 1, max: 4 })), { maxLength: 8 });
  fc.assert(
    fc.property(inserted, (places) => {
      const before = Array.from({ length: 100 }, (_, index) => `line ${index}\n`);
      const after = before.flatMap((line, index) => [
        line,
        ...places.flatMap(([at, count], place) => (at === index ? Array<string>(count).fill(`new ${place}\n`) : [])),
      ]);
      const added = after.length - before.length;
      expect(changedLines(before.join(''), after.join(''))).toEqual({ added, removed: 0 });
    }),
  );
});

test('a block that comes before one that is alike is not taken for it', () => {
  const block = (name: string) => [`${name}:`, ...'abcdefgh'].map((line) => `${line}\n`);
  const before = [...block('One'), ...block('Two'), 'end\n'].join('');
  const after = [...block('One'), 'New:\n', ...block('Between').slice(1), ...block('Two'), 'last\n'].join('');
  expect(changedLines(before, after)).toEqual({ added: 10, removed: 1 });
});

test('takes time in proportion to the text', () => {
  const timed = (resources: number): number => {
    const block = (index: number, extra: string) =>
      `  R${index}:\n    Type: T\n    Properties:\n      Name: n\n${extra}`;
    const text = (extra: string) => Array.from({ length: resources }, (_, index) => block(index, extra)).join('');
    const started = performance.now();
    expect(changedLines(text(''), text('      Added: true\n'))).toEqual({ added: resources, removed: 0 });
    return performance.now() - started;
  };
  timed(100);
  expect(timed(4000)).toBeLessThan(40 * Math.max(5, timed(400)));
});

/** What `patch` makes of the lines. */
function patched(lines: readonly string[], diff: string): string[] {
  const result: string[] = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [head = '', ...body] = hunk.match(/[^\n]*\n/g) ?? [];
    const [, from = 0, length = 1, , newLength = 1] = (
      /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(head) ?? []
    ).map((part) => (part === undefined ? 1 : Number(part)));
    const own = body.filter((line) => !line.startsWith('\\'));
    const start = length === 0 ? from : from - 1;
    result.push(...lines.slice(at, start));
    expect(own.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))).toEqual(
      lines.slice(start, start + length),
    );
    const fresh = own.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    expect(fresh).toHaveLength(newLength);
    result.push(...fresh);
    at = start + length;
  }
  return [...result, ...lines.slice(at)];
}
