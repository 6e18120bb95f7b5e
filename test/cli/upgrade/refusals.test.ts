import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as score from '../../../src/cli/score.ts';
import * as upgrade from '../../../src/cli/upgrade.ts';
import { inProcess } from '../../support/in-process.ts';
import { emptyFolder, tree, write } from '../../upgrade/tree.ts';
import { committed, git, olderService, service, upgrading } from './service.ts';

jest.setTimeout(60_000);

const OLD = { texts: { 'buildspec.yml': (text: string) => text.replace('phases:', '# of old\nphases:') } };

function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Refused, and no byte of the folder changed. */
async function refused(folder: string, flags: readonly string[], error: object): Promise<void> {
  const before = tree(folder);
  await expect(upgrading(folder, ...flags)).rejects.toMatchObject(error);
  expect(tree(folder)).toEqual(before);
}

test('outside of a service: 2', async () => {
  await refused(emptyFolder(), [], { code: 'no-service', kind: 'usage' });
});

test.each([
  [['--check', '--dry-run'], 'contradiction'],
  [['--continue', '--abort'], 'contradiction'],
  [['--abort', '--conflict=ours'], 'contradiction'],
  [['--all'], 'all-without-wanted'],
  [['--interactive'], 'no-terminal'],
  [['--abort'], 'nothing-to-finish'],
  [['--continue'], 'nothing-to-finish'],
  [['--to='], 'missing-value'],
])('%j: 2 (%s)', async (flags, code) => {
  const folder = await service();
  // what the helper adds is no part of the question
  await refused(folder, flags, { code, kind: 'usage' });
});

describe('S07 a service that a newer version made', () => {
  test('is refused by upgrade and by every command that reads it', async () => {
    const folder = await service();
    edit(folder, '.fitness/manifest.json', (text) => text.replace('serverless@0.1.0', 'serverless@0.2.0-rc.1'));
    const error = { code: 'older-tool', kind: 'usage', message: expect.stringContaining('0.2.0-rc.1') };
    await refused(folder, [], error);
    await refused(folder, ['--check'], error);
    await expect(inProcess('score', score, [], folder)).rejects.toMatchObject(error);
  });
});

describe('S10 uncommitted changes', () => {
  test('are refused with the list, in the real run alone', async () => {
    const folder = committed(await olderService(OLD));
    edit(folder, 'test/support.ts', (text) => `${text}// mine\n`);
    rmSync(join(folder, 'README.md'));
    await refused(folder, [], {
      kind: 'dirty',
      message: '2 files with uncommitted changes:\n  README.md\n  test/support.ts',
      hint: expect.stringContaining('--allow-dirty'),
    });
    expect((await upgrading(folder, '--dry-run')).status).toBe(0);
  });

  test('are not what takes an earlier upgrade back, even where it is tracked', async () => {
    const folder = await olderService(OLD);
    write(folder, { '.fitness/undo/0': 'old', '.fitness/.gitignore': '!undo\n' });
    committed(folder);
    edit(folder, '.fitness/undo/0', () => 'other');
    edit(folder, '.fitness/.gitignore', () => '');
    expect((await upgrading(folder)).status).toBe(0);
  });

  test('--allow-dirty leaves them alone, and upgrades what is clean', async () => {
    const folder = committed(
      await olderService({
        texts: { ...OLD.texts, 'tsconfig.json': (text) => text.replace('"strict"', '"strictest"') },
      }),
    );
    edit(folder, 'buildspec.yml', (text) => `${text}# mine\n`);
    const before = readFileSync(join(folder, 'buildspec.yml'), 'utf8');
    const { out, status } = await upgrading(folder, '--allow-dirty');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'buildspec.yml'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'tsconfig.json'), 'utf8')).toContain('"strict"');
    expect(out).toMatch(/Left alone\n {2}\. buildspec\.yml +uncommitted changes/);
  });

  test('S11 files that git does not know are none, S13 nor is what is dirty elsewhere in the repository', async () => {
    const repository = emptyFolder();
    write(repository, { 'other/a.txt': 'a\n' });
    const folder = join(repository, 'services', 'orders');
    mkdirSync(join(repository, 'services'));
    cpSync(await olderService(OLD), folder, { recursive: true });
    committed(repository);
    write(repository, { 'other/a.txt': 'b\n', 'services/orders/notes.txt': 'mine\n' });
    expect((await upgrading(folder)).status).toBe(0);
    expect(git(repository, 'status', '--short', '--', 'other')).toBe(' M other/a.txt\n');
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine\n');
    edit(folder, 'README.md', (text) => `${text}\n`);
    edit(folder, 'fitness.yaml', (text) => text.replace('us-east-1', 'eu-west-1'));
    await refused(folder, [], { kind: 'dirty' });
  });

  test('a file that git does not know is in the way where an upgrade writes over it', async () => {
    const folder = await olderService(OLD);
    git(folder, 'init', '-q');
    git(folder, 'add', '.fitness', 'fitness.yaml');
    git(folder, 'commit', '-qm', 'A part of it');
    await refused(folder, [], { kind: 'dirty', message: expect.stringContaining('\n  buildspec.yml') });
  });

  test('where there is nothing to do nobody asks', async () => {
    const folder = committed(await service());
    edit(folder, 'README.md', (text) => `${text}\n`);
    expect((await upgrading(folder)).status).toBe(0);
  });
});

describe('S14 outside of a git repository', () => {
  test('it works, keeps what was there and says so; --abort takes it back', async () => {
    const folder = await olderService(OLD);
    const before = tree(folder);
    const { status, err } = await upgrading(folder);
    expect(status).toBe(0);
    // nor may there be a git to ask
    expect(err).toContain('Git has no copy here: what was there is kept in .fitness/undo.');
    expect(tree(folder)).not.toEqual(before);
    const { status: taken, err: said } = await upgrading(folder, '--abort');
    expect({ taken, said }).toEqual({ taken: 0, said: 'Everything is as it was before that upgrade.\n' });
    expect(tree(folder)).toEqual(before);
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(false);
  });
});

describe('a conflict', () => {
  async function clash(): Promise<string> {
    const folder = await olderService({ texts: { 'eslint.config.mjs': (text) => `// of old\n${text}` } });
    edit(folder, 'eslint.config.mjs', (text) => text.replace('// of old', '// mine'));
    return committed(folder);
  }

  test('S20 is marked, listed, and ends with 3; S27 the next upgrade refuses; S28 once it is resolved it closes', async () => {
    const folder = await clash();
    const { status, out, err } = await upgrading(folder);
    expect(status).toBe(3);
    expect(out).toMatch(/Conflicts\n {2}! eslint\.config\.mjs/);
    expect(err).toContain('1 conflict to resolve:\n  eslint.config.mjs');
    const file = join(folder, 'eslint.config.mjs');
    expect(readFileSync(file, 'utf8')).toMatch(/^<<<<<<< yours\n[^]*>>>>>>> create-fitness-serverless 0\.1\.0$/m);

    await refused(folder, [], {
      kind: 'incomplete',
      code: 'unresolved',
      message: expect.stringContaining('eslint.config.mjs'),
    });
    expect((await upgrading(folder, '--check')).status).toBe(3);

    writeFileSync(file, readFileSync(file, 'utf8').replace(/^(<<<<<<<|=======|>>>>>>>).*\n/gm, ''));
    const closed = await upgrading(folder);
    expect(closed.status).toBe(0);
    expect(await upgrading(folder, '--check')).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(false);
  });

  test('is taken back by --abort', async () => {
    const folder = await clash();
    const before = tree(folder);
    expect((await upgrading(folder)).status).toBe(3);
    expect((await upgrading(folder, '--abort')).status).toBe(0);
    expect(tree(folder)).toEqual(before);
  });

  test.each([
    ['ours', 0, /^\/\/ mine\n/],
    ['theirs', 0, /^(?!\/\/ (mine|of old))/],
    ['rej', 3, /^\/\/ mine\n/],
    ['fail', 3, /^\/\/ mine\n/],
  ])('S24 --conflict=%s: %i', async (how, expected, text) => {
    const folder = await clash();
    const before = tree(folder);
    const { status } = await upgrading(folder, `--conflict=${how}`);
    expect(status).toBe(expected);
    expect(existsSync(join(folder, 'eslint.config.mjs.rej'))).toBe(how === 'rej');
    expect(readFileSync(join(folder, 'eslint.config.mjs'), 'utf8')).toMatch(text);
    if (how === 'fail') expect(tree(folder)).toEqual(before);
  });

  test('S24 with the last .rej the way back goes, and not before', async () => {
    const folder = await clash();
    const { err } = await upgrading(folder, '--conflict=rej');
    expect(err).toMatch(/eslint\.config\.mjs {2}\(.*eslint\.config\.mjs\.rej\)/);
    expect(err).not.toContain('marked place');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'Upgrade');
    // with a cache, which must not hide it
    mkdirSync(join(folder, 'node_modules'));
    expect((await upgrading(folder)).status).toBe(0);
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(true);
    rmSync(join(folder, 'eslint.config.mjs.rej'));
    expect((await upgrading(folder, '--dry-run')).status).toBe(0);
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(true);
    expect((await upgrading(folder)).status).toBe(0);
    expect(existsSync(join(folder, '.fitness/undo'))).toBe(false);
  });
});

test('an edited file whose base is gone: 6, nothing is written', async () => {
  const folder = committed(await olderService(OLD));
  rmSync(join(folder, '.fitness/base/buildspec.yml.base'));
  edit(folder, 'buildspec.yml', (text) => `${text}# mine\n`);
  git(folder, 'commit', '-qam', 'x');
  await refused(folder, [], { code: 'no-base', kind: 'tampered' });
});

describe('--restore', () => {
  const CHECK = 'fitness/checks/dynamodb-pitr-enabled.ts';

  test('of a file that is none of the tool’s: 2; of a folder: all of it', async () => {
    const folder = committed(await service());
    const before = tree(folder);
    await refused(folder, ['--restore=buildspec.yaml'], { code: 'not-generated', hint: 'Did you mean buildspec.yml?' });
    for (const path of [CHECK, 'buildspec.yml']) rmSync(join(folder, path));
    const checks = inProcess('upgrade', upgrade, ['--no-install', '--offline', '--restore=.'], join(folder, 'fitness'));
    expect((await checks).status).toBe(0);
    expect(existsSync(join(folder, 'buildspec.yml'))).toBe(false);
    expect((await upgrading(folder, '--restore=buildspec.yml')).status).toBe(0);
    expect(tree(folder)).toEqual(before);
  });

  test('S29 S38 brings back a file of the tool that is gone, and one that is edited; each when it is named', async () => {
    const folder = committed(await service());
    const whole = tree(folder);
    rmSync(join(folder, CHECK));
    edit(folder, 'fitness/hooks/pre-traffic.ts', (text) => `${text}// mine\n`);
    expect((await upgrading(folder)).status).toBe(0);
    expect(existsSync(join(folder, CHECK))).toBe(false);
    expect((await upgrading(folder, `--restore=${CHECK}`)).status).toBe(0);
    expect(existsSync(join(folder, CHECK))).toBe(true);
    expect(readFileSync(join(folder, 'fitness/hooks/pre-traffic.ts'), 'utf8')).toContain('// mine');
    // what is written over is in no commit: there is a way back
    expect((await upgrading(folder, '--restore=./fitness/hooks/pre-traffic.ts')).status).toBe(0);
    expect(readFileSync(join(folder, 'fitness/hooks/pre-traffic.ts'), 'utf8')).not.toContain('// mine');
    expect((await upgrading(folder, '--abort')).status).toBe(0);
    expect(readFileSync(join(folder, 'fitness/hooks/pre-traffic.ts'), 'utf8')).toContain('// mine');
    git(folder, 'commit', '-qam', 'x');
    expect((await upgrading(folder, '--restore')).status).toBe(0);
    const files = (all: Record<string, string>) => Object.entries(all).filter(([path]) => !path.startsWith('.git/'));
    expect(files(tree(folder))).toEqual(files(whole));
  });
});
