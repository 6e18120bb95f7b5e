import { describe, expect, test } from '@jest/globals';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import semver from 'semver';
import { MANIFEST_PATH } from '../../src/upgrade/manifest.ts';
import { appliedVersion, isNewer, refuseOlderTool } from '../../src/upgrade/older-tool.ts';
import { runs } from '../support/runs.ts';
import { emptyFolder, write } from './tree.ts';

function madeBy(tool: string): string {
  const folder = emptyFolder();
  write(folder, { [MANIFEST_PATH]: JSON.stringify({ version: 1, tool, renderer: 'x', files: {} }, null, 2) });
  return folder;
}

test('a device in the place of the manifest is none', () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.fitness'));
  symlinkSync('/dev/zero', join(folder, MANIFEST_PATH));
  expect(appliedVersion(folder)).toBeUndefined();
});

test('versions are ordered as semver orders them', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(4_294_967_296)).map(String);
  const word = fc.constantFrom('alpha', 'beta', 'rc', 'a-b', 'B', 'x10', 'x9');
  const prerelease = fc.array(fc.oneof(number, word), { maxLength: 3 }).map((parts) => parts.join('.'));
  const version = fc
    .tuple(number, number, number, prerelease, fc.constantFrom('', '+build.5'))
    .map(([major, minor, patch, pre, build]) => `${major}.${minor}.${patch}${pre && `-${pre}`}${build}`);
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(isNewer(a, b)).toBe(semver.gt(a, b));
    }),
    runs(1000),
  );
});

test.each(['', 'latest', '1.2', '1.2.3.4', 'undefined'])('%j is no version: it is after none', (word) => {
  expect([isNewer(word, '1.0.0'), isNewer('1.0.0', word)]).toEqual([false, false]);
});

describe('S07 a service of a newer version', () => {
  test.each([
    ['0.2.0', '0.1.9'],
    ['1.0.0', '1.0.0-rc.1'],
    ['1.0.0-rc.10', '1.0.0-rc.9'],
  ])('of %s is refused by %s: 2, with the command that is right', (made, runs) => {
    expect(() => refuseOlderTool(madeBy(`create-fitness-serverless@${made}`), runs)).toThrow(
      expect.objectContaining({
        code: 'older-tool',
        kind: 'usage',
        hint: expect.stringContaining(`npx create-fitness-serverless@${made}`),
      }),
    );
  });

  test('its own version and newer ones are not; a manifest that is none is asked no more than that', () => {
    const folder = madeBy('create-fitness-serverless@1.2.0');
    expect(appliedVersion(folder)).toBe('1.2.0');
    for (const version of ['1.2.0', '1.2.1', '2.0.0-rc.1']) refuseOlderTool(folder, version);
    write(folder, { [MANIFEST_PATH]: '<<<<<<< ours' });
    expect(appliedVersion(folder)).toBeUndefined();
    refuseOlderTool(folder, '0.0.1');
    expect(appliedVersion(emptyFolder())).toBeUndefined();
  });
});
