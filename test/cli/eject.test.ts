/** `eject` and `uneject`: whose a file is. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as eject from '../../src/cli/eject.ts';
import * as score from '../../src/cli/score.ts';
import * as set from '../../src/cli/set.ts';
import * as uneject from '../../src/cli/uneject.ts';
import * as upgrade from '../../src/cli/upgrade.ts';
import * as validate from '../../src/cli/validate.ts';
import { UserError } from '../../src/errors.ts';
import { parseManifest } from '../../src/upgrade/manifest.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { tree } from '../upgrade/tree.ts';
import { olderService, service } from './upgrade/service.ts';

const HOOK = 'fitness/hooks/pre-traffic.ts';
const CHECK = 'fitness/checks/s3-bucket-logging-enabled.ts';

let folder: string;

beforeEach(async () => {
  folder = await service();
});

const ejecting = (...words: string[]): Promise<Said> => inProcess('eject', eject, words, folder);
const unejecting = (...words: string[]): Promise<Said> =>
  inProcess('uneject', uneject, ['--no-install', ...words], folder);
const upgrading = (...words: string[]): Promise<Said> =>
  inProcess('upgrade', upgrade, ['--offline', '--no-install', ...words], folder);
const setting = (...words: string[]): Promise<Said> => inProcess('set', set, ['--no-install', ...words], folder);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, path), change(read(path)));
const entry = (path: string) => parseManifest(readFileSync(join(folder, '.fitness/manifest.json'))).files[path];

async function refusal(running: Promise<Said>): Promise<UserError> {
  const error: unknown = await running.catch((problem: unknown) => problem);
  if (error instanceof UserError) return error;
  throw new Error('it was done');
}

describe('eject', () => {
  test('again: another reason is recorded, none is not', async () => {
    await ejecting(HOOK, '--reason', 'first');
    await ejecting(HOOK, '--reason', 'second');
    expect(entry(HOOK)?.ejected).toBe('second');
    await ejecting(HOOK);
    expect(entry(HOOK)?.ejected).toBe('second');
  });

  test('records whose it is and why, and changes nothing else', async () => {
    const before = tree(folder);
    const said = await ejecting(HOOK, '--reason', 'we call our own library');
    expect(said).toMatchObject({ status: 0, out: `${HOOK}: yours from now on: we call our own library\n` });
    expect(said.err).toContain(`Upgrades do not reach ${HOOK} any more`);
    const after = tree(folder);
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(['.fitness/manifest.json']);
    expect(entry(HOOK)).toMatchObject({ class: 'managed', ejected: 'we call our own library' });
    const again = tree(folder);
    await ejecting(HOOK);
    expect(tree(folder)).toEqual(again);
  });

  test('S38 an edit of it is no tampering, and nothing takes it back; the commands go on working', async () => {
    edit(CHECK, (text) => `${text}// mine\n`);
    expect((await upgrading('--check')).status).toBe(6);
    await ejecting(CHECK);
    expect((await upgrading('--check')).status).toBe(0);
    await upgrading('--restore');
    expect(read(CHECK)).toMatch(/\/\/ mine\n$/);
    expect((await inProcess('validate', validate, [], folder)).status).toBe(0);
    expect(JSON.parse((await inProcess('score', score, ['--no-custom', '--json'], folder)).out)).toMatchObject({
      version: 1,
    });
  });

  test('an upgrade leaves it alone, edited or not', async () => {
    folder = await olderService({ texts: { 'buildspec.yml': (text) => text.replace('version: 0.2', 'version: 0.1') } });
    await ejecting('buildspec.yml');
    const before = read('buildspec.yml');
    await upgrading();
    expect(read('buildspec.yml')).toBe(before);
    expect(entry('buildspec.yml')).toMatchObject({ ejected: 'by hand' });
    await unejecting('buildspec.yml');
    expect(read('buildspec.yml')).toBe(before.replace('version: 0.1', 'version: 0.2'));
  });

  test('--dry-run and --json: the shape of an upgrade', async () => {
    const before = tree(folder);
    const said = await ejecting('buildspec.yml', '--dry-run', '--json');
    expect(tree(folder)).toEqual(before);
    expect(JSON.parse(said.out)).toMatchObject({
      version: 1,
      dryRun: true,
      actions: [{ path: 'buildspec.yml', class: 'merged', action: 'keep', reason: 'yours from now on: by hand' }],
      conflicts: [],
      score: null,
    });
    expect(said.err).toContain('Nothing was written.');
  });

  test.each([
    [[], 'missing-path', expect.anything()],
    [['fitness.yaml'], 'not-ejectable', 'Edit it: what you write there is kept.'],
    [['README.md'], 'not-ejectable', undefined],
    [['buildspec.yaml'], 'not-generated', 'Did you mean buildspec.yml?'],
    [['../orders.yaml'], 'not-generated', expect.anything()],
    [['constructor'], 'not-generated', expect.anything()],
    [['buildspec.yml', '--reason', 'two\nlines'], 'broken-reason', undefined],
    [['buildspec.yml', '--reason', ' '], 'broken-reason', undefined],
  ])('refuses %j', async (words, code, hint) => {
    const before = tree(folder);
    const error = await refusal(ejecting(...words));
    expect({ code: error.code, hint: error.hint }).toEqual({ code, hint });
    expect(tree(folder)).toEqual(before);
  });
});

describe('uneject', () => {
  test('of a file as the tool made it changes the record alone', async () => {
    const before = tree(folder);
    await ejecting(HOOK, 'buildspec.yml');
    expect((await unejecting(HOOK, 'buildspec.yml')).status).toBe(0);
    expect(texts(tree(folder))).toEqual(texts(before));
    expect(await unejecting(HOOK)).toMatchObject({ status: 0, out: `${HOOK}: not ejected; nothing to do.\n` });
  });

  test.each([
    ['was edited', () => edit(HOOK, (text) => `${text}// mine\n`)],
    ['was deleted', () => rmSync(join(folder, HOOK))],
  ])('of one of the tool alone that %s needs --restore', async (what, change) => {
    const made = read(HOOK);
    await ejecting(HOOK);
    change();
    const before = tree(folder);
    const error = await refusal(unejecting(HOOK));
    expect(error.message).toBe(`${HOOK} ${what} since it was ejected.`);
    expect(error.hint).toContain("--restore takes the tool's text back");
    expect(tree(folder)).toEqual(before);
    expect((await unejecting(HOOK, '--restore')).status).toBe(0);
    expect(read(HOOK)).toBe(made);
    expect(entry(HOOK)).not.toHaveProperty('ejected');
  });

  test('of a file that both own goes on merging: its edits stay, what it missed comes', async () => {
    edit('samconfig.toml', (text) => text.replace('version = 0.1', 'version = 0.1\n# mine'));
    await ejecting('samconfig.toml');
    await setting('region=us-east-2');
    expect(read('samconfig.toml')).not.toContain('us-east-2');
    expect((await unejecting('samconfig.toml')).status).toBe(0);
    expect(read('samconfig.toml')).toContain('us-east-2');
    expect(read('samconfig.toml')).toContain('version = 0.1\n# mine\n');
  });

  test('a file is found where the person moved it', async () => {
    renameSync(join(folder, 'buildspec.yml'), join(folder, 'ci.yml'));
    await upgrading();
    await ejecting('ci.yml');
    expect(entry('buildspec.yml')).toMatchObject({ at: 'ci.yml', ejected: 'by hand' });
    await unejecting('ci.yml');
    expect(entry('buildspec.yml')).not.toHaveProperty('ejected');
  });
});

/** Without what is only kept to undo it, there being no git repository. */
function texts(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/^\.fitness\/(?:undo|\.gitignore)/.test(path)));
}
