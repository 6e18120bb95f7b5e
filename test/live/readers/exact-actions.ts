/** What checks owe: the IAM actions that they name are those that their verdicts are read with. */
import { expect, test } from '@jest/globals';
import { catalogue } from '../../../src/checks/catalogue.ts';
import { actionsOf, type Operation } from '../../../src/live/operations.ts';
import type { ResourceReader } from '../../../src/live/reader.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, read, verdicts } from './deployed-stack.ts';

/**
 * Reads a stack for each check of the readers' types alone: it calls what needs the actions that the check names, all of
 * them, and the verdicts are those of a stack that is read as a whole.
 *
 * @param template one in which every type of the readers is, with whatever there is to ask for
 */
export function exactActions(readers: readonly ResourceReader[], template: string): void {
  const types = new Set(readers.flatMap((reader) => reader.types));
  const all = new Set(readers.flatMap(({ operations }) => operations.flatMap((each) => [...actionsOf(each)])));
  const judging = catalogue.filter(({ meta }) => meta.resourceTypes.some((type) => types.has(type)));
  test.each(judging.map((check) => [check.meta.id, check] as const))(
    '%s names the actions that it is read with',
    async (_, check) => {
      const aws = await AwsStandIn.start();
      try {
        await deploy(aws.account, template);
        const whole = await read(aws, readers);
        const alone = await read(aws, readers, { wanted: check.meta.liveActions });
        const called = alone.calls.flatMap((operation: Operation) => [...actionsOf(operation)]);
        expect([...new Set(called)].sort()).toEqual(check.meta.liveActions.filter((action) => all.has(action)).sort());
        expect(verdicts(alone.live, check)).toEqual(verdicts(whole.live, check));
      } finally {
        await aws.stop();
      }
    },
  );
}

/** What could not be read is said to be so: a hole, whose reason the pattern matches. */
export function unread(reason: RegExp) {
  return { kind: 'hole', reason: expect.stringMatching(reason) };
}

/** How an operation breaks, and what is said of it. */
export const FAULTS = (operation: Operation) =>
  [
    [
      'denied',
      { kind: 'error', code: 'AccessDeniedException', status: 400 },
      new RegExp(`^denied: the role needs ${operation}$`),
    ],
    ['throttled', { kind: 'throttle' }, new RegExp(`^${operation} failed: Throttling`)],
    ['an error of the service', { kind: '5xx' }, new RegExp(`^${operation} failed: InternalFailure`)],
    ['garbage', { kind: 'garbage' }, new RegExp(`^${operation} `)],
    ['an answer with nothing in it', { kind: 'empty' }, new RegExp(`^${operation} answered without `)],
  ] as const;
