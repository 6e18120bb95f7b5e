/**
 * A function that is killed at any call, before the call is made or before its answer is there, and is invoked again as
 * Lambda does: what it leaves is what one that was not killed leaves.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseEntry } from '../../src/history/entry.ts';
import { preTrafficHook, recorder } from '../../src/hooks/index.ts';
import type { Surroundings } from '../../src/hooks/index.ts';
import { checks, config, PARAMETERS, PUBLIC, SOUND, World } from '../support/aws-stand-in/world.ts';
import { context, Heard, surroundings } from './support.ts';

let world: World;
let heard: Heard;

beforeEach(async () => {
  world = await World.create();
  heard = new Heard();
});
afterEach(() => world.aws.stop());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10) + minute * 60_000);

class Killed extends Error {}

/** The clients, of whose calls the nth never comes back, and none after it is made. */
function killedAt(
  around: Surroundings,
  n: number,
  when: 'before' | 'after',
): { around: Surroundings; made: () => number } {
  let calls = 0;
  const clients = Object.entries(around.clients ?? {}).map(([name, client]) => {
    const real = client as { send(...args: unknown[]): Promise<unknown> };
    const send = async (...args: unknown[]): Promise<unknown> => {
      const mine = ++calls;
      if (mine > n || (mine === n && when === 'before')) throw new Killed(name);
      const answer = await real.send(...args);
      if (mine === n) throw new Killed(name);
      return answer;
    };
    return [name, { send }];
  });
  return { around: { ...around, clients: Object.fromEntries(clients) as never }, made: () => calls };
}

function preTraffic(releaseId: string, minute: number, template: string) {
  world.stack.status = 'UPDATE_IN_PROGRESS';
  world.stack.template = template;
  const hook = preTrafficHook({ config, checks, ...surroundings(world, heard, releaseId, {}, at(minute)) });
  return hook(world.deploy(), context());
}

/** What is remembered when all is said. */
function remembered() {
  const history = world.aws.account.parameters.get(`${PARAMETERS}/history`);
  const entries = [...(history?.older ?? []), ...(history ? [history] : [])].map(({ value, version }) => {
    const { number, releaseId, outcome } = parseEntry(value, version)!;
    return `v${number} ${releaseId} ${outcome}`;
  });
  const { releaseId, outcome } = world.remembered('baseline') ?? {};
  return {
    baseline: [releaseId, outcome?.result],
    candidate: world.remembered('candidate')?.outcome?.result,
    entries,
  };
}

describe.each([
  ['UPDATE_COMPLETE', SOUND, 'release002', ['release002', 'promoted'], 'promoted', 'v2 release002 promoted'],
  ['UPDATE_ROLLBACK_COMPLETE', PUBLIC, 'release001', ['release001', 'measured'], 'rejected', 'v2 release002 rejected'],
])('the recorder, at %s', (status, template, deployed, baseline, candidate, entry) => {
  test.each(['before', 'after'] as const)(
    'killed %s any of its calls, and told again',
    async (when) => {
      const events = { count: Infinity };
      for (let n = 1; n <= events.count; n++) {
        await world.aws.stop();
        world = await World.create();
        const first = recorder({ config, checks, ...surroundings(world, heard, 'release001', {}, at(1)) });
        await first(world.outcome('CREATE_COMPLETE', at(1)), context());
        await preTraffic('release002', 5, template);
        const event = world.outcome(status, at(10));
        const killed = killedAt(surroundings(world, heard, deployed, {}, at(10)), n, when);
        await recorder({ config, checks, ...killed.around })(event, context()).catch(() => undefined);
        const again = recorder({ config, checks, ...surroundings(world, heard, deployed, {}, at(11)) });
        await again(event, context());
        expect({ n, ...remembered() }).toEqual({ n, baseline, candidate, entries: ['v1 release001 measured', entry] });
        if (killed.made() < n) break;
        expect(n).toBeLessThan(60);
      }
    },
    120_000,
  );
});
