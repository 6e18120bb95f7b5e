import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as adopt from '../../../src/cli/adopt.ts';
import * as unadopt from '../../../src/cli/unadopt.ts';
import { inProcess } from '../../support/in-process.ts';
import type { Said } from '../../support/in-process.ts';
import { emptyFolder, write } from '../../upgrade/tree.ts';
import { committed } from '../upgrade/service.ts';
import { FILES, IDENTITY, adopting, commitAll, files, read, repository } from './repository.ts';

jest.setTimeout(60_000);

const WITHOUT = { ...IDENTITY, PATH: emptyFolder() };

const adoptingWithout = (folder: string, ...args: string[]): Promise<Said> =>
  inProcess('adopt', adopt, ['--no-install', ...args], folder, WITHOUT);

const NO_GIT = {
  code: 'no-git',
  kind: 'usage',
  message: expect.stringMatching(/ is in a git repository, and there is no git on the PATH\.$/),
};

test('in a repository, without git: nobody knows what is uncommitted, so nothing is written', async () => {
  const folder = committed(repository());
  mkdirSync(join(folder, 'deeper'));
  const before = files(folder);
  for (const args of [['--yes'], ['--yes', '--staged'], ['--yes', '--branch']])
    await expect(adoptingWithout(folder, ...args)).rejects.toMatchObject(NO_GIT);
  expect(files(folder)).toEqual(before);
  expect(await adoptingWithout(folder, '--dry-run')).toMatchObject({ status: 0 });
  const { err } = await adoptingWithout(folder, '--yes', '--allow-dirty');
  expect(err).toContain('Git has no copy here: what was there is kept in .fitness/undo.');
  expect(err).not.toContain('no git repository');
});

test('unadopt as well', async () => {
  const folder = committed(repository());
  await adopting(folder, '--yes');
  commitAll(folder);
  for (const args of [['--yes'], ['--yes', '--branch']])
    await expect(inProcess('unadopt', unadopt, args, folder, WITHOUT)).rejects.toMatchObject(NO_GIT);
});

test('outside of one it goes on', async () => {
  const folder = repository();
  expect(await adoptingWithout(folder, '--yes')).toMatchObject({ status: 0 });
  await expect(adoptingWithout(repository(), '--yes', '--staged')).rejects.toMatchObject({ code: 'no-repository' });
});

test('what comes next can be run: without samconfig nobody knows what the tool would deploy', async () => {
  const bare = committed(repository());
  const { err } = await adopting(bare, '--yes');
  expect(err).toMatch(/^ {2}sam deploy … --parameter-overrides … ReleaseId=\$\(date \+%y%m%d%H%M\)$/m);
  expect(err).not.toMatch(/fitness-serverless\S* deploy/);
  // the value is one that the parameter takes
  const [, allowed = ''] = /ReleaseId:[^]*?AllowedPattern: '?([^'\n]+)/.exec(read(bare, 'template.yaml')) ?? [];
  expect('2601311259').toMatch(new RegExp(allowed));
  const configured = repository(FILES);
  write(configured, { 'samconfig.toml': 'version = 0.1\n[prod.deploy.parameters]\nstack_name = "orders"\n' });
  expect((await adopting(committed(configured), '--yes')).err).toMatch(/fitness-serverless\S* deploy --env prod/);
});
