import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../src/package.ts';

test('knows its folder, and the version in its package.json', () => {
  const { root, version } = ownPackage();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ name: 'create-fitness-serverless', version });
});
