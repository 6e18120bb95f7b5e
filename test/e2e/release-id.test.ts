/** Every attempt to deploy publishes new versions, or no gate is passed: the real SAM transform with release ids of `deploy`. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseIdOf } from '../../src/cli/deploy.ts';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { render } from '../../src/project/render.ts';
import { VENV } from '../support/packed.ts';
import { succeed } from '../support/process.ts';

const COMMIT = '3f9a1c52aa0b4d8fa1e5bb0c2d7e9f10a2b3c4d5';
const OTHER = '77b0de52aa0b4d8fa1e5bb0c2d7e9f10a2b3c4d5';
const at = (time: string) => new Date(`2026-11-23T${time}Z`);

let folder: string;
let template: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-id-'));
  template = join(folder, 'template.yaml');
  const detected = { tool: '^0.1.0', region: 'eu-west-1', packageManager: 'npm' } as const;
  const files = render(configText(withDefaultAnswers({ name: 'orders', triggers: ['http', 'queue'] }, detected)));
  writeFileSync(template, files.get('template.yaml')!.bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Logical ids of the versions that the transform makes for a release. */
async function versions(ReleaseId: string): Promise<string[]> {
  const script = join(import.meta.dirname, 'hooks/translate.py');
  const parameters = JSON.stringify({ Environment: 'prod', ReleaseId });
  const { stdout } = await succeed(join(VENV, 'python'), [script, template, parameters]);
  const { Resources } = JSON.parse(stdout) as { Resources: Record<string, { Type: string }> };
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Version');
}

/** None of the attempts publishes a version under a logical id of another one. */
async function expectAllNew(releaseIds: readonly string[]) {
  const all: string[] = [];
  for (const releaseId of releaseIds) {
    expect(releaseId).toMatch(/^[a-z0-9]{10}$/);
    const own = await versions(releaseId);
    expect(own.map((id) => id.replace(/Version.*/, ''))).toEqual(['HttpFunction', 'QueueFunction']);
    all.push(...own);
  }
  expect(new Set(all).size).toBe(all.length);
}

test('two releases in one minute have logical ids of their own', () =>
  expectAllNew([releaseIdOf(at('10:15:00'), COMMIT), releaseIdOf(at('10:15:59'), OTHER)]));

test('so has the retry of the same commit, after its rollback or a second later', () =>
  expectAllNew(['10:15:00', '10:15:01', '10:19:30', '14:00:00'].map((time) => releaseIdOf(at(time), COMMIT))));

test('so has an attempt outside of any git repository', () =>
  expectAllNew([releaseIdOf(at('10:15:00'), undefined), releaseIdOf(at('10:15:01'), undefined)]));

test('time comes first: of an id that spells out the date, the transform drops the minutes', async () => {
  expect(await versions('20261123101500')).toEqual(await versions('20261123105900'));
});
