/** The project of an organisation hook, made with the packed tool and taken through what its owners run. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sizeOf } from '../support/built-service.ts';
import { packTool, VENV } from '../support/packed.ts';
import { run, succeed } from '../support/process.ts';

const scratch = mkdtempSync(join(tmpdir(), 'org-hook-'));
const folder = join(scratch, 'gate');
const env = {
  ...process.env,
  PATH: `${VENV}${delimiter}${process.env.PATH}`,
  SAM_CLI_TELEMETRY: '0',
  AWS_DEFAULT_REGION: 'eu-west-1',
  // Coverage and colours of the outer run are not the project's.
  NODE_OPTIONS: '',
};

beforeAll(async () => {
  const { bin } = await packTool(join(scratch, '.tool'));
  await succeed(bin, ['org-hook', 'gate', '--region', 'eu-west-1'], { cwd: scratch, env });
  await succeed('npm', ['install'], { cwd: folder, env });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('its tests pass, and the linters and the formatter find nothing', async () => {
  await succeed('npm', ['test'], { cwd: folder, env });
  const { stdout } = await succeed('npm', ['run', 'lint'], { cwd: folder, env });
  expect(stdout).toContain('is a valid SAM Template');
});

test('it is built with the clients that it calls, and no others', async () => {
  await succeed('npm', ['run', 'build'], { cwd: folder, env });
  const built = join(folder, '.aws-sam', 'build', 'OrganisationHook');
  expect(readdirSync(built)).toEqual(['organisation.mjs']);
  expect(sizeOf(join(built, 'organisation.mjs'))).toBeLessThanOrEqual(1.5e6);
  const text = readFileSync(join(built, 'organisation.mjs'), 'utf8');
  const clients = [...text.matchAll(/serviceId\?\?"([\w ]+)"/g)].map(([, id]) => id);
  expect(clients).toContain('CloudFormation');
  // beside those that credentials come from
  expect(clients.filter((id) => /^(CodeDeploy|CloudWatch|SSM)$/.test(id ?? ''))).toEqual([]);
});

test('a fitness.yaml that the hook could not use is refused before anything is built', async () => {
  const file = join(folder, 'fitness.yaml');
  const before = readFileSync(file, 'utf8');
  rmSync(join(folder, '.aws-sam'), { recursive: true, force: true });
  try {
    writeFileSync(file, before.replace('deadline: 25', 'deadline: 60'));
    const { status, stderr } = await run('npm', ['run', 'build'], { cwd: folder, env });
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/fitness\.yaml:\d+:\d+: deadline must be 1 to 29 seconds/),
    });
    expect(readdirSync(folder)).not.toContain('.aws-sam');
  } finally {
    writeFileSync(file, before);
  }
});
