import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hook-'));
  mkdirSync(join(root, 'fitness/hooks'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** What a generated hook takes of the build, bundled by the command line that SAM runs, in a folder of its own. */
function bundled(hook: string): unknown {
  const text = readFileSync(resolve(`templates/fitness/hooks/${hook}.ts.ejs`), 'utf8');
  const [line] = /^const measurements: unknown = .*;$/m.exec(text) ?? [];
  writeFileSync(join(root, 'fitness/hooks/hook.ts'), `${line}\nconsole.log(JSON.stringify(measurements));\n`);
  const options = ['--bundle', '--platform=node', '--format=esm', '--out-extension:.js=.mjs', '--minify'];
  execFileSync(resolve('node_modules/.bin/esbuild'), [...options, 'fitness/hooks/hook.ts', '--outdir=out'], {
    cwd: root,
    stdio: 'pipe',
  });
  rmSync(join(root, 'fitness/measurements.json'), { force: true });
  return JSON.parse(execFileSync(process.execPath, [join(root, 'out/hook.mjs')], { encoding: 'utf8' }));
}

test.each(['pre-traffic', 'recorder'])('%s holds what was measured, and builds without it', (hook) => {
  const measured = { version: 1, buildId: 'f'.repeat(32), measurements: { linesOfCode: { value: 3, from: 'ESLint' } } };
  writeFileSync(join(root, 'fitness/measurements.json'), JSON.stringify(measured));
  expect(bundled(hook)).toEqual(measured);
  expect(bundled(hook)).toEqual({});
});
