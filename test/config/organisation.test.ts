import { describe, expect, test } from '@jest/globals';
import { loadOrganisationConfig } from '../../src/config/organisation.ts';

const load = (text: string) => loadOrganisationConfig(text, 'fitness.yaml');

describe('fitness.yaml of an organisation hook', () => {
  test('has defaults for all of it', () => {
    expect(load('checks: {}')).toMatchObject({ waivers: [], deadline: 25, config: { gate: { minimum: 80 } } });
  });

  test.each([
    ['chekcs: {}', /^fitness\.yaml:1:1: unknown key "chekcs"; did you mean checks\?|unknown key "chekcs"/],
    ['- a', /the file must be a mapping/],
    ['checks: {s3-bucket-public-read-prohibitd: {}}', /s3-bucket-public-read-prohibitd/],
    ['gate: {minimum: 101}', /gate\.minimum must be at most 100/],
    ['deadline: 31', /deadline must be 1 to 29 seconds/],
    ['waivers: {}', /waivers must be a list/],
    ['waivers: [{stack: a, until: 2027-01-31}]', /the waiver has no reason/],
    ['waivers: [{stack: a, reason: x}]', /the waiver has no until/],
    ['waivers: [{reason: x, until: 2027-01-31}]', /names neither a stack nor a tag/],
    ['waivers: [{stack: a, reason: x, until: 2027-02-30}]', /until must be a day/],
    ['waivers: [{stack: a, reason: x, until: soon}]', /until must be a day/],
    ['waivers: [{stack: "", reason: x, until: 2027-01-31}]', /stack must be text/],
    ['waivers: [{stacks: a, reason: x, until: 2027-01-31}]', /unknown key "stacks"/],
  ])('%s is refused, with its place', (text, message) => {
    expect(() => load(text)).toThrow(message);
    expect(() => load(text)).toThrow(/^fitness\.yaml:\d+:\d+: /m);
  });
});
