import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { committed, git, olderService, upgrading } from './service.ts';

jest.setTimeout(60_000);

const NEWS = ['dynamodb-pitr-enabled', 's3-bucket-versioning-enabled'];

const config = (folder: string) => readFileSync(join(folder, 'fitness.yaml'), 'utf8');

function below(text: string, id: string): string {
  return new RegExp(`^ {2}${id}:\\n((?: {4}.*\\n)*)`, 'm').exec(text)?.[1] ?? '';
}

test('a new check arrives in trial; --enforce lets it count, now or later', async () => {
  const [later, now] = [
    committed(await olderService({ without: NEWS })),
    committed(await olderService({ without: NEWS })),
  ];
  expect((await upgrading(later)).status).toBe(0);
  for (const id of NEWS) expect(below(config(later), id)).toMatch(/mode: trial\n {4}since: 0\.1\.0\n$/);
  git(later, 'add', '-A');
  git(later, 'commit', '-qm', 'Upgrade');
  expect((await upgrading(later, '--enforce')).status).toBe(0);
  for (const id of NEWS) expect(below(config(later), id)).toMatch(/mode: enforced\n$/);

  expect((await upgrading(now, '--enforce')).status).toBe(0);
  expect(config(now)).toBe(config(later));
  expect((await upgrading(now, '--check')).status).toBe(0);
});

test('a check that somebody put into trial himself counts as well, also for one environment', async () => {
  const folder = await olderService();
  const file = join(folder, 'fitness.yaml');
  const text = config(folder)
    .replace(/(^ {2}dynamodb-pitr-enabled:\n(?: {4}.*\n)*? {4}mode: )enforced$/m, '$1trial # for now')
    .replace(/^ {4}checks:\n/m, '$&      s3-bucket-versioning-enabled:\n        mode: trial\n        weight: 3\n');
  writeFileSync(file, text);
  committed(folder);
  expect((await upgrading(folder, '--enforce')).status).toBe(0);
  expect(below(config(folder), 'dynamodb-pitr-enabled')).toMatch(/mode: enforced # for now\n/);
  expect(config(folder)).toContain('      s3-bucket-versioning-enabled:\n        mode: enforced\n        weight: 3\n');
});
