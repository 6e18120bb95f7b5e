import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configText, withDefaultAnswers } from '../../../src/config/answers.ts';
import { render } from '../../../src/project/render.ts';
import { mergeStructured } from '../../../src/upgrade/merge/structured.ts';
import type { ThreeWay } from '../../../src/upgrade/merge/three-way.ts';
import { shortened } from '../../../src/upgrade/merge/yaml-alike.ts';
import { runs } from '../../support/runs.ts';

const CONFIG = configText(
  withDefaultAnswers(
    { name: 'orders', triggers: ['http', 'queue'] },
    { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' },
  ),
);
const TEMPLATE = Buffer.from(render(CONFIG).get('template.yaml')?.bytes ?? []).toString('utf8');
const SMALL = `# head
Resources:
  # the first
  One:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: 1 # s

  Two:
    Type: AWS::SNS::Topic

  # the third
  Three:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          one()
          # two

  Four:
    Type: AWS::S3::Bucket
    # nothing more

Outputs:
  One:
    Value: !Ref One
`;

/** One change at a line: its value, a line before it, a part before it, or the line goes. */
const edit = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('value', 'comment', 'part', 'property', 'gone', 'part-gone'),
  word: fc.stringMatching(/^[a-z]{2,4}$/),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((now, { at, kind, word }) => {
    const lines = now.split(/(?<=\n)/);
    const find = (fits: RegExp): number => {
      const places = lines.flatMap((line, index) => (fits.test(line) ? [index] : []));
      return places[at % Math.max(1, places.length)] ?? -1;
    };
    const place = find(kind.startsWith('part') ? /^ {2}[A-Z]\w*:$/m : /^ {4,}[A-Z]\w*: \w+$/m);
    if (place < 0) return now;
    const line = lines[place] ?? '';
    const indent = /^ */.exec(line)?.[0] ?? '';
    if (kind === 'value') lines[place] = line.replace(/: .*/, `: ${word}`);
    if (kind === 'comment') lines.splice(place, 0, `${indent}# ${word}\n`);
    if (kind === 'property') lines.splice(place, 0, `${indent}X${word}: 1\n`);
    if (kind === 'part') lines.splice(place, 0, `  X${word}:\n    Type: ${word}\n\n`);
    if (kind === 'gone') lines.splice(place, 1);
    if (kind === 'part-gone') {
      let end = place + 1;
      while (/^(?: {3}.*)?\n$/.test(lines[end] ?? '')) end++;
      lines.splice(place, end - place);
    }
    return lines.join('');
  }, text);
}

const three = (texts: { base: string; yours: string; next: string }): ThreeWay => ({
  path: 'other.yaml',
  base: Buffer.from(texts.base),
  yours: Buffer.from(texts.yours),
  next: Buffer.from(texts.next),
});

const said = (texts: { base: string; yours: string; next: string }): object | undefined => {
  const merged = mergeStructured(three(texts), true);
  return merged && 'bytes' in merged ? { ...merged, bytes: Buffer.from(merged.bytes).toString('utf8') } : merged;
};

describe('what is the same in all three texts', () => {
  test.each([
    ['a small template', SMALL, 200],
    ['a generated template', TEMPLATE, 12],
  ])('of %s is put aside, and the merge is the same', (_, base, numRuns) => {
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (mine, theirs) => {
          const texts = { base, yours: edited(base, mine), next: edited(base, theirs) };
          const short = shortened(texts);
          fc.pre(short !== undefined);
          const merged = said(short ?? texts) as { bytes: string } | undefined;
          const whole = merged && { ...merged, bytes: short?.whole(merged.bytes) };
          expect(whole).toEqual(said(texts));
        },
      ),
      runs(numRuns),
    );
  });

  test('comes back as it was', () => {
    const short = shortened({ base: TEMPLATE, yours: TEMPLATE, next: TEMPLATE });
    expect(short?.whole(short.yours)).toBe(TEMPLATE);
    expect(short?.yours.length).toBeLessThan(TEMPLATE.length / 3);
  });

  test('is as much of what is around a change as can be', () => {
    const yours = SMALL.replace('Type: AWS::SQS::Queue', 'Type: Other');
    const short = shortened({ base: SMALL, yours, next: SMALL });
    for (const part of ['Outputs', '  Two', '    Properties']) expect(short?.base).toContain(`\n${part}: __unchanged`);
  });

  test('is no more than parts where blocks are indented in another way', () => {
    const text = SMALL.replace('    Value: !Ref One', '      Value: !Ref One');
    const short = shortened({ base: text, yours: text, next: text });
    expect(short?.base).toContain('\nOutputs:\n  One: __unchanged');
  });

  test('is no section that goes on below a comment further out', () => {
    const text = SMALL.replace('  Two:\n', '# the second\n  Two:\n').replace(
      '    Type: AWS::S3::Bucket\n    # nothing more\n',
      '    Type: AWS::S3::Bucket\n',
    );
    const short = shortened({ base: text, yours: text, next: text });
    expect(short?.base).toContain('Resources:\n');
    expect(short?.base).toContain('\n  Two: __unchanged');
    const texts = { base: text, yours: `${text}# mine\n`, next: `# next\n${text}` };
    expect(mergeStructured(three(texts))).toEqual(mergeStructured(three(texts), true));
  });

  test.each([
    ['an anchor', SMALL.replace('  Two:\n', '  Two: &two\n').replace('Value: !Ref One', 'Value: *two')],
    ['a merge key', SMALL.replace('    Type: AWS::SNS::Topic\n', '    <<: {}\n')],
    ['a tab', SMALL.replace('DelaySeconds: 1', 'DelaySeconds:\t1')],
    ['two documents', `${SMALL}---\na: 1\n`],
  ])('stays in its place beside %s', (_, text) => {
    expect(shortened({ base: SMALL, yours: text, next: SMALL })).toBeUndefined();
  });

  test('is not what ends with a text that may look like a comment', () => {
    const short = shortened({ base: SMALL, yours: SMALL, next: SMALL });
    expect(short?.yours).toContain('          # two\n');
    expect(short?.yours).not.toContain('DelaySeconds');
  });
});
