import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measurementsOfBuild, parseBuild } from '../../src/measurements/build.ts';
import { MEASUREMENTS } from '../../src/measurements/names.ts';

const ID = '0123456789abcdef0123456789abcdef';
const AT = '2026-11-23T10:00:00.000Z';
const build = {
  version: 1,
  buildId: ID,
  tool: 'create-fitness-serverless@0.1.0',
  at: AT,
  measurements: {
    lineCoverage: { value: 91.5, from: 'coverage/lcov.info' },
    'cyclomaticMaximum/Orders': { value: 12, from: 'src/orders.ts:3:1 function' },
    'bundleSize/Orders': { absent: 'nothing is bundled' },
    'linesOfCode/Orders': { problem: 'src/orders.ts:1:1: Unexpected "}"' },
  },
  sources: ['src/orders.ts'],
};

test('a hook takes what was measured of the build that is deployed', () => {
  expect(measurementsOfBuild(build, ID)).toEqual({
    lineCoverage: { value: 91.5, from: 'coverage/lcov.info', at: AT },
    'cyclomaticMaximum/Orders': { value: 12, from: 'src/orders.ts:3:1 function', at: AT },
    'bundleSize/Orders': { absent: 'nothing is bundled' },
    'linesOfCode/Orders': { problem: 'src/orders.ts:1:1: Unexpected "}"' },
  });
});

describe('everything that is measured of sources is unknown, with the reason,', () => {
  const sources = Object.entries(MEASUREMENTS).flatMap(([name, { origin }]) => (origin === 'source' ? [name] : []));

  test.each([
    ['without the file', {}, ID, /^the hooks were built without measurements/],
    ['where the file is another', { ...build, version: 2 }, ID, /^the hooks were built without measurements/],
    ['where its id is none', { ...build, buildId: '../x' }, '../x', /^the hooks were built without measurements/],
    ['where the release names no build', build, undefined, /^the release names no BuildId/],
    ['where it names an empty one', build, '', /^the release names no BuildId/],
    [
      'of another build',
      build,
      'f'.repeat(32),
      /^the release is build f{32}, and build 0123456789abcdef\w+ was measured/,
    ],
  ])('%s', (_when, file, id, reason) => {
    const measured = measurementsOfBuild(file, id);
    expect(Object.keys(measured).sort()).toEqual([...sources].sort());
    for (const each of Object.values(measured)) expect(each).toEqual({ problem: expect.stringMatching(reason) });
  });
});

test('a hook that is not given the file does not measure sources', () => {
  expect(measurementsOfBuild(undefined, ID)['lineCoverage']).toEqual({
    absent: 'the hook is not given what was measured of the sources',
  });
});

test('what the file says is not trusted', () => {
  const measurements = {
    lineCoverage: { value: '100', from: 'x' },
    branchCoverage: { value: Infinity },
    duplicatedLines: null,
    // measured by AWS: no build can say it
    'errorRate/Orders': { value: 0, from: 'the build' },
    unheardOf: { value: 1, from: 'x' },
    __proto__: { value: 1 },
    constructor: { value: 1, from: 'x' },
  };
  const problem = { problem: 'what was measured is no number' };
  expect(measurementsOfBuild({ ...build, measurements }, ID)).toEqual({
    lineCoverage: problem,
    branchCoverage: problem,
    duplicatedLines: problem,
  });
});

test('anything can be parsed', () => {
  fc.assert(fc.property(fc.anything(), (file) => parseBuild(file) === undefined));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('lineCoverage', 'bundleSize/A', 'x'), fc.anything()), (measurements) => {
      for (const each of Object.values(measurementsOfBuild({ ...build, measurements }, ID)))
        expect(['value', 'problem', 'absent'].filter((key) => Object.hasOwn(each, key))).toHaveLength(1);
    }),
  );
});
