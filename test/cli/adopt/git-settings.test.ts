/** A repository whose settings name programs: git starts them for whoever asks it anything. */
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { emptyFolder } from '../../upgrade/tree.ts';
import { committed, git } from '../upgrade/service.ts';
import { FILES, adopting, commitAll, repository } from './repository.ts';

jest.setTimeout(60_000);

const HOOKS = [
  'commit-msg',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'pre-commit',
  'reference-transaction',
];

/** A program that writes its name down, and gives what it is given. */
function program(folder: string, name: string, log: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho ${name} >> '${log}'\ncat\n`);
  chmodSync(file, 0o755);
  return file;
}

function rigged(): { readonly folder: string; readonly ran: () => string[] } {
  const [folder, programs] = [
    committed(repository({ ...FILES, '.gitattributes': '*.py filter=x diff=x\n' })),
    emptyFolder(),
  ];
  const log = join(programs, 'log');
  for (const [key, name] of [
    ['core.fsmonitor', 'monitor'],
    ['core.pager', 'pager'],
    ['diff.external', 'differ'],
    ['diff.x.textconv', 'converter'],
    ['gpg.program', 'signer'],
    ['filter.x.clean', 'filter'],
  ] as const)
    git(folder, 'config', key, program(programs, name, log));
  git(folder, 'config', 'commit.gpgSign', 'true');
  git(folder, 'config', 'core.hooksPath', join(programs, 'hooks'));
  mkdirSync(join(programs, 'hooks'));
  for (const name of HOOKS) program(join(programs, 'hooks'), name, log);
  // git looks into what is younger than its index
  utimesSync(join(folder, 'src/app.py'), new Date(), new Date());
  return { folder, ran: () => (existsSync(log) ? [...new Set(readFileSync(log, 'utf8').trim().split('\n'))] : []) };
}

test.each([[['--dry-run']], [['--diff']], [['--yes']], [['--yes', '--branch']], [['--yes', '--staged']]])(
  'adopt %j starts none of them but the filters, as git status does',
  async (flags) => {
    const { folder, ran } = rigged();
    expect(await adopting(folder, ...flags)).toMatchObject({ status: 0 });
    expect(ran().filter((name) => name !== 'filter')).toEqual([]);
  },
);

test('the programs do run where git is asked without care', () => {
  const { folder, ran } = rigged();
  git(folder, 'config', 'commit.gpgSign', 'false');
  writeFileSync(join(folder, 'a'), '');
  commitAll(folder);
  expect(ran()).toEqual(expect.arrayContaining(['monitor', 'filter', 'pre-commit', 'reference-transaction']));
});
