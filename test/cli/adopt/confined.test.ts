/**
 * Adoption under Node's permission model: it may write into the repository and nowhere else, start nothing but git, and
 * has no network.
 */
import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bin, plainEnvironment } from '../../support/cli.ts';
import { copyRepository } from '../../support/repositories/repositories.ts';
import { emptyFolder } from '../../upgrade/tree.ts';

/** Before the program: notes what is started and whom it calls, and lets it call nobody. */
const WATCH = `
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
// which the permission model does not let anybody do
require('node:fs').fsyncSync = () => {};
const note = (what) => appendFileSync(process.env.WATCHED, what + '\\n');
const { ChildProcess } = require('node:child_process');
const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) { note('starts ' + options.file); return spawn.call(this, options); };
const processes = require('node:child_process');
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const real = processes[name];
  processes[name] = (file, ...more) => { note('starts ' + file); return real(file, ...more); };
}
require('node:net').Socket.prototype.connect = function () { note('connects'); throw new Error('no network'); };
for (const name of ['lookup', 'resolve']) require('node:dns')[name] = () => { note('asks for an address'); throw new Error('no network'); };
syncBuiltinESMExports();
`;

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';
const kinds = ['python', 'node-typescript', 'own-hooks', 'json', 'github-actions'];

if (!process.allowedNodeEnvironmentFlags.has(permission))
  test.skip('skipped: this Node has no permission model', () => undefined);
else
  test.each(kinds)(
    '%s',
    async (kind) => {
      const around = emptyFolder();
      const root = join(around, 'repository');
      await copyRepository(kind, root);
      const [watch, watched] = [join(around, 'watch.cjs'), join(around, 'watched.txt')];
      writeFileSync(watch, WATCH);
      writeFileSync(watched, '');
      const allowed = ['--allow-fs-read=*', `--allow-fs-write=${root}/*`, `--allow-fs-write=${watched}`];
      const flags = [permission, '--no-warnings', ...allowed, '--allow-child-process', '--require', watch];
      const args = [bin('fitness-serverless'), 'adopt', '--yes', '--no-install'];
      const env = { ...plainEnvironment(), WATCHED: watched };
      const ended = spawnSync(process.execPath, [...flags, ...args], { cwd: root, env, encoding: 'utf8' });
      expect([ended.status, ended.stderr]).toEqual([0, expect.not.stringContaining('ERR_ACCESS_DENIED')]);
      expect(readFileSync(join(root, 'fitness.yaml'), 'utf8')).toContain('adopted:');
      const noted = new Set(readFileSync(watched, 'utf8').trim().split('\n'));
      expect([...noted]).toEqual(['starts git']);
    },
    60_000,
  );

test('the watch sees what is forbidden', () => {
  const around = emptyFolder();
  const [watch, watched] = [join(around, 'watch.cjs'), join(around, 'watched.txt')];
  writeFileSync(watch, WATCH);
  writeFileSync(watched, '');
  const program = `fetch('http://127.0.0.1:50999').catch(() => {}); require('node:child_process').spawnSync('true');`;
  spawnSync(process.execPath, ['--require', watch, '--eval', program], { env: { ...process.env, WATCHED: watched } });
  expect(readFileSync(watched, 'utf8').split('\n')).toEqual(expect.arrayContaining(['starts true', 'connects']));
  expect(dirname(watched)).toBe(around);
});
