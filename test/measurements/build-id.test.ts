import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildIdOf } from '../../src/measurements/build-id.ts';
import { measuredBuildId, measurementsOf } from '../../src/measurements/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function service(folder: string, newline = '\n'): string {
  write(`${folder}/.git`, '');
  write(`${folder}/package-lock.json`, `{${newline}}${newline}`);
  write(`${folder}/src/a.ts`, `a${newline}`);
  write(`${folder}/src/b.ts`, `b${newline}`);
  return join(root, folder);
}

describe('a build id', () => {
  const FILES = ['src/a.ts', 'src/b.ts'];

  test('is the same for the same text, wherever it is, whatever ends its lines, in whatever order', () => {
    const id = buildIdOf(service('one'), FILES);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(buildIdOf(service('deep/two', '\r\n'), FILES)).toBe(id);
    expect(buildIdOf(service('one'), [...FILES].reverse())).toBe(id);
  });

  test.each([
    ['a source', () => write('one/src/a.ts', 'c\n')],
    ['a source that is gone', () => rmSync(join(root, 'one/src/b.ts'))],
    ['the lockfile', () => write('one/package-lock.json', '{"lockfileVersion": 3}\n')],
    [
      'texts that changed places',
      () => {
        write('one/src/a.ts', 'b\n');
        write('one/src/b.ts', 'a\n');
      },
    ],
  ])('changes with %s', (_what, change) => {
    const folder = service('one');
    const before = buildIdOf(folder, FILES);
    change();
    expect(buildIdOf(folder, FILES)).not.toBe(before);
  });

  test('is of the lockfile of the workspace, up to the repository', () => {
    write('.git', '');
    write('services/orders/src/a.ts', 'a');
    const folder = join(root, 'services/orders');
    const before = buildIdOf(folder, ['src/a.ts']);
    write('pnpm-lock.yaml', 'lockfileVersion: 9');
    expect(buildIdOf(folder, ['src/a.ts'])).not.toBe(before);
  });

  test('reads no folder and no device, whatever the list names', () => {
    const folder = service('one');
    expect(buildIdOf(folder, ['src', '/dev/zero', '../../../../dev/zero'])).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('offline', () => {
  const measurements = { linesOfCode: { value: 2, from: 'ESLint' }, lineCoverage: { value: 1, from: 'old' } };
  const built = (folder: string) => {
    const sources = ['src/a.ts'];
    const buildId = buildIdOf(folder, sources);
    write('one/fitness/measurements.json', JSON.stringify({ version: 1, buildId, at: '', measurements, sources }));
    return buildId;
  };

  test('what was measured of the sources as they are is taken; coverage is of the last run of the tests', () => {
    const folder = service('one');
    const buildId = built(folder);
    expect(measurementsOf(folder)).toEqual({ linesOfCode: { value: 2, from: 'ESLint' } });
    expect(measuredBuildId(folder)).toBe(buildId);
    write('one/coverage/lcov.info', 'LF:2\nLH:1\n');
    expect(measurementsOf(folder)).toMatchObject({ lineCoverage: { value: 50, from: 'coverage/lcov.info' } });
  });

  test('it is unknown of other sources, and where the file is broken', () => {
    const folder = service('one');
    built(folder);
    write('one/src/a.ts', 'changed\n');
    expect(measurementsOf(folder)['linesOfCode']).toEqual({ problem: expect.stringMatching(/is of other sources/) });
    expect(measuredBuildId(folder)).toBeUndefined();
    write('one/fitness/measurements.json', '{');
    expect(measurementsOf(folder)['linesOfCode']).toEqual({ problem: expect.stringMatching(/cannot be read/) });
    expect(measuredBuildId(folder)).toBeUndefined();
  });

  test('nothing is missing where nobody measures', () => {
    const folder = service('one');
    expect(measurementsOf(folder)['linesOfCode']).toHaveProperty('absent');
    expect(measurementsOf(folder)).not.toHaveProperty('lineCoverage');
    expect(measuredBuildId(folder)).toBeUndefined();
  });
});
