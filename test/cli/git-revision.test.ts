import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { revisionOf, type RevisionOptions } from '../../src/cli/git-revision.ts';
import { UserError } from '../../src/errors.ts';
import { plainEnvironment } from '../support/cli.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const env: NodeJS.ProcessEnv = {
  ...plainEnvironment(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let repository: string;
let said: string;

const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

function commit(files: Readonly<Record<string, string>>): string {
  write(repository, files);
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', 'change');
  return git(repository, 'rev-parse', 'HEAD');
}

function revision(ref: string, folder = repository, options: Partial<RevisionOptions> = {}) {
  said = '';
  return revisionOf(folder, ref, { env, fetch: false, say: (text) => (said += text), ...options });
}

function refusal(ref: string, folder = repository, options: Partial<RevisionOptions> = {}): UserError {
  try {
    revision(ref, folder, options);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${ref} was not refused`);
}

/** A clone with the last commit alone, as CI makes it. */
function shallow(): string {
  const clone = join(emptyFolder(), 'clone');
  git(repository, 'clone', '-q', '--depth=1', pathToFileURL(repository).href, clone);
  return clone;
}

let first: string;

beforeEach(() => {
  repository = emptyFolder();
  git(repository, 'init', '-q', '-b', 'main');
  first = commit({ 'template.yaml': 'Resources: {}\r\n', 'service/template.yaml': 'one\n' });
  commit({ 'template.yaml': 'Resources: { A: {} }\n' });
});

describe('a file as it was', () => {
  test('byte for byte, and the tree is not touched', () => {
    write(repository, { 'template.yaml': 'edited\n' });
    const before = tree(repository);
    expect(revision('HEAD').text(join(repository, 'template.yaml'))).toBe('Resources: { A: {} }\n');
    expect(revision('HEAD~1').text(join(repository, 'template.yaml'))).toBe('Resources: {}\r\n');
    expect(revision(first).commit).toBe(first);
    expect(tree(repository)).toEqual(before);
  });

  test('below the root of the repository, from a folder that is a link too', () => {
    const folder = join(repository, 'service');
    expect(revision('main', folder).text(join(folder, 'template.yaml'))).toBe('one\n');
    const link = join(emptyFolder(), 'link');
    symlinkSync(folder, link);
    expect(revision('main', link).text(join(link, 'template.yaml'))).toBe('one\n');
  });

  test('that was not there is undefined; so are a folder and a link', () => {
    symlinkSync('template.yaml', join(repository, 'link.yaml'));
    commit({});
    for (const path of ['new.yaml', 'service', 'link.yaml', ':template.yaml', '*.yaml'])
      expect(revision('HEAD').text(join(repository, path))).toBeUndefined();
  });

  test('is found under the name that it had', () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
    commit({ 'old name.yaml': text });
    renameSync(join(repository, 'old name.yaml'), join(repository, 'new.yaml'));
    git(repository, 'add', '-A');
    expect(revision('HEAD').formerPath(join(repository, 'new.yaml'))).toBe(join(repository, 'old name.yaml'));
    expect(revision('HEAD').formerPath(join(repository, 'template.yaml'))).toBeUndefined();
  });
});

describe('a ref that is none', () => {
  test.each(['--upload-pack=touch x', '-x', '', 'a b', 'a\0b', 'a\nb'])('%j never reaches git', (ref) => {
    expect(refusal(ref, repository, { env: { PATH: '/nowhere' } })).toMatchObject({
      code: 'broken-ref',
      kind: 'usage',
    });
  });

  test('is compared with those that there are', () => {
    git(repository, 'branch', 'release');
    expect(refusal('relase')).toMatchObject({ code: 'unknown-ref', hint: 'Did you mean release?' });
    expect(refusal('HEAD~7')).toMatchObject({ code: 'unknown-ref' });
    expect(refusal(`HEAD:template.yaml`)).toMatchObject({ code: 'unknown-ref' });
  });

  test('where there is no repository, or no git', () => {
    const folder = emptyFolder();
    expect(refusal('main', folder)).toMatchObject({
      code: 'no-repository',
      hint: expect.stringContaining('--against FILE'),
    });
    expect(refusal('main', repository, { env: { PATH: '/nowhere' } })).toMatchObject({ code: 'no-git' });
  });
});

describe('in a shallow clone', () => {
  test('a commit before its end: the command that brings it, which --fetch runs', () => {
    const clone = shallow();
    const head = git(clone, 'rev-parse', 'HEAD');
    const command = `git fetch --depth=2 origin ${head}`;
    expect(refusal('HEAD~1', clone)).toMatchObject({
      code: 'missing-commit',
      kind: 'usage',
      message: 'HEAD~1 is not in this clone, which is shallow.',
      hint: expect.stringContaining(`\`${command}\``),
    });
    expect(revision('HEAD~1', clone, { fetch: true }).commit).toBe(first);
    expect(said).toBe(`${command}\n`);
    expect(revision('HEAD^', clone).text(join(clone, 'template.yaml'))).toBe('Resources: {}\r\n');
  });

  test('by its hash', () => {
    const clone = shallow();
    expect(refusal(first, clone).hint).toContain(`git fetch --depth=1 origin ${first}`);
    expect(revision(first, clone, { fetch: true }).commit).toBe(first);
  });

  test('a branch of the remote, by either name, and a tag', () => {
    git(repository, 'branch', 'release', first);
    git(repository, 'tag', 'v1', first);
    const clone = shallow();
    expect(refusal('origin/release', clone).hint).toContain(
      '`git fetch --depth=1 origin +refs/heads/release:refs/remotes/origin/release`; or let --fetch do it.',
    );
    expect(refusal('release', clone).hint).toContain(
      '`git fetch --depth=1 origin release`, then compare with FETCH_HEAD',
    );
    expect(revision('release', clone, { fetch: true }).commit).toBe(first);
    expect(revision('v1', clone, { fetch: true }).commit).toBe(first);
    expect(revision('origin/release', clone, { fetch: true }).commit).toBe(first);
    said = '';
    expect(revision('origin/release', clone, { fetch: true }).commit).toBe(first);
    expect(said).toBe('');
  });

  test('what the remote does not have either', () => {
    const clone = shallow();
    expect(refusal('nope', clone, { fetch: true })).toMatchObject({
      code: 'no-fetch',
      message: expect.stringContaining('`git fetch --depth=1 origin nope` failed:'),
    });
    rmSync(repository, { recursive: true });
    expect(refusal('HEAD~1', clone, { fetch: true })).toMatchObject({ code: 'no-fetch' });
  });

  test('a name that could be a refspec is not fetched', () => {
    const clone = shallow();
    for (const ref of ['+main', 'a:b', 'origin/+main', 'origin/a:b', 'x..y', 'main@{1}'])
      expect(refusal(ref, clone, { fetch: true }).code).toBe('unknown-ref');
  });
});
