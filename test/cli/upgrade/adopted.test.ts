/** The commands that change a service, in one that was there before the tool. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import * as add from '../../../src/cli/add.ts';
import * as eject from '../../../src/cli/eject.ts';
import * as enforce from '../../../src/cli/enforce.ts';
import * as remove from '../../../src/cli/remove.ts';
import * as set from '../../../src/cli/set.ts';
import * as uneject from '../../../src/cli/uneject.ts';
import { isAsSeen } from '../../../src/cli/upgrade/cache.ts';
import * as upgrade from '../../../src/cli/upgrade.ts';
import { FILES, adoptedService } from '../../adopt/adopted-service.ts';
import { inProcess } from '../../support/in-process.ts';
import type { Said } from '../../support/in-process.ts';
import { committed } from './service.ts';

async function service(how: Parameters<typeof adoptedService>[1] = {}): Promise<string> {
  const { folder } = await adoptedService(FILES, how);
  return committed(folder);
}

const read = (folder: string, path = 'template.yaml'): string => readFileSync(join(folder, path), 'utf8');
const upgrading = (folder: string, ...words: string[]): Promise<Said> =>
  inProcess('upgrade', upgrade, ['--offline', '--no-install', ...words], folder);
const adding = (folder: string, ...words: string[]): Promise<Said> =>
  inProcess('add', add, ['--no-install', ...words], folder);

/** Long enough after the last change for it to be remembered. */
async function looked(folder: string): Promise<void> {
  await setTimeout(50);
  expect((await upgrading(folder, '--allow-dirty')).out).toMatch(/nothing to do/);
}

describe('upgrade', () => {
  test('has nothing to do, and brings a newer version into the files of its owner', async () => {
    expect((await upgrading(await service())).out).toMatch(/nothing to do/);
    const folder = await service({ version: '0.0.1', without: 'acm-certificate-expiration-check' });
    const { status, out } = await upgrading(folder);
    expect(status).toBe(0);
    expect(out).toMatch(/\+ fitness\/checks\/acm-certificate-expiration-check\.ts +new check/);
    expect(out).toMatch(/~ template\.yaml +the tool changed what is ours in it/);
    expect(out).toMatch(/fitness stays [\d.]+/);
    expect(read(folder)).toContain('acm:DescribeCertificate');
    expect((await upgrading(folder, '--check', '--allow-dirty')).status).toBe(0);
  });

  test('remembers that there is nothing to do, as long as the files of its owner are what they were', async () => {
    const folder = await service();
    mkdirSync(join(folder, 'node_modules'));
    const config = read(folder, 'fitness.yaml').replace('    - package.json\n', '    - package.json\n    - Makefile\n');
    writeFileSync(join(folder, 'fitness.yaml'), config);
    await looked(folder);
    expect(isAsSeen(folder)).toBe(true);
    writeFileSync(join(folder, 'template.yaml'), `${read(folder)}# mine\n`);
    expect(isAsSeen(folder)).toBe(false);
    await looked(folder);
    expect(isAsSeen(folder)).toBe(true);
    // it is named, and was not there
    writeFileSync(join(folder, 'Makefile'), 'deploy:\n');
    expect(isAsSeen(folder)).toBe(false);
  });

  test('gives back a value of ours by name', async () => {
    const folder = await service();
    const before = read(folder);
    writeFileSync(join(folder, 'template.yaml'), before.replace('AutoPublishAlias: live', 'AutoPublishAlias: blue'));
    expect((await upgrading(folder, '--allow-dirty')).out).toMatch(/nothing to do/);
    const { status } = await upgrading(folder, '--restore=template.yaml');
    expect(status).toBe(0);
    expect(read(folder)).toBe(before);
  });
});

describe('set, add, remove and enforce', () => {
  test('enforcing is one command', async () => {
    const folder = await service();
    const { status, out } = await inProcess('set', set, ['gate.mode=enforce'], folder);
    expect([status, out]).toEqual([0, expect.stringMatching(/~ fitness\.yaml +as asked/)]);
    expect(read(folder, 'fitness.yaml')).toContain('\n  mode: enforce #');
  });

  test('an environment comes into the template, whatever the length of its name', async () => {
    const folder = await service();
    const { status } = await adding(folder, 'environment', 'an-environment-of-20', '--after', 'dev');
    expect(status).toBe(0);
    expect(read(folder)).toContain('AllowedValues: [dev, an-environment-of-20, prod]\n');
  });

  test('a function is its owner’s to write', async () => {
    await expect(adding(await service(), 'function', 'report', '--trigger', 'schedule')).rejects.toMatchObject({
      code: 'adopted-service',
      message: 'The functions of this service stand in template.yaml, which is yours.',
    });
  });

  test('a check comes, counts and goes', async () => {
    const folder = await service();
    const id = 's3-bucket-default-lock-enabled';
    const known = 'dynamodb-table-encrypted-kms';
    expect(read(folder, 'fitness.yaml')).not.toContain(known);
    await adding(folder, 'check', known, '--trial');
    expect(read(folder, `fitness/checks/${known}.ts`)).toContain(known);
    await inProcess('enforce', enforce, [known], folder);
    expect(read(folder, 'fitness.yaml')).toMatch(
      new RegExp(`${known}:\n +enabled: true\n +weight: \\d+\n +mode: enforced`),
    );
    await inProcess('remove', remove, ['check', known], folder);
    expect(read(folder, 'fitness.yaml')).not.toContain(known);
    await expect(adding(folder, 'check', id)).rejects.toMatchObject({ code: 'unknown-check' });
  });
});

test('eject says what does not come any more, and uneject takes it back', async () => {
  const folder = await service({ version: '0.1.0' });
  const { err } = await inProcess('eject', eject, ['template.yaml'], folder);
  expect(err).toContain('what new versions change of what is ours in it is not merged in');
  await inProcess('set', set, ['gate.minimum=51'], folder);
  expect(read(folder)).toContain('"value": 50');
  await inProcess('uneject', uneject, ['template.yaml'], folder);
  expect(read(folder)).toContain('"value": 51');
});
