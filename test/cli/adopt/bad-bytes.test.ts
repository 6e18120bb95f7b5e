import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { committed, git } from '../upgrade/service.ts';
import {
  FILES,
  TEMPLATE,
  adopting,
  commitAll,
  files,
  read,
  removedLines,
  repository,
  unadopting,
} from './repository.ts';

jest.setTimeout(60_000);

/** A repository with a file of these bytes. */
function having(path: string, bytes: Uint8Array, others: Readonly<Record<string, string>> = FILES): string {
  const folder = committed(repository({ ...others, [path]: '' }));
  writeFileSync(join(folder, path), bytes);
  commitAll(folder);
  return folder;
}

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16 = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('a template', () => {
  test.each([
    ['in Latin-1', latin1(`${TEMPLATE}# caf\xe9\n`), 'not-utf-8', 'template.yaml:15:6: '],
    ['in UTF-16, as PowerShell writes it', utf16(TEMPLATE), 'not-utf-8', 'template.yaml:1:1: '],
    ['with carriage returns alone', latin1(TEMPLATE.replaceAll('\n', '\r')), 'odd-character', 'template.yaml:1:39: '],
    ['with a NUL', latin1(`${TEMPLATE}# a\0b\n`), 'odd-character', 'template.yaml:15:4: '],
    ['of two documents', latin1(`${TEMPLATE}---\nA: 1\n`), 'template-syntax', 'template.yaml:15:1: a second document'],
  ])('%s is refused with the place, and nothing is written', async (_, bytes, code, message) => {
    const folder = having('template.yaml', bytes);
    const before = files(folder);
    for (const flags of [['--yes'], ['--dry-run'], ['--yes', '--staged']])
      await expect(adopting(folder, ...flags)).rejects.toMatchObject({
        code,
        kind: 'usage',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      });
    expect(files(folder)).toEqual(before);
  });

  test.each([
    ['a byte order mark', `\uFEFF${TEMPLATE}`],
    ['the marks of one document', `---\n${TEMPLATE}...\n`],
  ])('with %s is adopted, and comes back', async (_, text) => {
    const folder = having('template.yaml', Buffer.from(text));
    const before = files(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('1 gated') });
    expect(removedLines(git(folder, 'diff'))).toEqual([]);
    commitAll(folder);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(files(folder)).toEqual(before);
  });

  test('with a key twice is read as SAM does, and it is said where', async () => {
    const folder = having('template.yaml', Buffer.from(`${TEMPLATE}  Photos:\n    Type: AWS::SNS::Topic\n`));
    const { status, out } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/! template\.yaml:15:3\n +The key Photos/),
    });
  });
});

describe('a file beside', () => {
  const PACKAGE = '{"name":"orders","devDependencies":{"typescript":"5"}}';
  const WORKFLOW = 'on: push\njobs:\n  ship:\n    steps:\n      - run: sam build\n';
  const MAKEFILE = 'build:\n\tsam build\n';
  const BUILDSPEC = 'version: 0.2\nphases: {build: {commands: [sam build]}}\n';

  test.each([
    ['package.json', latin1(PACKAGE.replace('orders', 'caf\xe9s')), 'package.json:1:13', 'the byte 0xe9'],
    ['package.json', latin1(PACKAGE.replace(',', ',\r')), 'package.json:1:18', 'carriage return'],
    ['package.json', utf16(PACKAGE), 'package.json:1:1', 'UTF-16'],
    ['package.json', latin1(`${PACKAGE}{`), 'package.json:1:55', 'Unexpected'],
    ['.github/workflows/ship.yml', latin1(`${WORKFLOW}# \xe9\n`), 'ship.yml:6:3', 'the byte 0xe9'],
    ['.github/workflows/ship.yml', latin1(`${WORKFLOW}---\n`), 'ship.yml:6:1', 'a second document'],
    ['buildspec.yml', latin1(`${BUILDSPEC}# \0\n`), 'buildspec.yml:3:3', 'U+0000'],
    ['Makefile', latin1(MAKEFILE.replaceAll('\n', '\r')), 'Makefile:1:7', 'carriage return'],
  ])('%s is left alone, with the place', async (path, bytes, place, reason) => {
    const folder = having(path, bytes);
    const { status, out } = await adopting(folder, '--yes');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringContaining(`${place}\n      Nothing is added to`) });
    expect(out.replace(/\s+/g, ' ')).toContain(reason);
    expect(git(folder, 'diff', '--name-only')).toBe('template.yaml\n');
    // where nothing goes into package.json nothing of the gate may want it
    expect(read(folder, 'fitness.yaml')).toContain('hooks: prebuilt');
  });

  test('a Makefile may colour what it prints; a package.json may have a byte order mark', async () => {
    const folder = having('Makefile', latin1(`RED = \x1b[31m\n${MAKEFILE}`));
    writeFileSync(join(folder, 'package.json'), `\uFEFF${PACKAGE}`);
    commitAll(folder);
    const { out } = await adopting(folder, '--yes');
    expect(out).not.toContain('left-alone');
    expect(git(folder, 'diff', '--name-only').split('\n')).toEqual(
      expect.arrayContaining(['Makefile', 'package.json']),
    );
  });
});
