import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { valueAt } from '../../src/insert/data.ts';
import { insertParts } from '../../src/insert/insert.ts';
import type { Part } from '../../src/insert/part.ts';
import { dataWithout, takeOutParts } from '../../src/insert/take-out.ts';
import type { Path } from '../../src/template/model.ts';
import { dataOf, lawful } from './support/laws.ts';
import { TEXTS } from './support/texts.ts';

const key = (path: Path, value: unknown, comment?: readonly string[]): Part => ({
  path,
  value,
  ...(comment && { comment }),
});

const gate: readonly Part[] = [
  key(['Parameters', 'ReleaseId'], { Type: 'String', Default: '' }, ['Gate: which release it is']),
  key(['Resources', 'Orders', 'Properties', 'AutoPublishAlias'], 'live'),
  key(['Resources', 'Hook'], { Type: 'AWS::Lambda::Function', Properties: { Timeout: 900 } }, ['Judges', 'first']),
  key(['Resources', 'Role'], { Type: 'AWS::IAM::Role' }),
  key(['Outputs', 'Hook'], { Value: { Ref: 'Hook' } }),
];

describe('by data', () => {
  const text = TEXTS['usual'] ?? '';
  const after = insertParts(text, 'template.yaml', gate).text;
  const out = (edited: string): ReturnType<typeof takeOutParts> => takeOutParts(edited, 'template.yaml', gate);

  test('what nobody edited comes back to the byte, comments and blank lines too', () => {
    expect(out(after)).toEqual({ text, kept: [] });
  });

  test('what the owner wrote elsewhere stays', () => {
    const edit = (one: string): string =>
      one
        .replace('Timeout: 3', 'Timeout: 5 # more')
        .replace('  Table:', '  # new\n  Queue:\n    Type: AWS::SQS::Queue\n\n  Table:');
    expect(out(edit(after))).toEqual({ text: edit(text), kept: [] });
  });

  test('an edited part stays, with its comment, and is told', () => {
    const { text: left, kept } = out(after.replace('Timeout: 900', 'Timeout: 60'));
    expect(kept).toEqual([
      { at: 'Resources.Hook', yours: '{"Type":"AWS::Lambda::Function","Properties":{"Timeout":60}}' },
    ]);
    expect(left).toContain('  # Judges\n  # first\n  Hook:\n    Type: AWS::Lambda::Function\n');
    expect(left).not.toContain('Role');
    expect(left).not.toContain('ReleaseId');
  });

  test('so does one in which the owner wrote a comment', () => {
    const { text: left, kept } = out(after.replace('Timeout: 900', 'Timeout: 900 # long'));
    expect(kept.map(({ at }) => at)).toEqual(['Resources.Hook']);
    expect(left).toContain('Timeout: 900 # long');
  });

  test('a comment above it that the owner changed stays', () => {
    const { text: left, kept } = out(after.replace('# Judges', '# Judges all'));
    expect(kept).toEqual([]);
    expect(left).toContain('  # Judges all\n  # first\n');
    expect(left).not.toContain('Hook');
  });

  test('a comment of ours above blank lines goes; the owner’s among them stays', () => {
    expect(out(after.replace(/# Judges\n( +# first\n)/, '# Judges\n\n$1 \n\n'))).toEqual({ text, kept: [] });
    const { text: left } = out(after.replace('  # first\n', '  # first\n\n  # mine\n'));
    expect(left).toContain('  # mine\n');
  });

  test('one that the owner took out is no matter', () => {
    expect(out(after.replace('      AutoPublishAlias: live\n', ''))).toEqual({ text, kept: [] });
  });

  test('a map made for parts stays if the owner wrote into it', () => {
    const { text: left } = out(after.replace('Parameters:\n', 'Parameters:\n  Stage:\n    Type: String\n'));
    expect(left).toContain('Parameters:\n  Stage:\n    Type: String\n\n# More');
    const noted = out(after.replace('Parameters:\n', 'Parameters:\n  # ours\n'));
    // without a value CloudFormation would not take it
    expect(noted.text).toContain('Parameters: {}\n  # ours\n\n# More');
  });

  test.each<[string, string, Part[]]>([
    ['a map that was empty', 'A: {}\nB: 1\n', [key(['A', 'x', 'y'], 1)]],
    ['a map of which nothing was written', 'A:\nB: 1\n', [key(['A', 'x'], 1)]],
    ['a list that was empty', 'A: []\nB: 1\n', [{ path: ['A'], item: 'x' }]],
  ])('%s stays, if it is known what was put in', (_, before, parts) => {
    const { text: result, chunks } = lawful(before, parts);
    const wide = result.replace('B: 1', 'B: 2');
    expect(takeOutParts(wide, 'template.yaml', parts, chunks).text.replace(/\s/g, '')).toBe(
      before.replace('B: 1', 'B: 2').replace(/\s/g, ''),
    );
  });

  test('JSON', () => {
    const before = TEXTS['json'] ?? '';
    const parts = [
      key(['Parameters', 'A'], { Type: 'String' }),
      key(['Resources', 'Orders', 'Properties', 'AutoPublishAlias'], 'live'),
      key(['Resources', 'Hook'], { Type: 'AWS::Lambda::Function' }),
      { path: ['Resources', 'Orders', 'Properties', 'Layers'], item: 'b' },
    ];
    const { text: result } = lawful(before, parts);
    expect(takeOutParts(result, 'template.json', parts)).toEqual({ text: before, kept: [] });
    const kept = takeOutParts(result.replace('"live"', '"prod"'), 'template.json', parts);
    expect(kept.kept).toEqual([{ at: 'Resources.Orders.Properties.AutoPublishAlias', yours: 'prod' }]);
    expect(kept.text).toContain('"AutoPublishAlias": "prod"');
  });

  describe('what the owner wrote into a branch of an Fn::If of ours', () => {
    const alarms = { 'Fn::If': ['Ignore', [{ Ref: 'AWS::NoValue' }], [{ Ref: 'Errors' }]] };
    const at = ['Resources', 'Orders', 'Properties', 'DeploymentPreference', 'Alarms'];
    const parts = [
      key(['Conditions', 'Ignore'], { 'Fn::Equals': ['a', 'b'] }),
      key(at.slice(0, -1), { Alarms: alarms, Type: 'AllAtOnce' }),
    ];
    const there = insertParts(text, 'template.yaml', parts).text;
    const taken = (edit: (text: string) => string): { alarms: unknown; conditions: unknown; kept: string[] } => {
      const edited = edit(there);
      expect(edited).not.toBe(there);
      const { text: left, kept } = takeOutParts(edited, 'template.yaml', parts);
      const data = dataOf(left);
      return { alarms: valueAt(data, at), conditions: valueAt(data, ['Conditions']), kept: kept.map((one) => one.at) };
    };
    const mine = (one: string): string => one.replace('!Ref Errors', '!Ref Errors, !Ref Mine');

    test('stands without the condition, which is gone', () => {
      // with the type, which SAM asks for
      const kept = [[...at.slice(0, -1), 'Type'].join('.'), at.join('.')];
      expect(taken(mine)).toEqual({ alarms: [{ Ref: 'Mine' }], conditions: undefined, kept });
    });

    test('stays in it where the condition does, or the other branch says something, too', () => {
      const inIf = [[{ Ref: 'AWS::NoValue' }], [{ Ref: 'Mine' }]];
      expect(taken((one) => mine(one).replace('!Equals [a, b]', '!Equals [a, c]'))).toMatchObject({
        alarms: { 'Fn::If': ['Ignore', ...inIf] },
        conditions: { Ignore: { 'Fn::Equals': ['a', 'c'] } },
      });
      const both = taken((one) => mine(one).replace('[!Ref AWS::NoValue]', '[!Ref Other]'));
      expect(both.alarms).toMatchObject({ 'Fn::If': ['Ignore', [{ Ref: 'Other' }], expect.anything()] });
    });
  });

  describe('of a map or list of ours', () => {
    const value = { Args: ['a', 'b', { C: [1] }], Env: { X: 1, Y: { Z: 2 } } };
    const at = ['Resources', 'Orders', 'Properties', 'Ours'];
    const parts = [key(at, value, ['Ours'])];
    const put = (now: unknown): string => insertParts(text, 'template.yaml', [key(at, now, ['Ours'])]).text;

    test.each<[string, unknown]>([
      ['all', {}],
      ['a key', { Args: value.Args }],
      ['all in one', { Args: [], Env: { Y: {} } }],
      ['a value', { Args: null, Env: value.Env }],
      ['an item, and moved the others', { Args: [{ C: [1] }, 'a'], Env: value.Env }],
    ])('its owner took out %s: the rest goes', (_, now) => {
      expect(takeOutParts(put(now), 'template.yaml', parts)).toEqual({ text, kept: [] });
    });

    test.each<[string, unknown, string]>([
      ['key', { ...value, More: {} }, 'More'],
      ['value', { ...value, Env: { X: [] } }, 'Env.X'],
      ['item', { ...value, Args: ['a', 'a'] }, 'Args'],
    ])('a %s of its owner stays alone, and is told', (_, now, where) => {
      const { text: left, kept } = takeOutParts(put(now), 'template.yaml', parts);
      expect(kept.map((one) => one.at)).toEqual([[...at, where].join('.')]);
      expect(Object.keys(valueAt(dataOf(left), at) as object)).toEqual([where.split('.')[0]]);
    });
  });

  test('items and lines', () => {
    const before = TEXTS['buildspec'] ?? '';
    const parts: Part[] = [
      { path: ['phases', 'build', 'commands'], item: 'npm test', before: 'sam deploy', comment: ['measure'] },
      { path: ['phases', 'post_build', 'commands'], item: 'npm run report' },
      { path: ['phases', 'build', 'commands'], item: { run: 'x', with: [1] }, comment: ['last'] },
    ];
    expect(takeOutParts(lawful(before, parts).text, 'buildspec.yml', parts)).toEqual({ text: before, kept: [] });
    const lines: Part[] = [{ lines: ['gate:', '\tnpm run gate'] }];
    const makefile = 'all:\n\tnpm ci\n';
    const { text: made } = lawful(makefile, lines, 'Makefile');
    expect(takeOutParts(`${made}\nx:\n`, 'Makefile', lines)).toEqual({ text: `${makefile}\nx:\n`, kept: [] });
    expect(takeOutParts(made.replace('run gate', 'run it'), 'Makefile', lines).kept).toEqual([
      { at: 'gate:', yours: 'gate:' },
    ]);
    expect(takeOutParts(makefile, 'Makefile', lines)).toEqual({ text: makefile, kept: [] });
  });
});

describe('data without the parts', () => {
  const data = (text: string, ...parts: Part[]): unknown => dataWithout({ data: dataOf(text) }, parts);
  test('whatever stands there now, and the maps that are empty then', () => {
    expect(data('A: { b: { c: 1 } }\nD: 2\n', key(['A', 'b', 'c'], 9))).toEqual({ D: 2 });
    expect(data('A: { b: { c: 1 }, d: 1 }\n', key(['A', 'b', 'c'], 1))).toEqual({ A: { d: 1 } });
    expect(data('A: 1\n', key(['A'], 1))).toEqual({});
  });
  test('items by their value', () => {
    expect(data('A: [a, b]\nC: [a]\n', { path: ['A'], item: 'b' }, { path: ['C'], item: 'x' })).toEqual({
      A: ['a'],
      C: ['a'],
    });
    expect(data('A: [a]\nB: 1\n', { path: ['A'], item: 'a' })).toEqual({ B: 1 });
  });
  test('a list of the owner’s stays, however empty', () => {
    const parts: Part[] = [{ path: ['A', 'b'], item: 1 }, key(['C', 'd'], 2)];
    expect(dataWithout({ data: dataOf('A: {b: [1]}\nC: {d: 2}\n') }, parts, 'stay')).toEqual({ A: { b: [] } });
  });
  test('nothing that is inherited', () => {
    expect(data('A: 1\n', key(['constructor', 'name'], 1), key(['toString'], 1))).toEqual({ A: 1 });
  });
});

const names = fc.stringMatching(/^[A-Z][a-z]{0,3}$/);
const parts = fc
  .uniqueArray(
    fc.record({
      section: fc.constantFrom('Parameters', 'Resources', 'Outputs', 'Extra'),
      name: names,
      value: fc.constantFrom<unknown>('text', 1, { Type: 'A' }, { Type: 'B', Properties: { x: [1, { y: 2 }] } }, []),
      comment: fc.constantFrom(undefined, ['why'], ['why', 'so']),
    }),
    { selector: ({ section, name }) => section + name, maxLength: 8 },
  )
  .map((all) => all.map(({ section, name, value, comment }) => key([section, `Our${name}`], value, comment)));

describe.each(['usual', 'long forms, four spaces, flush lists', 'a text in blocks at the end', 'json', 'buildspec'])(
  'law: taken out by data, an unedited file is as it was: %s',
  (name) => {
    test.each([true, false])('with a final newline: %s', (ended) => {
      const text = ended ? (TEXTS[name] ?? '') : (TEXTS[name] ?? '').trimEnd();
      fc.assert(
        fc.property(parts, (all) => {
          const { text: result, chunks, left } = insertParts(text, 'template.yaml', all);
          expect(left).toEqual([]);
          expect(takeOutParts(result, 'template.yaml', all, chunks)).toEqual({ text, kept: [] });
        }),
        { numRuns: 60 },
      );
    });
  },
);
