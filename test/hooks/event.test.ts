import { describe, expect, test } from '@jest/globals';
import { hookEvent } from '../../src/hooks/event.ts';

const ids = { DeploymentId: 'd-ABCDEFGHI', LifecycleEventHookExecutionId: 'ey...' };

describe('hookEvent', () => {
  test.each([
    ['as CodeDeploy sends it', ids],
    ['with more in it', { ...ids, Extra: 1 }],
    ['as JSON text', JSON.stringify(ids)],
    ['in the record of a failure destination', { requestPayload: ids, responsePayload: { errorType: 'x' } }],
    ['as text in such a record', { requestPayload: JSON.stringify(ids) }],
    ['with spaces', { DeploymentId: ' d-ABCDEFGHI ', LifecycleEventHookExecutionId: 'ey...\n' }],
  ])('finds both ids %s', (_, event) => {
    expect(hookEvent(event)).toEqual(ids);
  });

  test.each([
    ['null', null],
    ['nothing', undefined],
    ['a number', 7],
    ['text', 'test'],
    ['an empty object', {}],
    ['one id', { DeploymentId: 'd-ABCDEFGHI' }],
    ['an empty id', { ...ids, LifecycleEventHookExecutionId: '' }],
    ['an id of another type', { ...ids, DeploymentId: 7 }],
    ['a list', [ids]],
  ])('refuses %s, and shows it', (_, event) => {
    expect(() => hookEvent(event)).toThrow(/DeploymentId and LifecycleEventHookExecutionId are missing in .+/);
  });

  test('shows no more than the beginning of a long event', () => {
    expect(() => hookEvent({ text: 'x'.repeat(10_000) })).toThrow(/^.{0,700}$/);
  });
});
