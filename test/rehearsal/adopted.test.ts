/** A whole rehearsal of a repository that was adopted, whose hooks are built already. */
import { beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/packed.ts';
import { adopted } from './adopted.ts';
import { play } from './play.ts';

beforeAll(() => void execFileSync(process.execPath, [join(ROOT, 'scripts/prebuilt.mjs')]), 60_000);

type Played = Awaited<ReturnType<typeof play>>;

const outcomes = ({ releases }: Played): string[] => releases.map(({ version, outcome }) => `${version} ${outcome}`);

const LET_THROUGH = ['v1 succeeded', 'v2 succeeded', 'v3 succeeded', 'v4 succeeded', 'v5 succeeded'];

test('a Python service, whose gate observes: the bad release is let through, and it is said why it would not be', async () => {
  const played = await play(await adopted('python'));
  expect(outcomes(played)).toEqual(LET_THROUGH);
  expect(played.releases.map(({ outcome }) => outcome)).toEqual(played.request.scenes.map(({ outcome }) => outcome));
  expect(played.releases[4]?.hooks).toEqual([
    { name: 'PreTrafficHook', answers: ['Succeeded'] },
    { name: 'PostTrafficHook', answers: ['Succeeded'] },
  ]);
  expect(played.shown.split(/^(?=v\d)/m)[5]).toMatch(/PreTrafficHook Succeeded: .*would have been stopped: minimum/);
  expect(played.history.map(({ outcome }) => outcome)).toEqual([
    'measured',
    ...Array.from({ length: 4 }, () => 'promoted'),
  ]);
  expect(played.unplayed).toEqual([]);
}, 300_000);
