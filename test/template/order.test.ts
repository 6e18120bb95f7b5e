import { describe, expect, test } from '@jest/globals';
import { hookNaming, hookOrder, lateResources } from '../../src/template/order.ts';
import type { HookOrder } from '../../src/template/order.ts';
import { load } from './support/load.ts';
import { service, serviceWith } from './support/service.ts';

const order = (text: string): HookOrder | undefined =>
  hookOrder(load(text)).find(({ phases }) => phases.includes('pre-traffic'));

describe('what the pre-traffic hook waits for', () => {
  test('everything that is not gear and does not need the alias', () => {
    expect(order(service)).toEqual({
      hook: 'PreTraffic',
      phases: ['pre-traffic'],
      dependsOn: ['Table', 'Fn', 'AlarmTopic'],
      missing: [],
      closing: [],
    });
  });

  test('a bucket that notifies the alias is judged after traffic', () => {
    expect(order(service)?.dependsOn).not.toContain('Bucket');
    const apart = service.replace(/ {6}Events:\n {8}Upload:[\s\S]*?ObjectCreated:\*\n/, '');
    expect(order(apart)?.dependsOn).toContain('Bucket');
  });

  test('a new queue is missing until it is listed', () => {
    const text = serviceWith(['  AlarmTopic:\n    Type', '  Queue: {Type: AWS::SQS::Queue}\n  AlarmTopic:\n    Type']);
    expect(order(text)?.missing).toContain('Queue');
    expect(order(text.replace('      - AlarmTopic\n', '      - AlarmTopic\n      - Queue\n'))?.missing).not.toContain(
      'Queue',
    );
  });

  test('what closes a loop is said, and hides nothing', () => {
    const text = serviceWith(
      ['      - Table\n', '      - Bucket\n'],
      ["          TARGET: !Sub '${Fn}:live'\n", '          X: y\n'],
      ['              Resource: !GetAtt Table.Arn\n', "              Resource: '*'\n"],
    );
    expect(order(text)).toMatchObject({ closing: ['Bucket'], missing: ['Table', 'Fn', 'FnRole'] });
  });

  test('a post-traffic hook waits for nothing', () => {
    expect(hookOrder(load(service)).find(({ hook }) => hook === 'PostTraffic')).toEqual({
      hook: 'PostTraffic',
      phases: ['post-traffic'],
      dependsOn: [],
      missing: [],
      closing: [],
    });
  });

  test('a template without hooks has no order', () => {
    expect(hookOrder(load('Resources: {A: {Type: AWS::S3::Bucket}}'))).toEqual([]);
  });
});

test('what a hook may name by reference, and what only by pattern', () => {
  const { byReference, byPattern } = hookNaming(load(service));
  expect(byReference).toEqual(expect.arrayContaining(['Table', 'Fn', 'AlarmTopic']));
  expect(byPattern).toEqual(['Bucket', 'FnAliaslive', 'FnUploadPermission']);
});

test('late is what needs a gated alias, and the alias itself', () => {
  const late = lateResources(load(service));
  expect(late.has('Bucket')).toBe(true);
  expect(late.has('FnAliaslive')).toBe(true);
  expect(late.has('Table')).toBe(false);
});
