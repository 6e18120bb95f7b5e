import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_LOGICAL_ID, calledBeside } from '../../../src/project/adopted/template/called.ts';

const long = 'F'.repeat(238);

test('what is taken gives way, in any case of letters, and is said', () => {
  const said: string[] = [];
  const called = calledBeside(new Set(['recorder', 'fitnessrecorder']), {}, (name, here) =>
    said.push(`${name} ${here}`),
  );
  expect([called('Recorder'), called('ReleaseId')]).toEqual(['FitnessRecorder2', 'ReleaseId']);
  expect(said).toEqual(['Recorder FitnessRecorder2']);
  expect(calledBeside(new Set(), { Recorder: 'Mine' })('Recorder')).toBe('Mine');
});

test('a name that is too long has a hash in place of its end, which is the same each time and no news', () => {
  const said: string[] = [];
  const called = calledBeside(new Set(), {}, (name) => said.push(name));
  const here = called(`${long}CalledByAlexaAppkit`);
  expect(here).toMatch(/^F{238}CalledB[0-9a-f]{10}$/);
  expect(called(`${long}CalledByAlexaAppkit`)).toBe(here);
  expect(called(`${long}CalledByAlexaAppkit2`)).not.toBe(here);
  expect(called(`${long}NewVersionErrors`)).toBe(`${long}NewVersionErrors`);
  expect(said).toEqual([]);
});

test('whatever is taken, a name is one that CloudFormation takes and that nobody has', () => {
  const name = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9]{0,9}$/)
    .chain((text) => fc.integer({ min: 0, max: 300 }).map((length) => `${text}${'x'.repeat(length)}`));
  fc.assert(
    fc.property(name, fc.integer({ min: 0, max: 4 }), (wanted, clashes) => {
      const taken = new Set<string>();
      for (let count = 0; count < clashes; count++) taken.add(calledBeside(taken)(wanted).toLowerCase());
      expect(taken.size).toBe(clashes);
      const here = calledBeside(taken)(wanted);
      expect(taken.has(here.toLowerCase())).toBe(false);
      expect(here).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
      expect(here.length).toBeLessThanOrEqual(LONGEST_LOGICAL_ID);
      expect(calledBeside(taken)(wanted)).toBe(here);
    }),
    { numRuns: 200 },
  );
});
