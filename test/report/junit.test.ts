import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/report/entry.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { configWith } from '../fitness/support.ts';
import {
  changedEntry,
  context,
  elements,
  entryOf,
  HOSTILE,
  hostileTemplate,
  lenient,
  MIXED,
  PUBLIC,
  textIn,
  treeOf,
  unreadable,
} from './support.ts';

const treeFor = (...entries: Entry[]) => treeOf(renderJunit(entries, context));

describe('JUnit', () => {
  test('counts what it holds, suite by suite', () => {
    const tree = treeFor(entryOf(MIXED), entryOf(PUBLIC, { config: lenient, file: 'other.yaml' }), unreadable);
    const suites = elements(tree, 'testsuite');
    expect(suites.map(({ attributes }) => attributes['name'])).toEqual(['template.yaml', 'other.yaml', 'broken.yaml']);
    for (const each of [...suites, ...elements(tree, 'testsuites')]) {
      const cases = elements(each, 'testcase');
      expect(each.attributes).toMatchObject({
        tests: String(cases.length),
        failures: String(elements(each, 'failure').length),
        errors: String(elements(each, 'error').length),
        skipped: String(elements(each, 'skipped').length),
      });
      expect(cases.length).toBeGreaterThan(0);
    }
    expect(suites[0]?.attributes['timestamp']).toBe('2026-11-23T12:34:56');
  });

  test('a failure says what is wrong, where, and what to do; the gate is a case', () => {
    const tree = treeFor(entryOf(PUBLIC));
    const [gate, ...cases] = elements(tree, 'testcase');
    expect(gate?.attributes).toMatchObject({ classname: 'fitness', name: 'gate' });
    expect(elements(gate!, 'failure')[0]?.attributes['message']).toMatch(/^gate fail: minimum: fitness is /);
    const open = cases.find(({ attributes }) => attributes['classname'] === 's3-bucket-public-read-prohibited');
    expect(open?.attributes['name']).toBe('Open');
    const [failure] = elements(open!, 'failure');
    expect(failure?.attributes['message']).toBe('AccessControl PublicRead lets everyone read it');
    expect(textIn(failure!)).toMatch(/^template\.yaml:5:7\n[^]*To pass it: take the public grant away/);
  });

  test('what is unknown, suppressed, in trial or without weight turns nothing red', () => {
    const config = configWith(
      { minimum: 0, minCoverage: 0 },
      { 's3-bucket-public-read-prohibited': { mode: 'trial' } },
    );
    const cases = elements(treeFor(entryOf(MIXED, { config })), 'testcase');
    const skippedIn = (check: string, resource: string) =>
      cases
        .filter(({ attributes }) => attributes['classname'] === check && attributes['name'] === resource)
        .flatMap((each) => elements(each, 'skipped'))
        .map(({ attributes }) => attributes['message']);
    expect(skippedIn('s3-bucket-versioning-enabled', 'Open')).toEqual([expect.stringMatching(/^not known: /)]);
    expect(skippedIn('s3-bucket-logging-enabled', 'Quiet')).toEqual([expect.stringContaining('it holds the logs')]);
    expect(skippedIn('s3-bucket-public-read-prohibited', 'Open')).toEqual([expect.stringMatching(/^not counted: /)]);
    expect(skippedIn('s3-bucket-replication-enabled', 'Open')).toEqual([expect.stringMatching(/^not counted: /)]);
  });

  test('a gate that could not be judged is an error, and so is a template that could not be read', () => {
    const noTransform = 'Resources:\n  F:\n    Type: AWS::Serverless::Function\n';
    const [incomplete, broken] = elements(treeFor(entryOf(noTransform), unreadable), 'testsuite');
    expect(elements(incomplete!, 'error')[0]?.attributes['message']).toMatch(/^gate incomplete: /);
    expect(textIn(elements(broken!, 'error')[0]!)).toContain('Correct the file at this place.');
  });

  test('is well-formed whatever the names are', () => {
    const cases = elements(treeFor(entryOf(hostileTemplate)), 'testcase');
    const names = new Set(cases.map(({ attributes }) => attributes['name']));
    for (const name of HOSTILE.slice(0, 5)) expect(names).toContain(name);
  });

  test('a known failure is skipped', () => {
    const open = elements(treeFor(changedEntry()), 'testcase').find(
      ({ attributes }) =>
        attributes['classname'] === 's3-bucket-public-read-prohibited' && attributes['name'] === 'Open',
    );
    expect(elements(open!).map(({ name, attributes }) => [name, attributes['message']])).toEqual([
      ['skipped', 'a known failure: AccessControl PublicRead lets everyone read it'],
    ]);
  });
});
