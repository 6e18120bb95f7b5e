import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { isAsSeen, remember } from '../../../src/cli/upgrade/cache.ts';
import { basePath, parseManifest } from '../../../src/upgrade/manifest.ts';
import { tree } from '../../upgrade/tree.ts';
import { copyOf, service, upgrading } from './service.ts';

jest.setTimeout(120_000);

const CACHE = 'node_modules/.cache/create-fitness-serverless/upgrade.json';
const TEMPLATE = 'template.yaml';

/** A service that was looked at, and in which there was nothing to do. */
async function seen(): Promise<string> {
  const folder = await service();
  mkdirSync(join(folder, 'node_modules'));
  await setTimeout(50);
  expect((await upgrading(folder)).status).toBe(0);
  expect(existsSync(join(folder, CACHE))).toBe(true);
  return folder;
}

test('nothing is written through a link that leads out of the repository, and no device is read', async () => {
  const folder = await service();
  const outside = join(folder, '../outside');
  for (const path of [outside, join(folder, 'node_modules')]) mkdirSync(path);
  symlinkSync('../../outside', join(folder, 'node_modules/.cache'));
  await setTimeout(50);
  remember(folder, Date.now());
  expect(tree(outside)).toEqual({});
  rmSync(join(folder, 'node_modules/.cache'));
  mkdirSync(join(folder, CACHE, '..'), { recursive: true });
  symlinkSync('/dev/zero', join(folder, CACHE));
  expect(isAsSeen(folder)).toBe(false);
});

function edit(folder: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
}

describe('what was seen when there was nothing to do', () => {
  test('is believed as long as everything stands as it did', async () => {
    const folder = await seen();
    expect(isAsSeen(folder)).toBe(true);
    // another time alone is nothing
    utimesSync(join(folder, TEMPLATE), new Date(), new Date());
    expect(isAsSeen(folder)).toBe(true);
  });

  test.each<[string, (folder: string) => void]>([
    ['fitness.yaml', (folder) => edit(folder, 'fitness.yaml', (text) => `${text}\n`)],
    ['a letter, the length and the time as they were', sameSizeAndTime],
    ['a mode', (folder) => chmodSync(join(folder, TEMPLATE), 0o755)],
    ['a file that is gone', (folder) => rmSync(join(folder, 'tsconfig.json'))],
    ['a once-file that is gone', (folder) => rmSync(join(folder, 'README.md'))],
    ['a base', (folder) => edit(folder, basePath(TEMPLATE), (text) => `${text}\n`)],
    ['the manifest', (folder) => edit(folder, '.fitness/manifest.json', (text) => text.replace('0.1.0', '0.0.9'))],
    ['an offer', (folder) => mkdirSync(join(folder, '.fitness/conflicts'))],
    ['line endings', (folder) => edit(folder, TEMPLATE, (text) => text.replaceAll('\n', '\r\n'))],
    [
      'a link in place of a file',
      (folder) => {
        renameSync(join(folder, TEMPLATE), join(folder, 'other.yaml'));
        symlinkSync('other.yaml', join(folder, TEMPLATE));
      },
    ],
  ])('is not when this changed: %s', async (_, change) => {
    const folder = await seen();
    change(folder);
    expect(isAsSeen(folder)).toBe(false);
  });

  test.each<[string, (text: string) => string]>([
    ['no JSON', () => '{'],
    ['empty', () => ''],
    ['of another tool', (text) => text.replace(/"tool":"[0-9a-f]/, '"tool":"x')],
    ['of the future', (text) => text.replace(/"time":\d+/, '"time":99999999999999')],
    ['without a path', (text) => text.replace('"template.yaml":', '"x":')],
    ['with null for everything', () => 'null'],
  ])('a cache that is %s is worth nothing', async (_, change) => {
    const folder = await seen();
    edit(folder, CACHE, change);
    expect(isAsSeen(folder)).toBe(false);
    expect((await upgrading(folder)).status).toBe(0);
  });

  test('is not kept in the repository: without node_modules there is none', async () => {
    const folder = await service();
    await setTimeout(50);
    const before = tree(folder);
    await upgrading(folder);
    expect(tree(folder)).toEqual(before);
  });

  test('is not remembered of what was changed while it was looked at', async () => {
    const folder = await seen();
    rmSync(join(folder, CACHE));
    const since = Date.now();
    edit(folder, TEMPLATE, (text) => `${text}# meanwhile\n`);
    remember(folder, since);
    expect(existsSync(join(folder, CACHE))).toBe(false);
  });

  test('what is as seen is not read again once it is old enough', async () => {
    const folder = await seen();
    const old = new Date(Date.now() - 60_000);
    const later = Date.now() + 10_000;
    expect(isAsSeen(folder, later)).toBe(true);
    utimesSync(join(folder, TEMPLATE), old, old);
    const times = lstatSync(join(folder, CACHE)).mtimeMs;
    await setTimeout(20);
    isAsSeen(folder);
    expect(lstatSync(join(folder, CACHE)).mtimeMs).toBeGreaterThanOrEqual(times);
  });
});

/** `touch -r` and an editor of the same length: only the time of change tells. */
function sameSizeAndTime(folder: string): void {
  const file = join(folder, 'fitness.yaml');
  const { atime, mtime } = lstatSync(file);
  edit(folder, 'fitness.yaml', (text) => text.replace('weight: 4', 'weight: 3'));
  utimesSync(file, atime, mtime);
}

type Change = (folder: string, path: string) => void;

/** Edits of a person, each of any file that the tool knows. */
const CHANGES: Readonly<Record<string, Change>> = {
  nothing: () => undefined,
  line: (folder, path) => edit(folder, path, (text) => `${text}\n`),
  comment: (folder, path) => edit(folder, path, (text) => `# mine\n${text}`),
  crlf: (folder, path) => edit(folder, path, (text) => text.replaceAll('\n', '\r\n')),
  gone: (folder, path) => rmSync(join(folder, path)),
  moved: (folder, path) => renameSync(join(folder, path), join(folder, `${path}.moved`)),
  program: (folder, path) => chmodSync(join(folder, path), 0o755),
  touched: (folder, path) => utimesSync(join(folder, path), new Date(0), new Date(0)),
  answer: (folder) => edit(folder, 'fitness.yaml', (text) => text.replace('us-east-1', 'eu-west-1')),
};

test('law: with the cache and without it, upgrade says the same', async () => {
  const origin = await service();
  const { files } = parseManifest(readFileSync(join(origin, '.fitness/manifest.json')));
  const paths = Object.keys(files).filter((path) => !path.endsWith('.tgz'));
  const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(CHANGES)), fc.constantFrom(...paths)), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (edits) => {
      const folder = copyOf(origin);
      mkdirSync(join(folder, 'node_modules'));
      await setTimeout(40);
      await upgrading(folder, '--dry-run');
      for (const [name, path] of edits) {
        if (existsSync(join(folder, path))) CHANGES[name]?.(folder, path);
        const flags = ['--check', '--dry-run'][edits.length % 2] ?? '--check';
        const said = (...more: string[]) =>
          upgrading(folder, flags, ...more).then(
            ({ status, out }) => ({ status, out }),
            (error: unknown) => ({ error: (error as Error).message }),
          );
        const believed = await said();
        expect(believed).toEqual(await said('--no-cache'));
        // what the second look found is believed by the third
        expect(await said()).toEqual(believed);
      }
    }),
    { numRuns: 8 },
  );
});
