import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { insertParts } from '../../src/insert/insert.ts';
import { mergeParts } from '../../src/insert/merge-parts.ts';
import { serializeParts } from '../../src/insert/part.ts';
import type { Kept, Part } from '../../src/insert/part.ts';
import type { Path } from '../../src/template/model.ts';
import { dataOf } from './support/laws.ts';
import { TEXTS } from './support/texts.ts';

const key = (path: Path, value: unknown, comment?: readonly string[]): Part => ({
  path,
  value,
  ...(comment && { comment }),
});

function merged(yours: string, base: Part[], next: Part[]): { text: string; kept: readonly Kept[] } {
  const { kind, bytes, kept } = mergeParts({
    path: 'template.yaml',
    base: serializeParts(base),
    yours: Buffer.from(yours),
    next: serializeParts(next),
  });
  expect(kind).toBe('clean');
  return { text: Buffer.from(bytes).toString(), kept };
}

describe('a later version of the parts', () => {
  const hook = (timeout: number): unknown => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Timeout: timeout, Memory: 128 },
  });
  const base = [key(['Resources', 'Hook'], hook(900), ['Judges']), key(['Parameters', 'ReleaseId'], { Default: '' })];
  const text = TEXTS['usual'] ?? '';
  const yours = insertParts(text, 'template.yaml', base).text;

  test('what the owner did not touch becomes the new one, in its place', () => {
    const next = [key(['Resources', 'Hook'], hook(600), ['Judges']), base[1] as Part];
    expect(merged(yours, base, next)).toEqual({ text: yours.replace('900', '600'), kept: [] });
  });

  test('with its comment', () => {
    const next = [key(['Resources', 'Hook'], hook(900), ['Judges', 'well']), base[1] as Part];
    expect(merged(yours, base, next).text).toBe(yours.replace('# Judges\n', '# Judges\n  # well\n'));
  });

  test('what is new is put in, what is no more goes', () => {
    const next = [base[0] as Part, key(['Outputs', 'Hook'], { Value: 1 })];
    expect(merged(yours, base, next)).toEqual({ text: insertParts(text, 'template.yaml', next).text, kept: [] });
  });

  test('key by key, the owner’s edits stay', () => {
    const edited = yours.replace('Memory: 128', 'Memory: 256 # more');
    const both = merged(edited, base, [key(['Resources', 'Hook'], hook(600), ['Judges']), base[1] as Part]);
    expect(both).toEqual({ text: edited.replace('900', '600'), kept: [] });
    const same = merged(yours.replace('900', '60'), base, [key(['Resources', 'Hook'], hook(600)), base[1] as Part]);
    expect(same.text).toContain('Timeout: 60\n');
    expect(same.kept).toEqual([{ at: 'Resources.Hook.Properties.Timeout', yours: '60', next: '600' }]);
  });

  test('what the owner took out stays out, and is told if it changed', () => {
    const without = yours.replace(/\n {2}# Judges\n {2}Hook:\n(?: {4}.*\n)+/, '\n');
    expect(without).not.toContain('Hook');
    expect(merged(without, base, base)).toEqual({ text: without, kept: [] });
    expect(merged(without, base, [key(['Resources', 'Hook'], hook(600)), base[1] as Part])).toEqual({
      text: without,
      kept: [{ at: 'Resources.Hook', next: JSON.stringify(hook(600)) }],
    });
  });

  test('an edited one that is no more stays, and is told', () => {
    const edited = yours.replace('900', '60');
    const { text: result, kept } = merged(edited, base, [base[1] as Part]);
    expect(result).toBe(edited);
    expect(kept).toEqual([{ at: 'Resources.Hook', yours: JSON.stringify(hook(60)) }]);
  });

  test('one that becomes several', () => {
    const was = [key(['A', 'p'], { Type: 1, Hooks: { Pre: 1 } })];
    const next = [key(['A', 'p', 'Type'], 1), key(['A', 'p', 'Hooks'], { Pre: 2 })];
    expect(merged('A:\n  b: 1\n  p:\n    Type: 1\n    Hooks:\n      Pre: 1\n', was, next).text).toBe(
      'A:\n  b: 1\n  p:\n    Type: 1\n    Hooks:\n      Pre: 2\n',
    );
  });

  test('a new one whose place is the owner’s', () => {
    const { text: result, kept } = merged('A: { b: 1 }\n', [], [key(['A', 'b'], 2), key(['A', 'c'], 3)]);
    expect(result).toBe('A: { b: 1, c: 3 }\n');
    expect(kept).toEqual([{ at: 'A.b', yours: '1', next: '2' }]);
  });

  test('an item follows where it stands', () => {
    const item = (version: string): Part => ({ path: ['A'], item: `npx tool@${version}`, before: 'deploy' });
    expect(merged('A:\n  - npx tool@1\n  - a\n  - deploy\n', [item('1')], [item('2')])).toEqual({
      text: 'A:\n  - npx tool@2\n  - a\n  - deploy\n',
      kept: [],
    });
    expect(merged('A:\n  - npx my-tool\n  - deploy\n', [item('1')], [item('2')]).kept).toEqual([
      { at: 'A', next: 'npx tool@2' },
    ]);
  });

  test('lines', () => {
    const [was, next] = [[{ lines: ['a', 'b'] }], [{ lines: ['a', 'c', 'd'] }]];
    expect(merged('x\n\na\nb\ny\n', was, next)).toEqual({ text: 'x\n\na\nc\nd\ny\n', kept: [] });
    expect(merged('x\n\na\nz\n', was, next)).toEqual({
      text: 'x\n\na\nz\n',
      kept: [{ at: 'a', yours: 'a', next: 'a; c; d' }],
    });
    expect(merged('x\n\na\nb\n', was, [])).toEqual({ text: 'x\n', kept: [] });
    expect(merged('x\n', [], next)).toEqual({ text: 'x\n\na\nc\nd\n', kept: [] });
  });

  test('in JSON, with tabs and line endings', () => {
    const before = (TEXTS['json with tabs'] ?? '').replaceAll('\n', '\r\n');
    const was = [key(['scripts', 'gate'], 'one')];
    const result = merged(insertParts(before, 'package.json', was).text, was, [key(['scripts', 'gate'], 'two')]).text;
    expect(result).toBe(insertParts(before, 'package.json', [key(['scripts', 'gate'], 'two')]).text);
  });
});

const values = fc.constantFrom<unknown>('a', 1, { Type: 'A' }, { Type: 'B', Properties: { x: 1, y: [1] } }, [1, 2]);
const versions = fc
  .uniqueArray(
    fc.record({
      section: fc.constantFrom('Parameters', 'Resources', 'Outputs'),
      name: fc.nat({ max: 4 }),
      value: values,
    }),
    {
      selector: ({ section, name }) => `${section}${name}`,
      maxLength: 6,
    },
  )
  .map((all) => all.map(({ section, name, value }) => key([section, `Our${name}`], value)));

test.each(['usual', 'long forms, four spaces, flush lists', 'json'])(
  'law: an unedited file becomes what the new parts would have made of it, whatever the order: %s',
  (name) => {
    const text = (TEXTS[name] ?? '').replace('"Outputs": {}', '"Outputs": {\n    "A": 1\n  }');
    fc.assert(
      fc.property(versions, versions, (base, next) => {
        const { text: result, kept } = merged(insertParts(text, 'template.yaml', base).text, base, next);
        expect(kept).toEqual([]);
        const fresh = insertParts(text, 'template.yaml', next).text;
        expect(dataOf(result)).toEqual(dataOf(fresh));
        const lines = (one: string): string[] =>
          one
            .split('\n')
            .map((line) => line.trim().replace(/,$/, ''))
            .filter(Boolean)
            .sort();
        // a list that was there is edited as it was written, however long it became
        const hasList = [...base, ...next].some((part) => 'value' in part && /\[/.test(JSON.stringify(part.value)));
        if (name === 'json' || !hasList) expect(lines(result)).toEqual(lines(fresh));
        // and back; a part of several lines that became one of one line leaves the blank line above it
        const bare = (one: string): string => one.replace(/\n\n+/g, '\n');
        expect(bare(merged(result, next, []).text)).toBe(bare(text));
      }),
      { numRuns: 60 },
    );
  },
);
