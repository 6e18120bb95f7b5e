/** Which parts of three texts are the same one: nothing may land in what only looks like it. */
import { describe, expect, test } from '@jest/globals';
import { mergeTexts } from './structured-support.ts';
import type { MergedText } from './structured-support.ts';

function yaml(base: string, yours: string, next: string): MergedText {
  return mergeTexts('template.yaml', base, yours, next);
}

interface Statement {
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resource: string;
}

function statements(...list: readonly Statement[]): string {
  const lines = list.flatMap(({ sid, actions, resource }) => [
    `  - ${sid ? `Sid: ${sid}\n    ` : ''}Effect: Allow`,
    '    Action:',
    ...actions.map((action) => `      - ${action}`),
    `    Resource: ${resource}`,
  ]);
  return `Statement:\n${lines.join('\n')}\n`;
}

describe('statements without a Sid', () => {
  const ours = (...actions: string[]): Statement => ({ actions, resource: '!GetAtt Table.Arn' });
  const payroll = { actions: ['dynamodb:Scan'], resource: 'arn:aws:dynamodb:eu-west-1:1:table/payroll' };
  const ssm = { actions: ['ssm:GetParameter'], resource: '!Sub arn:aws:ssm:${AWS::Region}:1:parameter/x' };
  const [get, put] = ['dynamodb:GetItem', 'dynamodb:PutItem'];

  test('an action of next goes to the statement of ours, not to one that the person has before it', () => {
    const result = yaml(
      statements(ours(get, put)),
      statements(payroll, ours(get, put, 'dynamodb:Query')),
      statements(ours(get, put, 'dynamodb:DeleteItem')),
    );
    expect(result).toEqual({
      text: statements(payroll, ours(get, put, 'dynamodb:DeleteItem', 'dynamodb:Query')),
      kept: [],
    });
  });

  test('an action of the person stays with its table where next has another statement before it', () => {
    const result = yaml(
      statements(ours(get, put)),
      statements(ours(get, put, 'dynamodb:Query')),
      statements(ssm, ours(get, 'dynamodb:UpdateItem')),
    );
    expect(result).toEqual({ text: statements(ssm, ours(get, 'dynamodb:UpdateItem', 'dynamodb:Query')), kept: [] });
  });

  test('ours is gone: what next adds to it is reported, and goes nowhere', () => {
    const yours = statements(payroll);
    const { text, kept } = yaml(statements(ours(get)), yours, statements(ours(get, put)));
    expect(text).toBe(yours);
    expect(kept).toEqual([
      { at: 'Statement[0]', next: `Effect: Allow Action: - ${get} - ${put} Resource: !GetAtt Table.Arn` },
    ]);
  });

  test('every resource is no resource in particular', () => {
    const yours = statements({ actions: ['xray:PutTraceSegments'], resource: "'*'" });
    const metrics = (...actions: string[]): string => statements({ actions, resource: "'*'" });
    const { text, kept } = yaml(metrics('cloudwatch:PutMetricData'), yours, metrics('cloudwatch:PutMetricData', 'a:b'));
    expect({ text, kept: kept.length }).toEqual({ text: yours, kept: 1 });
  });

  test('two that are as similar: nobody knows, yours stays and it is reported', () => {
    const yours = statements(ours(get, 'a:b'), ours(get, 'c:d'));
    const { text, kept } = yaml(statements(ours(get)), yours, statements(ours(get, put)));
    expect({ text, kept: kept.length }).toEqual({ text: yours, kept: 1 });
  });

  test('beside one that has a Sid', () => {
    const read = (...actions: string[]): Statement => ({ sid: 'ReadStack', actions, resource: '!Ref AWS::StackId' });
    const result = yaml(
      statements(read('a:A')),
      statements(payroll, read('a:A', 'a:B')),
      statements(read('a:A', 'a:C')),
    );
    expect(result).toEqual({ text: statements(payroll, read('a:A', 'a:C', 'a:B')), kept: [] });
  });

  test('one to which the person gave a Sid', () => {
    const named = (...actions: string[]): Statement => ({ sid: 'Mine', ...ours(...actions) });
    const result = yaml(statements(ours(get)), statements(named(get)), statements(ssm, ours(get, put)));
    expect(result).toEqual({ text: statements(ssm, named(get, put)), kept: [] });
  });

  test('in policies of a function', () => {
    const policies = (...list: readonly Statement[]): string =>
      `Policies:\n${list.map((each) => `  - ${statements(each).trimEnd().replaceAll('\n', '\n    ')}\n`).join('')}`;
    const result = yaml(policies(ours(get)), policies(payroll, ours(get, 'dynamodb:Query')), policies(ours(get, put)));
    expect(result).toEqual({ text: policies(payroll, ours(get, put, 'dynamodb:Query')), kept: [] });
  });
});

describe('two things of one name', () => {
  const resources = (...entries: string[]): string => `Resources:\n${entries.join('')}`;
  const table = '  Table:\n    Type: AWS::DynamoDB::Table\n';
  const topic = '  AlertTopic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: mine\n';
  const queue =
    '  # Alerts that wait.\n  AlertTopic:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: ours\n';

  test('both added a resource: yours stays whole, and is reported', () => {
    const yours = resources(table, topic);
    expect(yaml(resources(table), yours, resources(table, queue))).toEqual({
      text: yours,
      kept: [
        {
          at: 'Resources.AlertTopic',
          yours: 'Type: AWS::SNS::Topic Properties: TopicName: mine',
          next: 'Type: AWS::SQS::Queue Properties: QueueName: ours',
        },
      ],
    });
  });

  test.each(['Parameters', 'Outputs', 'Conditions', 'Mappings'])('both added one of the %s', (section) => {
    const text = (...keys: string[]): string => `${section}:\n  Known:\n    A: 1\n${keys.join('')}`;
    const yours = text('  New:\n    A: 1\n');
    const { text: merged, kept } = yaml(text(), yours, text('  New:\n    B: 1\n'));
    expect(merged).toBe(yours);
    expect(kept).toEqual([{ at: `${section}.New`, yours: 'A: 1', next: 'B: 1' }]);
  });

  test('the person made another type of a resource of ours', () => {
    const yours = resources(topic);
    const [base, next] = [queue, `${queue}      DelaySeconds: 1\n`].map((text) => resources(text)) as [string, string];
    const { text, kept } = yaml(base, yours, next);
    expect(text).toBe(yours);
    expect(kept).toMatchObject([{ at: 'Resources.AlertTopic' }]);
    expect(yaml(base, yours, `${base}Outputs:\n  A: {Value: 1}\n`).kept).toEqual([]);
  });

  test('both added the same one: nothing is reported', () => {
    const spread = topic.replace('Properties:\n      TopicName: mine', 'Properties: {TopicName: mine}');
    const yours = resources(table, spread);
    expect(yaml(resources(table), yours, resources(table, topic))).toEqual({ text: yours, kept: [] });
  });

  test('both added a map without a type: one of both', () => {
    const json = (scripts: object): string => `${JSON.stringify({ name: 'x', ...scripts }, null, 2)}\n`;
    const { text, kept } = mergeTexts(
      'package.json',
      json({}),
      json({ scripts: { a: '1' } }),
      json({ scripts: { b: '2' } }),
    );
    expect(JSON.parse(text)).toEqual({ name: 'x', scripts: { a: '1', b: '2' } });
    expect(kept).toEqual([]);
  });
});
