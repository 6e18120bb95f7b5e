import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { templatesNamed } from '../../src/cli/templates.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

let cwd: string;

beforeAll(() => {
  cwd = emptyFolder();
  write(cwd, {
    'a/template.yaml': '',
    'a/deep/template.yaml': '',
    'b/template.yml': '',
    'b/other.json': '',
    '.aws-sam/build/template.yaml': '',
    'node_modules/x/template.yaml': '',
    '[odd].yaml': '',
  });
  mkdirSync(join(cwd, 'folder.yaml'));
  symlinkSync(join(cwd, 'a', 'template.yaml'), join(cwd, 'b', 'linked.yaml'));
});

describe('templates are named', () => {
  test.each<[string[], (string | undefined)[]]>([
    [[], [undefined]],
    [
      ['b', 'a/template.yaml'],
      ['b', 'a/template.yaml'],
    ],
    [['nowhere.yaml'], ['nowhere.yaml']],
    [['*/template.*'], ['a/template.yaml', 'b/template.yml']],
    [['**/template.yaml'], ['a/deep/template.yaml', 'a/template.yaml']],
    [['a/**/*.yaml'], ['a/deep/template.yaml', 'a/template.yaml']],
    [['{a,b}/*.{yaml,json}'], ['a/template.yaml', 'b/linked.yaml', 'b/other.json']],
    [['./a/*.yaml'], ['a/template.yaml']],
    [['*.yaml'], ['[odd].yaml']],
    [['.aws-sam/*/*.yaml'], ['.aws-sam/build/template.yaml']],
    [['node_modules/*/*.yaml'], ['node_modules/x/template.yaml']],
    [
      ['b/template.yml', '*/template.*', 'a/template.yaml'],
      ['b/template.yml', 'a/template.yaml'],
    ],
    [['[odd].yaml'], ['[odd].yaml']],
  ])('by %j', async (words, expected) => {
    expect(await templatesNamed(words, cwd)).toEqual(expected);
  });

  test('absolutely', async () => {
    expect(await templatesNamed([join(cwd, 'a', '*.yaml')], emptyFolder())).toEqual([join(cwd, 'a', 'template.yaml')]);
  });

  test.each(['*.nothing', 'nowhere/**/*.yaml', '!(a)/template.yaml'])(
    '%s matches nothing, and says so',
    async (word) => {
      await expect(templatesNamed(['a', word], cwd)).rejects.toMatchObject({
        code: 'no-template',
        message: `Nothing matches ${word}.`,
      });
    },
  );
});
