import { expect, test } from '@jest/globals';
import { merge } from '../../src/upgrade/merge/merge.ts';
import { ownDependency, raisingOwnDependency } from '../../src/upgrade/own-dependency.ts';

/** What becomes of a person's package.json when the tool goes from ^1.2.0 to ^2.0.0. */
function raised(yours: string, next = '^2.0.0'): string {
  const text = (specification: string): string =>
    `${JSON.stringify({ name: 'orders', devDependencies: { 'create-fitness-serverless': specification } }, null, 2)}\n`;
  const [merged] = raisingOwnDependency(merge)(
    [
      {
        path: 'package.json',
        base: Buffer.from(text('^1.2.0')),
        yours: Buffer.from(yours),
        next: Buffer.from(text(next)),
      },
    ],
    { favour: 'markers', labels: { yours: 'yours', next: 'next' } },
  );
  return merged && 'bytes' in merged ? Buffer.from(merged.bytes).toString() : '';
}

test.each(['^1.3.0', '1.3.0', '*', 'npm:create-fitness-serverless@^1.3.0'])(
  'an edited %s is raised, and every other byte stays',
  (specification) => {
    const yours = `{ "name": "mine",\r\n  "devDependencies": {\n    "create-fitness-serverless":  "${specification}", "zod": "4.0.0" } }`;
    expect(raised(yours)).toBe(yours.replace(specification, '^2.0.0'));
  },
);

test('wherever a person put it', () => {
  const yours =
    '{"dependencies": {"create-fitness-serverless": "^1.3.0"}, "overrides": {"create-fitness-serverless": "1.3.0"}}';
  expect(raised(yours)).toBe(yours.replace('^1.3.0', '^2.0.0'));
});

test('what comes from elsewhere stays, and so does an edit that no new version comes with', () => {
  const linked = '{"name":"orders","devDependencies":{"create-fitness-serverless":"file:../tool"}}';
  expect(raised(linked)).toBe(linked);
  const pinned = '{"name":"orders","devDependencies":{"create-fitness-serverless":"1.2.0"}}';
  expect(raised(pinned, '^1.2.0')).toBe(pinned);
  const removed = '{"name": "orders", "devDependencies": {}}';
  expect(raised(removed)).toBe(removed);
});

test('reads own properties alone', () => {
  expect(ownDependency('{"devDependencies":{"__proto__":{"create-fitness-serverless":"1.0.0"}}}')).toBeUndefined();
  expect(ownDependency('[]')).toBeUndefined();
  expect(ownDependency('no JSON')).toBeUndefined();
});
