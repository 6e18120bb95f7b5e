/** Which new checks arrive, of attempts that are only told. */
import { describe, expect, test } from '@jest/globals';
import { arrival } from '../../src/upgrade/arrival.ts';
import type { Steps } from '../../src/upgrade/arrival.ts';

const NEW = ['one', 'two'];

/** What an attempt without some of them comes to; each names what its wiring would refer to in vain. */
function attempts(inVain: Readonly<Record<string, string>>): Steps {
  return {
    render(without) {
      const added = NEW.filter((id) => !without.has(id));
      const next = { text: '', pristine: '', kept: [], checks: { added, removed: [], changed: [] } };
      return Promise.resolve({ next, rendered: new Map() });
    },
    plan(rendering) {
      const dangling = rendering.next.checks.added.flatMap((id) => {
        const to = Object.hasOwn(inVain, id) ? inVain[id] : undefined;
        return to === undefined ? [] : [{ from: 'PreTraffic', to, kind: 'resource' as const, name: to, line: 7 }];
      });
      return Promise.resolve({ ...rendering, plan: { actions: [], writes: [] }, dangling });
    },
  };
}

describe('arrival', () => {
  test('a check whose wiring refers to what a person took away stays out, and the other arrives', async () => {
    const { next, blocked, dangling } = await arrival(attempts({ one: 'Table' }));
    expect({ added: next.checks.added, blocked, dangling }).toEqual({
      added: ['two'],
      blocked: [{ check: 'one', reason: 'in template.yaml, PreTraffic would refer to Table, which is not there' }],
      dangling: [],
    });
  });

  test('one whose id a check of the person’s has stays out, beside those for which something is in the way', async () => {
    const all = await arrival(attempts({}), (id) => id === 'two');
    expect([all.next.checks.added, all.blocked]).toEqual([
      ['one'],
      [{ check: 'two', reason: 'fitness/checks/custom/two.ts of yours has its id' }],
    ]);
    const none = await arrival(attempts({ one: 'Table' }), (id) => id === 'two');
    expect([none.next.checks.added, none.blocked.map(({ check }) => check)]).toEqual([[], ['two', 'one']]);
  });
});
