/** The patterns of .gitignore as git itself reads them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIgnored, withIncluded } from '../../../src/project/adopted/beside/git-patterns.ts';

const PATHS = [
  'fitness.yaml',
  '.fitness/manifest.json',
  '.fitness/base/fitness.yaml.base',
  'fitness/dist/pre-traffic.mjs',
  'fitness/jest.config.js',
  'fitness/yaml.d.ts',
  'fitness/measurements.json',
  'fitness/hooks/recorder.ts',
  'vendor/create-fitness-serverless-0.1.0.tgz',
  'a b/[x].txt',
];

const FILES = [
  'dist',
  'dist/',
  '/dist/',
  'fitness/dist',
  '**/dist/**',
  'dist/**',
  '**/dist',
  '*.js\n!jest.config.js\n*.d.ts',
  '*.js\n*.d.ts\nnode_modules',
  '/*\n!/src/',
  '/*\n!/fitness/\n/fitness/*\n!/fitness/hooks/',
  '.*',
  '*',
  '*\n!*/\n!*.mjs',
  'vendor/\n*.tgz',
  'vendor/*\n!vendor/keep',
  'fitness/**/recorder.ts',
  'fit*/**/*.json',
  '[Dd]ist/\n[!a-e]*.yaml',
  '[^f]*.yaml\n?itness.yaml',
  '# dist\n\\#x\n\\!y\nmeasurements.json   ',
  '*.mj[rst]\n*.t[a-i]z',
  'a\\ b/\n[[]x].txt',
  'a b/\\[x\\].txt',
  'fitness/\n!fitness/dist/',
  'tness.yaml\nfitness\\.yaml',
  'fitness/measurements.json/\n/measurements.json',
];

describe('git check-ignore', () => {
  let repository: string;
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'git-patterns-'));
    execFileSync('git', ['init', '--quiet'], { cwd: repository });
  });
  afterAll(() => rmSync(repository, { recursive: true, force: true }));

  const ignoredByGit = (gitignore: string): string[] => {
    writeFileSync(join(repository, '.gitignore'), gitignore);
    const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
      cwd: repository,
      input: PATHS.join('\0'),
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
    });
    return stdout.split('\0').filter((path) => path !== '');
  };

  test.each(FILES)('reads %j alike', (gitignore) => {
    expect(PATHS.filter((path) => isIgnored(gitignore, path))).toEqual(ignoredByGit(gitignore));
  });

  test.each(FILES)('takes in again what %j leaves out', (gitignore) => {
    const isOurs = (path: string) => !path.startsWith('a b/');
    const lines = withIncluded(gitignore, PATHS.filter(isOurs));
    expect(ignoredByGit([gitignore, ...lines].join('\n')).filter(isOurs)).toEqual([]);
    expect(lines.length === 0).toBe(ignoredByGit(gitignore).filter(isOurs).length === 0);
  });
});

test('takes its time for no pattern', () => {
  const started = performance.now();
  const hostile = [`${'*a'.repeat(200)}b`, `${'a*'.repeat(12)}b`, `${'**/'.repeat(100)}x`, `[${'a'.repeat(400)}`].join(
    '\n',
  );
  expect(isIgnored(hostile, `${'a'.repeat(60)}/${'a'.repeat(60)}`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});
