import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installTool, newVersion, runTool, tarballOf, thisVersion } from '../../support/new-version.ts';
import type { ToolVersion } from '../../support/new-version.ts';
import { succeed, type Ended } from '../../support/process.ts';
import { startRegistry, unreachableRegistry, type Registry } from '../../support/registry.ts';
import { emptyFolder, tree } from '../../upgrade/tree.ts';
import { copyOf, git } from './service.ts';

const PROGRAM = 'create-fitness-serverless';
let registry: Registry;
let made: string;
let versions: Record<'one' | 'two' | 'three' | 'beta', ToolVersion>;

/** A version whose README says which one it is. */
function version(number: string): ToolVersion {
  return newVersion({
    version: number,
    templates: { 'README.md.ejs': (text) => `${text}\nMade by ${number}.\n` },
    migrations: { [number]: { notes: [`The README names ${number}.`] } },
  });
}

beforeAll(async () => {
  versions = { one: version('1.2.0'), two: version('1.4.0'), three: version('2.0.0'), beta: version('3.0.0-beta.1') };
  const { one, two, three, beta } = versions;
  registry = await startRegistry([thisVersion(), one, two, three, beta], { tags: { next: '3.0.0-beta.1', lts: '1.4.0' } });
  const parent = emptyFolder();
  const args = ['orders', '--yes', '--no-install', '--no-git'];
  expect(await runTool(one, args, { cwd: parent, program: PROGRAM })).toMatchObject({ status: 0 });
  made = join(parent, 'orders');
}, 300_000);
afterAll(() => registry.close());

/** A committed service made by 1.2.0, with 1.2.0 installed. */
function service(): string {
  const folder = copyOf(made);
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'Create');
  installTool(folder, versions.one);
  return folder;
}

/** `npx fitness-serverless upgrade …` in the service. */
function upgrade(folder: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = registry.env): Promise<Ended> {
  const root = join(folder, 'node_modules', PROGRAM);
  return runTool({ root }, ['upgrade', '--no-install', ...args], { cwd: folder, env });
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** Which version it was upgraded to, by its manifest, its dependency and a file. */
function stateOf(folder: string): { applied: string; wanted: string; dependency: string; readme: string | undefined } {
  const manifest = JSON.parse(read(folder, '.fitness/manifest.json')) as { tool: string };
  const { devDependencies } = JSON.parse(read(folder, 'package.json')) as { devDependencies: Record<string, string> };
  return {
    applied: manifest.tool.replace(`${PROGRAM}@`, ''),
    wanted: /^tool: (.*)$/m.exec(read(folder, 'fitness.yaml'))?.[1] ?? '',
    dependency: devDependencies[PROGRAM] ?? '',
    readme: /Made by (.*)\.$/m.exec(read(folder, 'README.md'))?.[1],
  };
}

function at(version: string): ReturnType<typeof stateOf> {
  return { applied: version, wanted: `^${version}`, dependency: `^${version}`, readme: version };
}

test('the newest version does it; manifest, fitness.yaml and dependency change in one action', async () => {
  const folder = service();
  const ended = await upgrade(folder);
  console.log(ended.stdout, ended.stderr);
  expect(ended).toMatchObject({ status: 0 });
  expect(stateOf(folder)).toEqual(at('2.0.0'));
}, 60_000);
