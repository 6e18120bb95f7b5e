import { expect, test } from '@jest/globals';
import { load } from '../support/load.ts';

const EVENT = '{Type: Api, Properties: {Path: /a, Method: get';
const fn = (id: string, more = '', properties = '', event = `${EVENT}}}`) =>
  `  ${id}: {Type: AWS::Serverless::Function, ${more}Properties: {${properties}Events: {On: ${event}}}}\n`;
const sam = (resources: string, more = '') =>
  load(`Transform: AWS::Serverless-2016-10-31\n${more}Resources:\n${resources}`);
const stage = (resources: string, more = '') => sam(resources, more).resources.get('ServerlessRestApiProdStage');

test('takes the tags that its functions pass on, those of Globals where they have none', () => {
  expect(stage(fn('A', '', 'Tags: {a: b}, '))?.properties.Tags).toBeUndefined();
  expect(stage(fn('A', '', 'Tags: {a: b}, PropagateTags: true, '))?.properties.Tags).toEqual([
    { Key: 'a', Value: 'b' },
  ]);
  const globals = 'Globals: {Function: {PropagateTags: true, Tags: {g: h}}}\n';
  expect(stage(fn('A'), globals)?.properties.Tags).toEqual([{ Key: 'g', Value: 'h' }]);
  expect(stage(fn('A', '', 'Tags: {a: b}, '), globals)?.properties.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  const named = fn('A', '', 'Tags: {a: b}, PropagateTags: true, ', `${EVENT}, RestApiId: !Ref ServerlessRestApi}}`);
  expect(stage(named)?.properties.Tags).toBeUndefined();
});

test('keeps what any of its functions keeps', () => {
  const template = sam(
    fn('A', 'DeletionPolicy: Delete, ') + fn('B', 'DeletionPolicy: Retain, ', '', EVENT.replace('/a', '/b') + '}}'),
  );
  expect(template.resources.get('ServerlessRestApi')?.attributes.DeletionPolicy).toBe('Retain');
});

test('of more than ten conditions each ten make one', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `C${String(index).padStart(2, '0')}`);
  const template = sam(
    ids.map((id) => fn(`F${id}`, `Condition: ${id}, `, '', EVENT.replace('/a', `/${id}`) + '}}')).join(''),
  );
  const any = (names: readonly string[]) => ({ 'Fn::Or': names.map((Condition) => ({ Condition })) });
  expect(template.conditions).toMatchObject({
    ServerlessRestApiCondition1: any(ids.slice(0, 10)),
    ServerlessRestApiCondition: any([...ids.slice(10), 'ServerlessRestApiCondition1']),
  });
  expect(template.resources.get('ServerlessRestApi')?.condition).toBe('ServerlessRestApiCondition');
});

test('a resource of its name stays if no event needs the implicit one', () => {
  const own = '  ServerlessRestApi: {Type: AWS::Serverless::Api, Properties: {StageName: mine}}\n';
  const ids = (resources: string) => [...sam(resources).resources.keys()];
  expect(ids(own)).toContain('ServerlessRestApimineStage');
  expect(ids(own + fn('A'))).toContain('ServerlessRestApiProdStage');
});
