/** What stands in a repository and is nobody's mistake: told in words that say what to do. */
import { expect, jest, test } from '@jest/globals';
import { committed } from '../upgrade/service.ts';
import { FILES, adopting, files, repository } from './repository.ts';

jest.setTimeout(60_000);

interface Told {
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly location: { readonly file: string; readonly line: number };
  }[];
}

const findingsOf = async (folder: string, code: string): Promise<Told['findings']> =>
  (JSON.parse((await adopting(folder, '--dry-run', '--json')).out) as Told).findings.filter((one) => one.code === code);

test.each([
  ['of an organisation hook', 'gate: {minimum: 50}\n', 'organisation-hook'],
  ['that says too much', 'version: 1\nname: x\ngate: {minimum: 50}\n', 'invalid-config'],
  ['of something else', 'workout: daily\n', 'invalid-config'],
])('a fitness.yaml %s: it is said what to do with it', async (_, text, code) => {
  const folder = committed(repository({ ...FILES, 'fitness.yaml': text }));
  const before = files(folder);
  for (const flags of [['--yes'], ['--dry-run'], ['--yes', '--staged']])
    await expect(adopting(folder, ...flags)).rejects.toMatchObject({
      code,
      kind: 'usage',
      hint: expect.stringMatching(
        /^A service has a fitness\.yaml that `adopt` writes\. Rename this one, run the command again/,
      ),
    });
  expect(files(folder)).toEqual(before);
});

test.each([
  ['{"name":"x",', 'it is no JSON: Expected double-quoted property name'],
  ['{"name": "x" "y"}', "it is no JSON: Expected ',' or '}' after property value"],
  ['{"name":', 'it is no JSON: Unexpected end of JSON input'],
])('a package.json of %j is told in the words of JSON', async (text, reason) => {
  const folder = repository({ ...FILES, 'package.json': text });
  expect(await findingsOf(folder, 'left-alone')).toEqual([
    expect.objectContaining({
      message: `Nothing is added to this file: ${reason}`,
      location: expect.objectContaining({ file: 'package.json', line: 1 }),
    }),
  ]);
});

test('a samconfig that names a template outside of the folder is said to deploy another', async () => {
  const samconfig = (path: string): string => `version = 0.1\n[default.deploy.parameters]\ntemplate_file = "${path}"\n`;
  const folder = repository({ ...FILES, 'samconfig.toml': samconfig('../other/template.yaml') });
  expect(await findingsOf(folder, 'samconfig-template-outside')).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('It names ../other/template.yaml, which lies outside of this folder'),
      location: { file: 'samconfig.toml', line: 1, column: 1 },
    }),
  ]);
  const inside = repository({ ...FILES, 'samconfig.toml': samconfig('src/../template.yaml') });
  expect(await findingsOf(inside, 'samconfig-template-outside')).toEqual([]);
});
