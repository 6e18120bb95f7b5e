import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changedBetween, parseChanged, putBack, serializeChanged } from '../../src/adopt/changed.ts';
import type { Changed } from '../../src/adopt/changed.ts';
import { applyEdits } from '../../src/template/edit.ts';
import type { Edit } from '../../src/template/edit.ts';
import type { Path, SourceDocument } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';

const SOURCE = `Resources:
  # calls it
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - { Id: a, Arn: !GetAtt Fn.Arn } # at night
        - Id: b
          Arn:
            Fn::Sub: "\${Fn.Arn}"
  Role:
    Properties:
      Resource: !GetAtt [Fn, Arn]
      Alarms: [!If [IsProd, !Ref A, !Ref AWS::NoValue]]
      Hooks: !If
        - IsProd
        - PreTraffic: !Ref Hook
        - !Ref AWS::NoValue
      Enabled: yes # for now
`;

const TARGETS: Path = ['Resources', 'Rule', 'Properties', 'Targets'];
const ROLE: Path = ['Resources', 'Role', 'Properties'];

const EDITS: readonly Edit[] = [
  { path: [...TARGETS, 0, 'Arn'], set: { Ref: 'Fn.Alias' } },
  { path: [...TARGETS, 1, 'Arn'], set: { 'Fn::Sub': '${Fn.Alias}' } },
  { path: [...ROLE, 'Resource'], set: [{ 'Fn::GetAtt': ['Fn', 'Arn'] }, { 'Fn::Sub': '${Fn.Arn}:*' }] },
  { path: [...ROLE, 'Alarms'], set: { 'Fn::If': ['IsProd', [{ Ref: 'A' }], []] } },
  { path: [...ROLE, 'Hooks'], set: { PreTraffic: { 'Fn::If': ['IsProd', { Ref: 'Hook' }, { Ref: 'AWS::NoValue' }] } } },
  { path: [...ROLE, 'Enabled'], set: false },
];

const read = (text: string): SourceDocument => parseDocument(text, 'template.yaml');

/** The template with these edits, and what is recorded of them, as it is read again. */
function changing(
  edits: readonly Edit[],
  text = SOURCE,
): { readonly text: string; readonly changed: readonly Changed[] } {
  const source = read(text);
  const document = read(applyEdits(source, edits));
  return { text: document.text, changed: parseChanged(serializeChanged(changedBetween(source, document))) };
}

describe('values that were changed', () => {
  test('are each one of its own, as it was and as it is; an intrinsic is one', () => {
    const { changed } = changing(EDITS);
    expect(changed.map(({ path }) => path)).toEqual(EDITS.map(({ path }) => path));
    expect(changed[0]).toMatchObject({ was: { 'Fn::GetAtt': ['Fn', 'Arn'] }, is: { Ref: 'Fn.Alias' } });
    expect(changed.every(({ text }) => text !== undefined)).toBe(true);
  });

  test.each([
    ['YAML', SOURCE],
    ['CRLF', SOURCE.replaceAll('\n', '\r\n')],
    ['no line ending at the end', SOURCE.trimEnd()],
    ['JSON', `${JSON.stringify(read(SOURCE).data, null, 2)}\n`],
    ['JSON in one line', JSON.stringify(read(SOURCE).data)],
  ])('come back to the byte, whichever they are: %s', (_, source) => {
    fc.assert(
      fc.property(fc.subarray([...EDITS], { minLength: 1 }), (edits) => {
        const { text, changed } = changing(edits, source);
        expect(text).not.toBe(source);
        expect(putBack(read(text), changed)).toEqual({ text: source, left: [] });
      }),
      { numRuns: 40 },
    );
  });

  test('come back though their owner wrote elsewhere since', () => {
    const { text, changed } = changing(EDITS);
    const mine = (one: string): string =>
      one.replace('Resources:', '# mine\nResources:\n  Mine: { Type: AWS::SQS::Queue }').replace('at night', 'by day');
    expect(putBack(read(mine(text)), changed)).toEqual({ text: mine(SOURCE), left: [] });
  });

  test('come back by their data where their owner wrote them in another way', () => {
    const { text, changed } = changing(EDITS.slice(0, 1));
    const quoted = text.replace('!Ref Fn.Alias', '{ Ref: "Fn.Alias" }');
    expect(quoted).not.toBe(text);
    const { text: back, left } = putBack(read(quoted), changed);
    expect({ data: read(back).data, left }).toEqual({ data: read(SOURCE).data, left: [] });
  });

  test('stay where their owner changed them since; the others come back', () => {
    const { text, changed } = changing(EDITS);
    const mine = text.replace('Enabled: no', 'Enabled: false').replace('!Ref Fn.Alias', 'arn:mine');
    const { text: back, left } = putBack(read(mine), changed);
    expect(left.map(({ path }) => path)).toEqual([[...TARGETS, 0, 'Arn']]);
    expect(back).toBe(SOURCE.replace('!GetAtt Fn.Arn', 'arn:mine'));
  });

  test('are nobody’s business where they are gone, or as they were', () => {
    const { text, changed } = changing(EDITS.slice(0, 1));
    for (const mine of [text.replace('!Ref Fn.Alias', '!GetAtt Fn.Arn'), 'Resources: {}\n'])
      expect(putBack(read(mine), changed)).toEqual({ text: mine, left: [] });
  });
});

test.each([
  'no JSON',
  '{}',
  '[1, null, {}, {"path": [], "was": 1}, {"path": [{}], "was": 1, "is": 2}, {"path": ["__proto__"], "was": 1, "is": 2}]',
])('what is no record counts as none: %s', (text) => {
  expect(parseChanged(Buffer.from(text))).toEqual([]);
});
