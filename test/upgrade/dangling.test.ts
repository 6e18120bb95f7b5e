/** References that lead nowhere once a template is merged, and what becomes of an upgrade that would leave some. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as set from '../../src/cli/set.ts';
import { danglingIn } from '../../src/upgrade/dangling.ts';
import { inProcess } from '../support/in-process.ts';
import { committed, olderService, service, upgrading } from '../cli/upgrade/service.ts';
import { tree } from './tree.ts';

// services are created, upgraded and judged
jest.setTimeout(60_000);

const template = (...lines: string[]): string =>
  ['Transform: AWS::Serverless-2016-10-31', ...lines, 'Resources:', '  Queue:', '    Type: AWS::SQS::Queue', ''].join(
    '\n',
  );
const TABLE = '  Table:\n    Type: AWS::DynamoDB::Table\n';
const FUNCTION = '  Worker:\n    Type: AWS::Serverless::Function\n    Properties: {AutoPublishAlias: live}\n';

function found(before: string, after: string, next = before): string[] {
  return danglingIn({ before, after, next }, 'template.yaml').map(({ from, to, line }) => `${line} ${from} → ${to}`);
}

describe('danglingIn', () => {
  const own = (value: string): string =>
    `  Own:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: ${value}\n`;

  test.each([
    '!Ref Table',
    '!GetAtt Table.Arn',
    '!Sub "${Table}-x"',
    '!Sub ["${name}-${Table.Arn}", {name: a}]',
    '!Sub ["${name}", {name: !Ref Table}]',
    '!Join ["", [a, !Ref Table]]',
    '{Fn::GetAtt: [Table, Arn]}',
  ])('%s of what goes, once', (value) => {
    const before = template() + TABLE + own(value);
    expect(found(before, template() + own(value))).toEqual(['8 Own → Table']);
    // named by the tool's text, and gone in the person's
    expect(found(template(), template() + own(value), before)).toEqual(['8 Own → Table']);
    expect(found(before, before, template())).toEqual([]);
  });

  test('DependsOn, conditions, mappings, outputs, and conditions of conditions', () => {
    const uses = [
      '  Own:',
      '    Type: AWS::SNS::Topic',
      '    Condition: IsProd',
      '    DependsOn: [Queue, Table]',
      '    Properties:',
      '      DisplayName: !If [IsBig, a, b]',
      '      TopicName: !FindInMap [Names, a, b]',
      'Outputs:',
      '  Name: {Condition: IsProd, Value: !Ref Table}',
      '',
    ].join('\n');
    const both = ['Conditions:', '  IsBoth: !And [!Condition IsProd, !Equals [!Ref Stage, a]]'];
    const gone = ['  IsProd: !Equals [a, b]', '  IsBig: !Equals [a, b]', 'Mappings: {Names: {a: {b: c}}}'];
    const before = template(...both, ...gone, 'Parameters: {Stage: {Type: String}}') + TABLE + uses;
    expect(found(before, template(...both) + uses)).toEqual([
      '3 Conditions.IsBoth → Stage',
      '3 Conditions.IsBoth → the condition IsProd',
      '9 Own → the condition IsProd',
      '10 Own → Table',
      '12 Own → the condition IsBig',
      '13 Own → the mapping Names',
      '15 Outputs.Name → Table',
      '15 Outputs.Name → the condition IsProd',
    ]);
  });

  test('what SAM makes goes with what it is made of, and stays with it', () => {
    const uses = own('!Sub "${WorkerRole.Arn}${WorkerAliaslive}${Worker.Version}"');
    const before = template() + FUNCTION + uses;
    expect(found(before, `${before}# edited\n`)).toEqual([]);
    expect(found(before, template() + uses)).toEqual([
      '8 Own → WorkerRole',
      '8 Own → WorkerAliaslive',
      '8 Own → Worker',
    ]);
  });

  test.each([
    ['!Ref Worker.Alias', 'Worker.Alias'],
    ['!Sub "${Worker.Alias}"', 'Worker.Alias'],
    ['!GetAtt Worker.Version.Version', 'Worker.Version'],
  ])('%s of a function that has no alias any more', (value, to) => {
    const bare = FUNCTION.replace('AutoPublishAlias: live', '');
    expect(found(template() + FUNCTION + own(value), template() + bare + own(value))).toEqual([`11 Own → ${to}`]);
    expect(found(template() + FUNCTION + own(value), template() + own(value))).toEqual(['8 Own → Worker']);
    // the parts of ours alone have it, and the owner took it out before
    const parts = 'Resources:\n  Worker:\n    Properties: {AutoPublishAlias: live}\n';
    const edited = template() + bare + own(value);
    const again = { before: edited, after: edited, next: parts, again: true };
    expect(danglingIn(again, 'template.yaml').map((each) => each.to)).toEqual([to]);
    // as it was
    expect(found(template() + bare + own(value), `${template() + bare + own(value)}# edited\n`)).toEqual([]);
  });

  test('an attribute that is called so is none of it', () => {
    const version = '  Made:\n    Type: AWS::Lambda::Version\n    Properties: {FunctionName: a}\n';
    const before = template() + TABLE + version + own('!GetAtt Made.Version');
    expect(found(before, template() + version + own('!GetAtt Made.Version'))).toEqual([]);
  });

  test('no others: pseudo parameters, what nobody declared, what led nowhere before, a policy that has a Condition', () => {
    const uses =
      own('!Sub "${AWS::Region}${Made}${!Table}"') +
      '  Policy:\n    Type: AWS::IAM::Policy\n    Properties: {PolicyDocument: {Statement: [{Condition: Table}]}}\n';
    expect(found(template() + TABLE + uses, template() + uses)).toEqual([]);
    expect(
      found(template() + own('!Ref Table'), `${template()}${own('!Ref Table')}# edited\n`, template() + TABLE),
    ).toEqual([]);
    expect(found('a: [', template(), template())).toEqual([]);
  });
});

describe('an upgrade', () => {
  const read = (folder: string): string => readFileSync(join(folder, 'template.yaml'), 'utf8');
  const edit = (folder: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, 'template.yaml'), change(read(folder)));
  const withResource =
    (added: string) =>
    (text: string): string =>
      text.replace(/^Resources:\n/m, (line) => `${line}${added}`);

  test('to what the owner renamed: it is written, said, and ends with 3', async () => {
    const output = /^ {2}TableName:\n(?: {4}.*\n)+/m;
    const folder = await olderService({ texts: { 'template.yaml': (text) => text.replace(output, '') } });
    edit(folder, (text) => text.replaceAll(/\bTable\b(?! of)/g, 'Items'));
    committed(folder);
    const dry = await upgrading(folder, '--dry-run');
    const { status, out, err } = await upgrading(folder);
    const line = read(folder).split('\n').indexOf('    Value: !Ref Table') + 1;
    const said = `template.yaml:${line}: Outputs.TableName refers to Table, which is not there any more`;
    expect({ status, dry: dry.status, isWritten: line > 0 }).toEqual({ status: 3, dry: 3, isWritten: true });
    expect(out.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(err).toContain(`1 reference to what is not there any more:\n  ${said}\n`);
  });

  test('a condition that the new version drops, and a resource of the owner’s has', async () => {
    const older = (text: string): string => text.replace(/^Conditions:\n/m, '$&  IsOld: !Equals [a, b]\n');
    const folder = await olderService({ texts: { 'template.yaml': older } });
    edit(folder, withResource('  Audit:\n    Type: AWS::SNS::Topic\n    Condition: IsOld\n\n'));
    committed(folder);
    const { status, out } = await upgrading(folder, '--json');
    const { notices, problems } = JSON.parse(out) as { notices: string[]; problems: object[] };
    expect({ status, problems }).toEqual({
      status: 3,
      problems: [{ path: 'template.yaml', kind: 'dangling', message: notices[0] }],
    });
    expect(notices[0]).toMatch(
      /^template\.yaml:\d+: Audit refers to the condition IsOld, which is not there any more$/,
    );
    expect(await upgrading(folder, '--check')).toMatchObject({ status: 0 });
  });

  test('set table=false while a resource of the owner’s refers to it: nothing is written, and 3', async () => {
    const folder = await service();
    edit(folder, withResource('  Audit:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Ref Table\n\n'));
    const before = tree(folder);
    const { status, out, err } = await inProcess('set', set, ['--no-install', 'table=false'], folder);
    expect(status).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /template\.yaml:\d+: Audit refers to Table, which is not there any more/,
    );
    expect(err).toContain('Nothing was written.');
    expect(tree(folder)).toEqual(before);
  });

  test('a new check whose id a check of the owner’s has stays out, and is told', async () => {
    const ID = 'lambda-timeout-explicit';
    const folder = await olderService({ without: [ID] });
    const path = `fitness/checks/custom/${ID}.ts`;
    const custom = join(folder, path);
    mkdirSync(dirname(custom), { recursive: true });
    writeFileSync(custom, 'export default {};\n');
    committed(folder);
    const { out } = await upgrading(folder, '--json', '--no-custom');
    const { notices, checks } = JSON.parse(out) as { notices: string[]; checks: { added: string[] } };
    expect({ notices, added: checks.added }).toEqual({
      notices: [`The new check ${ID} does not arrive: ${path} of yours has its id.`],
      added: [],
    });
    expect(existsSync(join(folder, `fitness/checks/${ID}.ts`))).toBe(false);
    expect(readFileSync(join(folder, 'fitness/hooks/pre-traffic.ts'), 'utf8')).not.toContain(ID);
  });
});
