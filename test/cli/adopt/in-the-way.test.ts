import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { emptyFolder, tree, write } from '../../upgrade/tree.ts';
import { committed } from '../upgrade/service.ts';
import { TEMPLATE, adopting, commitAll, files, isThere, read, repository, unadopting } from './repository.ts';

jest.setTimeout(60_000);

const outside = emptyFolder();

function file(at: string): void {
  writeFileSync(at, 'mine\n');
}

function folder(at: string): void {
  mkdirSync(at, { recursive: true });
  file(join(at, 'mine'));
}

function linked(to: string): (at: string) => void {
  return (at) => symlinkSync(to, at);
}

test.each([
  ['a file', 'fitness', file, 'in-the-way', 'fitness: it is no folder'],
  ['a file', '.fitness', file, 'in-the-way', '.fitness: it is no folder'],
  ['a folder', 'fitness.yaml', folder, 'in-the-way', 'fitness.yaml: a folder stands in its place'],
  ['a folder', 'fitness-known-failures.json', folder, 'in-the-way', 'a folder stands in its place'],
  ['a folder', '.fitness/manifest.json', folder, 'in-the-way', 'a folder stands in its place'],
  ['a folder', 'fitness/dist/hooks.mjs', folder, 'in-the-way', 'a folder stands in its place'],
  ['a link to a file outside', 'fitness.yaml', linked(join(outside, 'x.yaml')), 'in-the-way', 'a symbolic link'],
  ['a link to a folder outside', 'fitness', linked(outside), 'link-leads-outside', 'leads out of the folder'],
  ['a link to a folder outside', '.fitness', linked(outside), 'link-leads-outside', 'leads out of the folder'],
  ['a link that leads nowhere', 'fitness', linked('nowhere'), 'link-leads-outside', 'leads out of the folder'],
])('%s at %s: nothing is written', async (_, path, make, code, message) => {
  const service = repository();
  mkdirSync(join(service, path, '..'), { recursive: true });
  make(join(service, path));
  committed(service);
  const before = tree(service);
  for (const flags of [['--yes'], ['--dry-run'], ['--yes', '--staged']])
    await expect(adopting(service, ...flags)).rejects.toMatchObject({
      code,
      kind: 'usage',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  expect(files(service)).toEqual(
    Object.fromEntries(Object.entries(before).filter(([each]) => !each.startsWith('.git/'))),
  );
  expect(tree(outside)).toEqual({});
});

describe('a template that takes no part of ours in a section', () => {
  const FUNCTION = 'Type: AWS::Serverless::Function';
  const PROPERTIES = 'Properties: {Runtime: python3.13, CodeUri: src/, Handler: app.take}';
  const ORDINARY = `Resources:\n  Take:\n    ${FUNCTION}\n    ${PROPERTIES}\n`;

  test.each([
    ['a resource of an explicit key', `Resources:\n  ? Take\n  : ${FUNCTION}\n    ${PROPERTIES}\n`, 4, 5, '`Take:`'],
    ['another one', ORDINARY.replace(':\n', ':\n  ? Photos\n  : Type: AWS::S3::Bucket\n'), 4, 5, '`Photos:`'],
    ['a parameter of an explicit key', `Parameters:\n  ? A\n  : {Type: String, Default: x}\n${ORDINARY}`, 4, 5, '`A:`'],
    [
      'parameters that an alias repeats',
      `Parameters: &p\n  A: {Type: String, Default: x}\nMetadata: {Copy: *p}\n${ORDINARY}`,
      3,
      1,
      'Write Parameters as a map of its own',
    ],
  ])('%s: nothing is written', async (_, text, line, column, hint) => {
    const head = `AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n`;
    const service = committed(repository({ 'template.yaml': `${head}${text}`, 'src/app.py': 'pass\n' }));
    const before = files(service);
    for (const flags of [['--yes'], ['--dry-run']])
      await expect(adopting(service, ...flags)).rejects.toMatchObject({
        code: 'no-place',
        kind: 'usage',
        message: expect.stringContaining('Nothing can be added to '),
        location: { file: 'template.yaml', line, column },
        hint: expect.stringContaining(hint),
      });
    expect(files(service)).toEqual(before);
  });

  test('since it was adopted: no function is gated without its alarms', async () => {
    const service = committed(repository());
    await adopting(service, '--yes');
    const [head = '', ...rest] = read(service, 'template.yaml').split('Resources:\n');
    const more = `  ? Films\n  : Type: AWS::S3::Bucket\n  Send:\n    ${FUNCTION}\n    ${PROPERTIES}\n`;
    write(service, { 'template.yaml': `${head}Resources:\n${more}${rest.join('Resources:\n')}` });
    commitAll(service);
    const before = files(service);
    await expect(adopting(service, '--yes')).rejects.toMatchObject({
      code: 'no-place',
      kind: 'usage',
      location: { line: head.split('\n').length + 1, column: 5 },
      hint: expect.stringContaining('`Films:`'),
    });
    expect(files(service)).toEqual(before);
    write(service, { 'template.yaml': read(service, 'template.yaml').replace('  ? Films\n  : T', '  Films:\n    T') });
    commitAll(service);
    expect(await adopting(service, '--yes')).toMatchObject({ status: 0 });
    expect(read(service, 'template.yaml')).toContain('SendErrors:');
  });
});

test('code of theirs where our hooks belong is in the way; a folder of theirs beside our files is not', async () => {
  const service = committed(repository());
  folder(join(service, 'fitness/plans'));
  folder(join(service, 'fitness/dist'));
  writeFileSync(join(service, 'fitness/dist/hooks.mjs'), 'export const mine = 1;\n');
  await expect(adopting(service, '--yes')).rejects.toMatchObject({
    code: 'in-the-way',
    message: expect.stringContaining('\n  fitness/dist/hooks.mjs: you have a file of that name'),
  });
  rmSync(join(service, 'fitness/dist/hooks.mjs'));
  expect(await adopting(service, '--yes')).toMatchObject({ status: 0 });
  expect(read(service, 'fitness/plans/mine')).toBe('mine\n');
  expect(isThere(service, 'fitness/dist/hooks.mjs')).toBe(true);
});

test('a check that its owner edited outlives an adoption: adopted again it stays theirs, and is listed', async () => {
  const service = committed(
    repository({
      'template.yaml': TEMPLATE.replace('python3.13', 'nodejs24.x'),
      'package.json': '{"name": "orders", "devDependencies": {"typescript": "^5.9.0"}}\n',
    }),
  );
  await adopting(service, '--yes');
  commitAll(service);
  const check = readdirSync(join(service, 'fitness/checks'), { recursive: true, encoding: 'utf8' }).find((path) =>
    /^(?!custom).*\.ts$/.test(path),
  );
  const path = `fitness/checks/${check}`;
  const mine = `${read(service, path)}// mine\n`;
  write(service, { [path]: mine });
  commitAll(service);
  expect(await unadopting(service, '--yes')).toMatchObject({ status: 3 });
  const again = await adopting(service, '--yes', '--allow-dirty');
  expect(again).toMatchObject({ status: 3, out: expect.stringContaining(path) });
  expect(again.err).toContain('What is yours stays; ours waits beside it');
  expect(read(service, path)).toBe(mine);
  expect(read(service, `.fitness/conflicts/${path}`)).not.toContain('// mine');
  expect(isThere(service, 'fitness/hooks/recorder.ts')).toBe(true);
});
