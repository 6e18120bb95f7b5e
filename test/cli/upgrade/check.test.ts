import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { MANIFEST_PATH, basePath } from '../../../src/upgrade/manifest.ts';
import { tree, write } from '../../upgrade/tree.ts';
import { olderService, service, upgrading } from './service.ts';

jest.setTimeout(60_000);

const CHECK = 'fitness/checks/dynamodb-pitr-enabled.ts';

function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Status and JSON of `--check`; nothing of it may change a byte. */
async function checked(folder: string): Promise<{ status: number; text: string; json: Record<string, unknown> }> {
  const before = tree(folder);
  const { status, out } = await upgrading(folder, '--check');
  const asData = await upgrading(folder, '--check', '--json');
  expect(asData.status).toBe(status);
  expect(tree(folder)).toEqual(before);
  return { status, text: out, json: JSON.parse(asData.out) as Record<string, unknown> };
}

describe('S62 --check', () => {
  test('0: up to date', async () => {
    const { status, text, json } = await checked(await service());
    expect({ status, text }).toEqual({
      status: 0,
      text: 'Up to date with create-fitness-serverless 0.1.0; nothing to do.\n',
    });
    expect(json).toMatchObject({ version: 1, from: '0.1.0', to: '0.1.0', conflicts: [], problems: [] });
  });

  test('0: an edit of what both own, or of what is the owner’s, is none of its business', async () => {
    const folder = await service();
    edit(folder, 'template.yaml', (text) => `${text}# mine\n`);
    edit(folder, 'README.md', () => '# Mine\n');
    expect((await checked(folder)).status).toBe(0);
  });

  test('4: a newer version', async () => {
    const folder = await olderService({ texts: { 'buildspec.yml': (text) => `# old\n${text}` } });
    const { status, text, json } = await checked(folder);
    expect({ status, text }).toEqual({
      status: 4,
      text: expect.stringMatching(/^An upgrade is available, 0\.0\.9 → 0\.1\.0: \d+ files would change\.\n$/),
    });
    expect(json).toMatchObject({ from: '0.0.9', to: '0.1.0', dryRun: true });
  });

  test('4: fitness.yaml was edited, and is not applied', async () => {
    const folder = await service();
    edit(folder, 'fitness.yaml', (text) => text.replace(/^region: .*$/m, 'region: eu-west-1'));
    const { status, text } = await checked(folder);
    expect(status).toBe(4);
    expect(text).toMatch(/^What fitness\.yaml says is not applied: [1-9]\d* files? would change\.\n$/);
  });

  test.each([
    ['a managed file is edited', (folder: string) => edit(folder, CHECK, (text) => `${text}// mine\n`), 'tampered'],
    ['a managed file is gone', (folder: string) => rmSync(join(folder, CHECK)), 'missing'],
    ['a base is gone', (folder: string) => rmSync(join(folder, basePath('template.yaml'))), 'no-base'],
    ['a base is edited', (folder: string) => edit(folder, basePath('package.json'), (text) => `${text}\n`), 'no-base'],
  ])('6: %s', async (_, change, kind) => {
    const folder = await service();
    change(folder);
    const { status, text, json } = await checked(folder);
    expect(status).toBe(6);
    expect(text).toMatch(kind === 'no-base' ? /Restore \.fitness\// : /--restore=PATH.*eject/);
    expect(json['problems']).toEqual([expect.objectContaining({ kind })]);
  });

  test('without --check it is told beside that there is nothing to do', async () => {
    const folder = await service();
    rmSync(join(folder, CHECK));
    const { status, out, err } = await upgrading(folder);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining('nothing to do') });
    expect(err).toMatch(new RegExp(`^${CHECK} is the tool's, and is missing\\.\\n.*--restore=PATH`));
  });

  test('6 comes before 4', async () => {
    const folder = await olderService({ texts: { 'buildspec.yml': (text) => `# old\n${text}` } });
    edit(folder, CHECK, (text) => `${text}// mine\n`);
    expect((await checked(folder)).status).toBe(6);
  });

  test('CRLF for LF is no edit', async () => {
    const folder = await service();
    edit(folder, CHECK, (text) => text.replaceAll('\n', '\r\n'));
    expect((await checked(folder)).status).toBe(0);
  });

  test.each([
    ['there is no manifest', null, { code: 'no-manifest', kind: 'usage' }],
    ['it is no JSON', '{', { code: 'broken-manifest', kind: 'tampered' }],
    ['it leads outside', '{"version":1,"files":{"../x":{}}}', { code: 'broken-manifest', kind: 'tampered' }],
    ['it has conflict markers', '{\n<<<<<<< ours\n', { code: 'broken-manifest', kind: 'tampered' }],
  ])('S18 a broken manifest: %s', async (_, text, error) => {
    const folder = await service();
    if (text === null) rmSync(join(folder, MANIFEST_PATH));
    else write(folder, { [MANIFEST_PATH]: text });
    const before = tree(folder);
    for (const flags of [['--check'], [], ['--check', '--json'], ['--dry-run']])
      await expect(upgrading(folder, ...flags)).rejects.toMatchObject(error);
    expect(tree(folder)).toEqual(before);
  });
});
