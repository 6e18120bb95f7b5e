/** `set`, `add environment` and `remove environment` where samconfig is its owner's: what they do not do is said, with the lines that do. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as add from '../../src/cli/add.ts';
import * as remove from '../../src/cli/remove.ts';
import * as set from '../../src/cli/set.ts';
import { findService } from '../../src/cli/service.ts';
import { commandParameters, deployParameters } from '../../src/config/samconfig.ts';
import { inProcess } from '../support/in-process.ts';
import type { Said } from '../support/in-process.ts';
import { adopting, FILES, files, read, repository, TEMPLATE } from './adopt/repository.ts';

jest.setTimeout(60_000);

const STAGED = TEMPLATE.replace(
  'Resources:',
  `Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, prod]

Resources:`,
);
const TOML = `version = 0.1
[dev.deploy.parameters]
stack_name = "orders-dev"
region = "eu-west-1"
parameter_overrides = "Stage=dev Secret=1"
[prod.deploy.parameters]
stack_name = "orders-prod"
region = "eu-west-1"
capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
parameter_overrides = "Stage=prod Secret=2"
`;
const YAML = `version: 0.1
dev:
  deploy:
    parameters: { stack_name: orders-dev, region: eu-west-1, parameter_overrides: [Stage=dev] }
prod:
  deploy:
    parameters: { stack_name: orders-prod, region: eu-west-1, parameter_overrides: [Stage=prod] }
`;

async function adopted(samconfig: Readonly<Record<string, string>>, template = STAGED): Promise<string> {
  const folder = repository({ ...FILES, 'template.yaml': template, ...samconfig });
  expect((await adopting(folder, '--yes')).status).toBe(0);
  return folder;
}

const setting = (at: string, ...words: string[]): Promise<Said> =>
  inProcess('set', set, ['--no-install', ...words], at);
const adding = (at: string, ...words: string[]): Promise<Said> =>
  inProcess('add', add, ['environment', '--no-install', ...words], at);
const removing = (at: string, ...words: string[]): Promise<Said> =>
  inProcess('remove', remove, ['environment', '--no-install', ...words], at);

/** What is shown to be written: the indented lines. */
function shown(err: string): string {
  const lines = err.split('\n').filter((line) => /^ {2}(?:[ [\w])/.test(line) && !/^ {2}fitness /.test(line));
  return `${lines.map((line) => line.slice(2)).join('\n')}\n`;
}

let folder: string;

describe.each([
  ['samconfig.toml', TOML],
  ['samconfig.yaml', YAML],
])('%s', (file, text) => {
  beforeEach(async () => {
    folder = await adopted({ [file]: text });
  });

  test('the Region of fitness.yaml moves no deployment, and the lines that do are shown', async () => {
    const { status, err } = await setting(folder, 'region=eu-north-1');
    expect(status).toBe(0);
    expect(err).toContain(`${file} is yours, and \`deploy\` goes where it says.`);
    expect(read(folder, file)).toBe(text);
    writeFileSync(join(folder, file), shown(err));
    const samconfig = findService(folder).samconfig;
    for (const name of ['dev', 'prod'])
      expect(samconfig && deployParameters(samconfig, name)).toEqual({ region: 'eu-north-1' });
  });

  test('a new environment has no table: the one that it needs is shown, and works', async () => {
    const { status, err } = await adding(folder, 'qa', '--deployment', 'Linear:5:2');
    expect(status).toBe(0);
    expect(err).toContain(`${file} is yours, and has no table for qa.`);
    expect(err).toContain('allows dev, prod: add qa to its AllowedValues.');
    expect(err).not.toContain('Secret');
    appendFileSync(join(folder, file), shown(err));
    const samconfig = findService(folder).samconfig;
    expect(samconfig && deployParameters(samconfig, 'qa')).toEqual({
      stack_name: 'orders-qa',
      region: 'eu-west-1',
      ...(file.endsWith('toml') && { capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] }),
      parameter_overrides: 'Stage=qa',
    });
  });

  test('stacks keep their names', async () => {
    const { err } = await setting(folder, 'name=shop');
    expect(err).toContain(`Stacks keep the names that ${file} gives them: orders-dev, orders-prod.`);
    expect(err).not.toContain('the next deployment makes new ones');
  });

  test('the table of an environment that is taken out stays, and that is said', async () => {
    const { status, err } = await removing(folder, 'dev');
    expect(status).toBe(0);
    expect(err).toContain(`${file} is yours: its table \`dev\`, that of dev, stays.`);
    expect(read(folder, file)).toBe(text);
  });
});

test('a Region that samconfig says already is to be written nowhere', async () => {
  folder = await adopted({ 'samconfig.toml': TOML });
  writeFileSync(join(folder, 'samconfig.toml'), TOML.replaceAll('eu-west-1', 'eu-north-1'));
  const { err } = await setting(folder, 'environments.prod.region=eu-north-1', 'region=eu-north-1');
  expect(err).not.toContain('is yours');
  expect(err).toContain('What is deployed stays in its Region');
});

test('the table `default` is that of the one environment until there is another: that is said, with the line that keeps it', async () => {
  const text = 'version = 0.1\n[default.deploy.parameters]\nstack_name = "orders"\nregion = "eu-west-1"\n';
  folder = await adopted({ 'samconfig.toml': text }, TEMPLATE);
  const [only = ''] = Object.keys(findService(folder).config.environments);
  const { err } = await adding(folder, 'qa');
  expect(err).toContain(`Its table \`default\` was that of ${only} while there was no other`);
  expect(err).toContain(`  parameter_overrides = "Environment=${only}"\n`);
  // ours follows fitness.yaml by itself
  expect(err).not.toContain('AllowedValues');
  const said = text.replace('region', `parameter_overrides = "Environment=${only}"\nregion`);
  writeFileSync(join(folder, 'samconfig.toml'), said);
  const { samconfig } = findService(folder);
  expect(samconfig && commandParameters(samconfig, only, 'deploy')).toMatchObject({ stack_name: 'orders' });
});

test('without samconfig the parameter is named', async () => {
  folder = await adopted({}, TEMPLATE);
  expect((await adding(folder, 'qa')).err).toContain('deploy it with Environment=qa.');
  expect((await setting(folder, 'region=eu-north-1')).err).toContain('there is no samconfig here');
  expect((await setting(folder, 'service=shop')).err).toContain('Stacks keep the names that you deploy them by.');
});

test('add environment and remove environment leave no trace in any file', async () => {
  folder = await adopted({ 'samconfig.toml': TOML });
  const before = files(folder);
  await adding(folder, 'qa', '--deployment', 'Linear:5:2');
  expect(read(folder, 'template.yaml')).not.toBe(before['template.yaml']);
  expect((await removing(folder, 'qa')).status).toBe(0);
  const now = Object.entries(files(folder)).filter(([path]) => !path.startsWith('.fitness/undo'));
  expect(Object.fromEntries(now)).toEqual(
    Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith('.fitness/undo'))),
  );
});
