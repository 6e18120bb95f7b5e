/** Whatever one thing the owner does to what was put in: nothing of theirs is lost, and nothing leads nowhere unsaid. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { adopting, read, repository, unadopting } from './repository.ts';
import { leadNowhere } from './owner-edits.ts';

jest.setTimeout(60_000);

/** An edit of the adopted template, and what of it is its owner's own lines. */
interface OwnerEdit {
  readonly name: string;
  readonly text: (adopted: string) => string;
  readonly lines?: readonly string[];
  /** What the same does to the lines that there were. */
  readonly theirs?: (line: string) => string;
}

const block = (id: string): RegExp => new RegExp(` {2}${id}:\\n(?: {4,}.*\\n)+`);
const ours = ['PreTrafficHook', 'CodeDeployRole', 'AlarmTopic', 'AErrors', 'ReadArchitecture', 'Recorder'];
const named = ['ReleaseId', 'AErrors', 'PreTrafficHook', 'CodeDeployRole'];
const scalars: readonly (readonly [string, string])[] = [
  ['AutoPublishAlias: live', 'AutoPublishAlias: prod'],
  ['Type: Canary10Percent5Minutes', 'Type: Linear10PercentEvery1Minute'],
  ['PostTraffic: !Ref PostTrafficHook', 'PostTraffic: !Ref A'],
];

const edits: fc.Arbitrary<OwnerEdit> = fc.oneof(
  fc.constant<OwnerEdit>({ name: 'none', text: (text) => text }),
  fc.constant<OwnerEdit>({
    name: 'rename',
    text: (text) => text.replace('  A:\n', '  Renamed:\n'),
    theirs: (line) => line.replace('  A:', '  Renamed:'),
  }),
  fc.constant<OwnerEdit>({
    name: 'copy',
    text: (text) => text.replace(block('A'), (one) => `${one}${one.replace('  A:', '  Copy:')}`),
    lines: ['  Copy:'],
  }),
  fc.constantFrom(...ours).map((id): OwnerEdit => ({ name: `no ${id}`, text: (text) => text.replace(block(id), '') })),
  fc.constantFrom(...scalars).map(([from, to]): OwnerEdit => {
    return { name: to, text: (text) => text.replace(from, to), lines: [to] };
  }),
  fc.constant<OwnerEdit>({
    name: 'key',
    text: (text) =>
      text.replace(/( +)Role: !GetAtt CodeDeployRole.Arn\n/, '$&$1TriggerConfigurations: [{TriggerName: mine}]\n'),
    lines: ['TriggerConfigurations: [{TriggerName: mine}]'],
  }),
  fc.constantFrom(...named).map((id): OwnerEdit => {
    const output = `\nOutputs:\n  Mine:\n    Value: !Ref ${id}\n`;
    return { name: `output of ${id}`, text: (text) => text + output, lines: output.trim().split('\n') };
  }),
  fc.constant<OwnerEdit>({
    name: 'no block',
    text: (text) => text.replace(/ {6}AutoPublishAlias: live\n {6}AutoPublishCode.*\n {6}Depl.*\n(?: {8,}.*\n)+/, ''),
  }),
);

const templates = fc
  .record({ more: fc.nat(1), note: fc.boolean(), alias: fc.boolean(), bucket: fc.boolean() })
  .map(({ more, note, alias, bucket }) => {
    const fn = (id: string, own: string): string =>
      `${note ? '  # why it is there\n' : ''}  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n` +
      `      Runtime: python3.13\n      CodeUri: src/\n      Handler: app.take\n${own}`;
    const others = Array.from({ length: more }, (_, index) =>
      fn(`B${index}`, alias ? '      AutoPublishAlias: b\n' : ''),
    );
    const rest = bucket ? ['  Photos:\n    Type: AWS::S3::Bucket\n'] : [];
    return `Transform: AWS::Serverless-2016-10-31\n\nResources:\n${[fn('A', ''), ...others, ...rest].join('\n')}`;
  });

function isWithin(lines: readonly string[], text: string): boolean {
  const left = [...lines];
  for (const line of text.split('\n')) if (line.trim() === left[0]?.trim()) left.shift();
  return left.length === 0;
}

test('nothing is lost, and nothing leads nowhere unsaid', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(templates, edits, async (template, edit) => {
      const folder = repository({ 'template.yaml': template, 'src/app.py': '' });
      const path = join(folder, 'template.yaml');
      await adopting(folder, '--yes', '--deployment', 'Canary10Percent5Minutes');
      const adopted = read(folder, 'template.yaml');
      const edited = edit.text(adopted);
      expect(edited === adopted).toBe(edit.name === 'none');
      writeFileSync(path, edited);

      const second = await adopting(folder, '--yes');
      const text = read(folder, 'template.yaml');
      expectSaid(text, second);
      await adopting(folder, '--yes');
      expect(read(folder, 'template.yaml')).toBe(text);
      if (edit.name === 'none') expect(text).toBe(adopted);

      const out = await unadopting(folder, '--yes');
      const left = read(folder, 'template.yaml');
      expectSaid(left, out);
      if (edit.name === 'none') expect(left).toBe(template);
      const { theirs = (line: string) => line, lines = [] } = edit;
      expect(isWithin(template.split('\n').map(theirs), left)).toBe(true);
      for (const line of lines) expect(left).toContain(line);
      seen.add(edit.name);
    }),
    { numRuns: 60, interruptAfterTimeLimit: 15_000 },
  );
  expect(seen.size).toBeGreaterThan(3);
});

function expectSaid(text: string, { status, out, err }: { status: number; out: string; err: string }): void {
  const nowhere = leadNowhere(text);
  const unsaid = nowhere.filter(
    (name) => !new RegExp(`template.yaml:\\d+.*\\b${name}\\b`).test(`${out}${err}`.replace(/\n {4}/g, ' ')),
  );
  expect({ unsaid, isTold: nowhere.length === 0 || status === 3 }).toEqual({ unsaid: [], isTold: true });
}
