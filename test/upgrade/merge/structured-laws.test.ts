import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse as parseTomlText } from 'smol-toml';
import { parseDocument } from '../../../src/template/parse.ts';
import { readJson } from '../../../src/upgrade/merge/json.ts';
import { Forest, print } from '../../../src/upgrade/merge/segments.ts';
import { readToml } from '../../../src/upgrade/merge/toml.ts';
import { readYaml } from '../../../src/upgrade/merge/yaml.ts';
import { runs } from '../../support/runs.ts';
import { edited, edits, file, mergedModel, PLAIN, write } from './structured-model.ts';
import type { Collection, Edit, Format, Style } from './structured-model.ts';
import { mergeTexts } from './structured-support.ts';

const RUNS = runs(150);
const ACTIONS: readonly Edit['action'][] = ['change', 'add', 'remove', 'comment', 'note'];
const FORMATS: readonly Format[] = ['yaml', 'json', 'toml'];
const READERS = { yaml: readYaml, json: readJson, toml: readToml };

const STYLES: Record<Format, readonly Style[]> = {
  yaml: [
    PLAIN,
    { ...PLAIN, indent: '    ' },
    { ...PLAIN, flushLists: true },
    { ...PLAIN, eol: '\r\n', ends: false },
    { ...PLAIN, indent: '   ', flushLists: true, mark: '\uFEFF' },
  ],
  json: [PLAIN, { ...PLAIN, indent: '\t' }, { ...PLAIN, indent: '    ', ends: false }, { ...PLAIN, eol: '\r\n' }],
  toml: [PLAIN, { ...PLAIN, eol: '\r\n' }, { ...PLAIN, ends: false, mark: '\uFEFF' }],
};

interface Case {
  readonly base: Collection;
  readonly yours: Collection;
  readonly next: Collection;
  readonly style: Style;
}

function cases(format: Format): fc.Arbitrary<Case> {
  return fc
    .record({
      base: file(format),
      mine: edits(ACTIONS, 5),
      theirs: edits(ACTIONS, 5),
      style: fc.constantFrom(...STYLES[format]),
    })
    .map(({ base, mine, theirs, style }) => ({
      base,
      yours: edited(base, mine, format, 'mine'),
      next: edited(base, theirs, format, 'next'),
      style,
    }));
}

function dataOf(text: string, format: Format): unknown {
  if (format === 'toml') return JSON.parse(JSON.stringify(parseTomlText(text.replace(/^\uFEFF/, ''))));
  return parseDocument(text, `file.${format}`).data;
}

function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim().replace(/,$/, ''));
}

describe.each(FORMATS)('%s', (format) => {
  const path = `file.${format}`;

  test('every byte is in one segment', () => {
    fc.assert(
      fc.property(file(format), fc.constantFrom(...STYLES[format]), (root, style) => {
        const text = write(root, format, { ...style, ends: true });
        expect(print(READERS[format](text, new Forest()))).toBe(text);
      }),
      RUNS,
    );
  });

  test('the merged text is that of the merged model, in the manner of yours', () => {
    let sure = 0;
    fc.assert(
      fc.property(cases(format), ({ base, yours, next, style }) => {
        const [before, mine, theirs] = [
          write(base, format, PLAIN),
          write(yours, format, style),
          write(next, format, PLAIN),
        ];
        const { text } = mergeTexts(path, before, mine, theirs);
        const merged = mergedModel(base, yours, next);
        const expected = write(merged.root, format, style);
        if (merged.isSure) expect(text).toBe(expected);
        else expect(dataOf(text, format)).toEqual(dataOf(expected, format));
        if (merged.isSure) sure++;
      }),
      RUNS,
    );
    expect(sure).toBeGreaterThan(RUNS.numRuns / 2);
  });

  test('L6 every line that the person added is there', () => {
    fc.assert(
      fc.property(cases(format), ({ base, yours, next, style }) => {
        const [before, mine, theirs] = [
          write(base, format, PLAIN),
          write(yours, format, style),
          write(next, format, PLAIN),
        ];
        const there = new Set(lines(mergeTexts(path, before, mine, theirs).text));
        const known = new Set(lines(before));
        const isThere = (line: string): boolean =>
          there.has(line) ||
          there.has(line.replace(':', ': {}')) ||
          there.has(line.replace(':', ': []')) ||
          // each side took out items of a list, and together all: what stands behind its bracket does so still
          (/^[\]}]/.test(line) && [...there].some((other) => other.endsWith(line)));
        const lost = lines(mine).filter((line) => !known.has(line) && line.includes('mine') && !isThere(line));
        expect(lost).toEqual([]);
      }),
      RUNS,
    );
  });

  test('L9 where next changed one value, one line changes', () => {
    fc.assert(
      fc.property(
        file(format),
        edits(ACTIONS, 5),
        edits(['change'], 1),
        fc.constantFrom(...STYLES[format]),
        (base, mine, theirs, style) => {
          const [before, next] = [
            write(base, format, PLAIN),
            write(edited(base, theirs, format, 'next'), format, PLAIN),
          ];
          const yours = write(edited(base, mine, format, 'mine'), format, style);
          const there = mergeTexts(path, before, yours, next).text.split('\n');
          const changed = yours.split('\n').filter((line, index) => line !== there[index]);
          const isScript = next.includes('next0 b');
          if (!isScript) expect(there).toHaveLength(yours.split('\n').length);
          if (!isScript) expect(changed.length).toBeLessThan(2);
        },
      ),
      RUNS,
    );
  });

  test('nobody or one side changed anything', () => {
    fc.assert(
      fc.property(cases(format), ({ base, yours, next, style }) => {
        const [before, mine, theirs] = [base, yours, next].map((root) => write(root, format, style)) as [
          string,
          string,
          string,
        ];
        expect(mergeTexts(path, before, mine, before)).toEqual({ text: mine, kept: [] });
        expect(mergeTexts(path, before, before, theirs)).toEqual({ text: theirs, kept: [] });
        expect(mergeTexts(path, before, mine, mine)).toEqual({ text: mine, kept: [] });
      }),
      RUNS,
    );
  });

  test('L3 by way of a version between, or directly', () => {
    let clean = 0;
    fc.assert(
      fc.property(
        file(format),
        edits(ACTIONS, 4),
        edits(ACTIONS, 3),
        edits(ACTIONS, 3),
        fc.constantFrom(...STYLES[format]),
        (v1, mine, second, third, style) => {
          const v2 = edited(v1, second, format, 'two');
          const v3 = edited(v2, third, format, 'three');
          const [one, two, three] = [v1, v2, v3].map((root) => write(root, format, PLAIN)) as [string, string, string];
          const yours = write(edited(v1, mine, format, 'mine'), format, style);
          const direct = mergeTexts(path, one, yours, three);
          const between = mergeTexts(path, one, yours, two);
          const there = mergeTexts(path, two, between.text, three);
          if (direct.kept.length + between.kept.length + there.kept.length > 0) return;
          clean++;
          // Where a key stood that is no more, and what was new behind it, only the versions between tell.
          const removes = [...second, ...third].some(({ action }) => action === 'remove');
          if (removes) expect(lines(there.text).sort()).toEqual(lines(direct.text).sort());
          else expect(there.text).toBe(direct.text);
        },
      ),
      RUNS,
    );
    expect(clean).toBeGreaterThan(RUNS.numRuns / 4);
  });
});
