import { describe, expect, test } from '@jest/globals';
import { defineCheck, fail, pass, type Check, type Fix } from '../../src/checks/api.ts';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assessment } from '../../src/fitness/assess.ts';
import { mend, type Judge, type Mended } from '../../src/fitness/mend.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { configWith } from './support.ts';

/** A check of topics that asks for properties, and has the fixes that are given. */
function asking(
  id: string,
  isSound: (properties: Record<string, unknown>) => boolean,
  fixes: readonly Fix[] | undefined,
  weight = 4,
): Check {
  return defineCheck({
    meta: { ...(catalogue[0] as Check).meta, id, resourceTypes: ['AWS::SNS::Topic'], weight, options: {} },
    evaluate(topic) {
      const all = topic.get();
      return isSound('value' in all ? (all.value as Record<string, unknown>) : {}) ? pass(all) : fail(`${id} is amiss`);
    },
    fix: () => fixes,
  });
}

const set = (value: unknown, ...path: (string | number)[]): Fix => ({ path: ['Properties', ...path], set: value });

function judging(checks: readonly Check[]): Judge {
  const own = configWith();
  const enabled = checks.map(({ meta }) => [meta.id, { enabled: true, mode: 'enforced', options: {} }] as const);
  const config = { ...own, checks: Object.fromEntries(enabled) };
  return (document) => {
    const template = loadTemplate(document);
    const now = new Date('2026-06-01');
    const input = { template, config, environment: 'prod', checks, now, phase: 'template' as const };
    return { template, assessment: assessment(input) };
  };
}

const TOPIC = 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: orders\n';

function mended(checks: readonly Check[], text = TOPIC): Mended {
  const judge = judging(checks);
  return mend(judge(parseDocument(text, 't.yaml')), () => true, judge);
}

const textOf = ({ judged }: Mended) => judged.template.document.text;
const reasons = ({ refused }: Mended) => refused.map(({ result, reason }) => `${result.check}: ${reason}`);

const sound = asking('sound', (properties) => properties['DisplayName'] === 'Orders', [set('Orders', 'DisplayName')]);

test('fixes that make the template too large are not tried one by one', () => {
  const topics = Array.from(
    { length: 40 },
    (_, index) => `  Topic${index}: { Type: AWS::SNS::Topic, Properties: {} }\n`,
  );
  const text = `Resources:\n${topics.join('')}`.padEnd(1_048_576 - 60, '#');
  let judged = 0;
  const judge = judging([sound]);
  const result = mend(
    judge(parseDocument(text, 't.yaml')),
    () => true,
    (document) => {
      judged++;
      return judge(document);
    },
  );
  expect(result.applied).toEqual([]);
  expect(reasons(result)).toHaveLength(40);
  expect(reasons(result)[0]).toContain('t.yaml is larger than 1 MB');
  expect(judged).toBe(1);
});

describe('a fix that does not hold is not applied, and the others are', () => {
  const WITH_NAME = `${TOPIC}      DisplayName: Orders\n`;

  test.each<[string, Check[], RegExp]>([
    [
      'its check does not pass',
      [asking('vain', () => false, [set(1, 'Vain')])],
      /^vain: vain does not pass with it: vain is amiss$/,
    ],
    [
      'another check fails',
      [
        asking('breaks', ({ Broken }) => Broken === 1, [set(1, 'Broken')]),
        asking('minds', ({ Broken }) => Broken === undefined, undefined),
      ],
      /^breaks: Topic would be failing minds: minds is amiss$/,
    ],
    [
      'the template becomes invalid',
      [
        asking('retypes', ({ Done }) => Done === 1, [
          set(1, 'Done'),
          { path: ['DependsOn'], set: 'Topic' },
          { path: ['Type'], set: '' },
        ]),
      ],
      /^retypes: (the template would not be valid|its check does not pass)/,
    ],
    [
      'complexity costs more than it gives',
      [asking('refers', ({ Other }) => Other !== undefined, [set({ Ref: 'Role' }, 'Other')], 0)],
      /^refers: fitness would fall by 0\.\d\d points, as it adds complexity$/,
    ],
    [
      'its place is no map',
      [asking('descends', () => false, [set(1, 'TopicName', 'Deeper')])],
      /^descends: t\.yaml cannot be edited at Resources\.Topic\.Properties\.TopicName: it is no map$/,
    ],
  ])('%s', (_, checks, reason) => {
    const text = `${TOPIC}  Role:\n    Type: AWS::IAM::Role\n`;
    for (const all of [
      [...checks, sound],
      [sound, ...checks],
    ]) {
      const found = mended(all, text);
      expect(reasons(found)).toEqual([expect.stringMatching(reason)]);
      expect(textOf(found)).toBe(`${WITH_NAME}  Role:\n    Type: AWS::IAM::Role\n`);
    }
  });

  test('of many resources, those of one bad check cost no more than a bounded number of scorings', () => {
    const names = Array.from({ length: 300 }, (_, index) => `T${index}`);
    const text = `Resources:\n${names.map((name) => `  ${name}: { Type: AWS::SNS::Topic }\n`).join('')}`;
    const checks = [
      asking('breaks', ({ Broken }) => Broken === 1, [set(1, 'Broken')]),
      asking('minds', ({ Broken }) => Broken === undefined, undefined),
      sound,
    ];
    const judge = judging(checks);
    let scored = 0;
    const counting: Judge = (document) => {
      scored++;
      return judge(document);
    };
    const found = mend(judge(parseDocument(text, 't.yaml')), () => true, counting);
    expect(found.applied).toHaveLength(300);
    expect(found.refused).toHaveLength(300);
    expect(scored).toBeLessThan(300);
  });
});

describe('fixes that touch one another', () => {
  test('of one value: the first wins, the other would undo it', () => {
    const found = mended([
      asking('one', ({ X }) => X === 1, [set(1, 'X')]),
      asking('two', ({ X }) => X === 2, [set(2, 'X')]),
    ]);
    expect(found.applied.flatMap(({ results }) => results.map(({ check }) => check))).toHaveLength(1);
    expect(found.refused).toHaveLength(1);
    expect(textOf(found)).toMatch(/ {6}X: [12]\n$/);
  });

  test('below one parent', () => {
    const found = mended([
      asking('a', ({ P }) => (P as Record<string, unknown> | undefined)?.['A'] === 1, [set(1, 'P', 'A')]),
      asking('b', ({ P }) => (P as Record<string, unknown> | undefined)?.['B'] === 1, [set(1, 'P', 'B')]),
    ]);
    expect(found.refused).toEqual([]);
    expect(textOf(found)).toBe(`${TOPIC}      P:\n        A: 1\n        B: 1\n`);
  });

  test('where one writes over what another has written, it comes first', () => {
    const part = (key: string) => (properties: Record<string, unknown>) =>
      (properties['P'] as Record<string, unknown> | undefined)?.[key] === 1;
    const found = mended([
      asking('detail', part('A'), [set(1, 'P', 'A')]),
      asking('whole', part('B'), [set({ B: 1 }, 'P')]),
    ]);
    expect(found.refused).toEqual([]);
    expect(textOf(found)).toBe(`${TOPIC}      P:\n        B: 1\n        A: 1\n`);
  });

  test('that take items out of one list', () => {
    const without =
      (item: string) =>
      ({ L }: Record<string, unknown>) =>
        !(L as string[] | undefined)?.includes(item);
    const removing = (item: string): Check => ({
      ...asking(`no-${item}`, without(item), undefined),
      fix(topic) {
        const list = topic.get('L');
        const at = 'value' in list && Array.isArray(list.value) ? list.value.indexOf(item) : -1;
        return [{ path: ['Properties', 'L', at], remove: true }];
      },
    });
    const found = mended(
      ['a', 'b', 'c'].map(removing),
      `${TOPIC}      L:\n        - a\n        - b\n        - d\n        - c\n`,
    );
    expect(found.refused).toEqual([]);
    expect(textOf(found)).toBe(`${TOPIC}      L:\n        - d\n`);
  });

  test('the same edit for two checks is one', () => {
    const twice = ['one', 'two'].map((id) => asking(id, ({ X }) => X === 1, [set(1, 'X')]));
    const { applied } = mended(twice);
    expect(applied).toHaveLength(1);
    expect(applied[0]?.results.map(({ check }) => check)).toEqual(['one', 'two']);
  });
});
