import { expect, test } from '@jest/globals';
import { api, sam } from './openapi/support.ts';

const plan = (create: string, more = '') => `Auth: {UsagePlan: {CreateUsagePlan: ${create}${more}}}`;

test('PER_API: a plan, a key and their connection for each API', () => {
  const template = sam('', api(plan('PER_API', ', Quota: {Limit: 5, Period: DAY}'), 'Web'));
  expect(template.resources.get('WebUsagePlan')).toMatchObject({
    dependsOn: ['Web'],
    properties: {
      ApiStages: [{ ApiId: { Ref: 'Web' }, Stage: { Ref: 'WebprodStage' } }],
      Quota: { Limit: 5, Period: 'DAY' },
    },
  });
  expect(template.resources.get('WebApiKey')?.properties).toEqual({
    Enabled: true,
    StageKeys: [{ RestApiId: { Ref: 'Web' }, StageName: { Ref: 'WebprodStage' } }],
  });
  expect(template.resources.get('WebUsagePlanKey')?.properties).toEqual({
    KeyId: { Ref: 'WebApiKey' },
    KeyType: 'API_KEY',
    UsagePlanId: { Ref: 'WebUsagePlan' },
  });
});

const conditional = (id: string, condition: string, more = '') =>
  api(plan('SHARED'), id).replace('{Type', `{${condition && `Condition: ${condition}, `}${more}Type`);

test('SHARED: one plan, which exists when any of its APIs does and keeps what any of them keeps', () => {
  const template = sam(
    '',
    conditional('A', 'C', 'DeletionPolicy: Delete, ') + conditional('B', 'D', 'DeletionPolicy: Retain, '),
  );
  expect(template.resources.get('ServerlessUsagePlan')).toMatchObject({
    condition: 'SharedUsagePlanCondition',
    dependsOn: ['A', 'B'],
    attributes: { DeletionPolicy: 'Retain' },
    properties: { ApiStages: [{ ApiId: { Ref: 'A' } }, { ApiId: { Ref: 'B' } }] },
  });
  expect(template.conditions.SharedUsagePlanCondition).toEqual({ 'Fn::Or': [{ Condition: 'C' }, { Condition: 'D' }] });
});

test('a shared plan has no condition if one of its APIs has none', () => {
  const template = sam('', conditional('A', 'C') + conditional('B', ''));
  expect(template.resources.get('ServerlessUsagePlan')?.condition).toBeUndefined();
  expect(template.conditions).not.toHaveProperty('SharedUsagePlanCondition');
});

test('NONE: no plan', () => {
  const template = sam('', api(plan('NONE')));
  expect([...template.resources.values()].filter(({ type }) => type === 'AWS::ApiGateway::UsagePlan')).toEqual([]);
});

test('references to the plan are to what it became', () => {
  const queue = '  Q: {Type: AWS::SQS::Queue, Properties: {Tags: [{Key: plan, Value: !Ref A.UsagePlan}]}}\n';
  const template = sam('', conditional('A', '') + queue);
  expect(template.resources.get('Q')?.properties.Tags).toEqual([
    { Key: 'plan', Value: { Ref: 'ServerlessUsagePlan' } },
  ]);
});
