import { expect, test } from '@jest/globals';
import semver from 'semver';
import { isKeptElsewhere, rangeOf, registryName, specificationFor } from '../../src/upgrade/specification.ts';

test.each([
  ['^1.2.0', '^1.4.0'],
  ['~1.2.0', '~1.4.0'],
  ['1.2.0', '1.4.0'],
  ['=1.2.0', '=1.4.0'],
  ['v1.2.0', '1.4.0'],
  ['>=1.2.0', '>=1.4.0'],
  ['1.2.0-rc.1', '1.4.0'],
  ['1.2', '~1.4.0'],
  ['1.2.x', '~1.4.0'],
  ['1.x', '^1.4.0'],
  ['1', '^1.4.0'],
  // what says nothing of a version is satisfied by an older one in a lockfile
  ['*', '^1.4.0'],
  ['latest', '^1.4.0'],
  ['', '^1.4.0'],
  ['>=1.2.0 <2', '^1.4.0'],
  ['file:vendor/create-fitness-serverless-1.2.0.tgz', '^1.4.0'],
  ['npm:create-fitness-serverless@~1.2.0', 'npm:create-fitness-serverless@~1.4.0'],
  ['npm:@acme/fitness@1.2.0', 'npm:@acme/fitness@1.4.0'],
  ['npm:@acme/fitness', 'npm:@acme/fitness@^1.4.0'],
])('%s becomes %s, which has the new version and not the one before', (current, next) => {
  expect(specificationFor(current, '1.4.0')).toBe(next);
  expect(semver.satisfies('1.4.0', rangeOf(next))).toBe(true);
  expect(semver.satisfies('1.3.9', rangeOf(next))).toBe(false);
});

test('a prerelease is named in the same manner', () => {
  expect(specificationFor('^1.2.0', '2.0.0-beta.1')).toBe('^2.0.0-beta.1');
  expect(semver.satisfies('2.0.0-beta.1', '^2.0.0-beta.1')).toBe(true);
});

test.each([
  ['^1.2.0', 'create-fitness-serverless'],
  ['latest', 'create-fitness-serverless'],
  ['npm:@acme/fitness@^1.2.0', '@acme/fitness'],
  ['file:vendor/create-fitness-serverless-1.2.0.tgz', undefined],
  ['github:acme/fitness', undefined],
  ['npm:--version@1', undefined],
  ['npm:-g', undefined],
  ['npm:@-/x@1', undefined],
  ['https://example.org/fitness.tgz', undefined],
])('%s is, in a registry, %s', (specification, name) => {
  expect(registryName(specification)).toBe(name);
});

test('what a workspace keeps elsewhere is left alone', () => {
  expect(['workspace:*', 'catalog:', 'link:../tool', 'portal:../tool'].every(isKeptElsewhere)).toBe(true);
  expect(['^1.2.0', 'file:tool.tgz', 'npm:x@1'].some(isKeptElsewhere)).toBe(false);
});
