/**
 * Each trigger × deployment preference × IgnoreAlarms: cfn-lint finds nothing in the template as it is written, nor in what
 * the SAM transform makes of it, where cycles and dropped hooks show.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { DEPLOYMENT_TYPES, type Deployment, type Trigger } from '../../src/config/config.ts';
import { render } from '../../src/project/render.ts';
import { VENV } from '../support/packed.ts';
import { run } from '../support/process.ts';

/** One environment for each preference, so that one template has them all. */
const preferences: Deployment[] = [...DEPLOYMENT_TYPES, 'Canary:20:7', 'Linear:5:2'];
const deployment = Object.fromEntries(preferences.map((preference, index) => [`e${index}`, preference]));

const ALL: Trigger[] = ['http', 'queue', 'schedule', 'stream', 'bucket'];
const services: [name: string, triggers: Trigger[], table: boolean, stackGate?: boolean][] = [
  ['http with a table', ['http'], true],
  ['http without a table', ['http'], false],
  ['queue', ['queue'], false],
  ['schedule', ['schedule'], false],
  ['stream of Kinesis', ['stream'], false],
  ['stream of the table', ['stream'], true],
  ['bucket', ['bucket'], false],
  ['every trigger', ALL, true],
  ['every trigger without a table', ALL, false],
  ['every trigger with a gate at the end', ALL, true, true],
];

const given = { name: 'orders', deployment, environments: Object.keys(deployment), alarmEmail: 'team@example.com' };
const detected = { tool: '^0.1.0', region: 'eu-west-1', packageManager: 'npm' } as const;

const variants = Object.keys(deployment).flatMap((environment) =>
  ['false', 'true'].map((ignore) => ({
    Environment: environment,
    IgnoreAlarms: ignore,
    ReleaseId: 'abcdef0123',
    PermissionsBoundary: ignore === 'true' ? 'arn:aws:iam::123456789012:policy/boundary' : '',
  })),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'translated-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(services)('%s', (name, triggers, table, stackGate = false) => {
  test('is clean as written and as translated, for every environment, with and without alarms', async () => {
    const text = configText(withDefaultAnswers({ ...given, triggers, table }, detected));
    const files = render(text.replace(/^checks:$/m, `stackGate: ${stackGate}\nchecks:`));
    const path = join(folder, `${name.replaceAll(' ', '-')}.yaml`);
    writeFileSync(path, files.get('template.yaml')?.bytes ?? '');
    const script = join(import.meta.dirname, 'lint_translated.py');
    const { stdout, stderr } = await run(join(VENV, 'python'), [script, JSON.stringify(variants), path]);
    if (!stdout) throw new Error(stderr);
    expect(JSON.parse(stdout)).toEqual({ checked: variants.length, findings: [] });
  });
});
