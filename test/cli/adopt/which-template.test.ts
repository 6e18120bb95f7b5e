import { existsSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { emptyFolder, write } from '../../upgrade/tree.ts';
import { committed } from '../upgrade/service.ts';
import { FILES, TEMPLATE, adopting, commitAll, read, repository } from './repository.ts';

jest.setTimeout(60_000);

interface Told {
  readonly template: string;
}

const templateOf = async (folder: string, ...args: string[]): Promise<string> =>
  (JSON.parse((await adopting(folder, '--dry-run', '--json', ...args)).out) as Told).template;

describe('a template that is named', () => {
  const twoIn = (name: string): string =>
    repository({ [`${name}/data.yaml`]: TEMPLATE, [`${name}/api.yaml`]: TEMPLATE, 'here.yaml': TEMPLATE });

  test('is one of the folder that is adopted', async () => {
    expect(await templateOf(twoIn('stacks'), 'stacks', '--template', 'data.yaml')).toBe('data.yaml');
  });

  test('or one from where the person stands', async () => {
    expect(await templateOf(twoIn('stacks'), 'stacks', '--template', 'stacks/data.yaml')).toBe('data.yaml');
    await expect(adopting(twoIn('stacks'), 'stacks', '--dry-run', '--template', 'here.yaml')).rejects.toMatchObject({
      code: 'template-outside',
    });
  });

  test('one that is nowhere is named as it was', async () => {
    await expect(adopting(twoIn('stacks'), 'stacks', '--yes', '--template', 'no.yaml')).rejects.toMatchObject({
      code: 'no-template',
      message: expect.stringMatching(/^There is no no\.yaml in .*stacks\.$/),
    });
  });
});

describe('of several', () => {
  test('two of one folder are named by their files', async () => {
    await expect(
      adopting(repository({ 'a/one.yaml': TEMPLATE, 'a/two.yaml': TEMPLATE }), '--yes'),
    ).rejects.toMatchObject({ hint: 'Name one of them: --template a/one.yaml' });
  });

  test('those in folders of their own by the folder, from where the person stands', async () => {
    const root = committed(repository({ 'services/a/template.yaml': TEMPLATE, 'services/b/template.yaml': TEMPLATE }));
    for (const [args, folder] of [
      [['--yes'], 'services/a'],
      [['services', '--yes'], 'services/a'],
      [['--yes', '--staged'], 'services/a'],
    ] as const)
      await expect(adopting(root, ...args)).rejects.toMatchObject({
        code: 'several-templates',
        hint: expect.stringMatching(new RegExp(` adopt ${folder}$`)),
      });
  });
});

describe('from a folder of a service', () => {
  test('one that is adopted is meant', async () => {
    const folder = committed(repository());
    await adopting(folder, '--yes');
    commitAll(folder);
    expect(await adopting(join(folder, 'src'), '--yes')).toMatchObject({
      status: 0,
      out: expect.stringContaining('nothing to do'),
    });
    expect(await adopting(join(folder, 'src'), '--yes', '--staged')).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'src/fitness.yaml'))).toBe(false);
  });

  test('unless the folder holds a template of its own', async () => {
    const folder = committed(repository({ ...FILES, 'inner/template.yaml': TEMPLATE }));
    await adopting(folder, '--yes', '--template', 'template.yaml');
    await adopting(join(folder, 'inner'), '--yes', '--allow-dirty');
    expect(read(folder, 'inner/fitness.yaml')).toContain('service: inner');
  });

  test.each([
    ['src', [], '\\.\\.'],
    ['src/deeper', [], '\\.\\./\\.\\.'],
    ['', ['src'], '\\.'],
    ['src', ['--staged'], '\\.\\.'],
  ])('of one that is not, from %s with %p: it is told where the template is', async (from, args, to) => {
    const folder = committed(repository({ ...FILES, 'src/deeper/x.txt': '' }));
    await expect(adopting(join(folder, from), '--yes', ...args)).rejects.toMatchObject({
      code: 'no-template',
      hint: expect.stringMatching(new RegExp(`^There is one above: npx \\S+ adopt ${to}$`)),
    });
  });

  test('not beyond the repository', async () => {
    const outer = repository();
    mkdirSync(join(outer, 'inner'));
    write(join(outer, 'inner'), { 'a.txt': '' });
    committed(join(outer, 'inner'));
    await expect(adopting(join(outer, 'inner'), '--yes')).rejects.toMatchObject({
      hint: expect.stringContaining('--template FILE'),
    });
  });
});

describe('a template that is a link', () => {
  test('to a file inside is adopted, and stays a link', async () => {
    const folder = repository();
    renameSync(join(folder, 'template.yaml'), join(folder, 't.real'));
    symlinkSync('t.real', join(folder, 'template.yaml'));
    committed(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(readlinkSync(join(folder, 'template.yaml'))).toBe('t.real');
    expect(read(folder, 'template.yaml')).toContain('PreTrafficHook');
    commitAll(folder);
    expect(await adopting(folder, '--yes')).toMatchObject({ out: expect.stringContaining('nothing to do') });
  });

  test('to one that is found by itself is one template', async () => {
    const folder = repository({ 'infra/app.yaml': TEMPLATE });
    symlinkSync('infra/app.yaml', join(folder, 'template.yaml'));
    expect(await adopting(folder, '--dry-run')).toMatchObject({ status: 0 });
  });

  test('that leads out is named, and no other', async () => {
    const elsewhere = emptyFolder();
    write(elsewhere, { 'template.yaml': TEMPLATE, 'notes.txt': '' });
    const folder = repository({ 'a.txt': '' });
    symlinkSync(join(elsewhere, 'template.yaml'), join(folder, 'template.yaml'));
    symlinkSync(join(elsewhere, 'notes.txt'), join(folder, 'notes.txt'));
    symlinkSync('nowhere.yaml', join(folder, 'broken.yaml'));
    symlinkSync('..', join(folder, 'around.yaml'));
    await expect(adopting(folder, '--yes')).rejects.toMatchObject({
      code: 'no-template',
      message: expect.stringMatching(
        /^There is no SAM template in \S+\. around\.yaml is a link that leads out of it\. template\.yaml is a link that leads out of it\.$/,
      ),
    });
  });
});
