import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildIdParameter } from '../../src/cli/deploy.ts';
import * as measure from '../../src/cli/measure.ts';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import type { BuildMeasurements } from '../../src/measurements/build.ts';
import { measuredBuildId } from '../../src/measurements/index.ts';
import { findTemplate } from '../../src/cli/service.ts';
import { inProcess } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, CodeUri: src/, Handler: orders.handler }
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [orders.ts], Format: esm } }
`;
const FILE = 'fitness/measurements.json';

function service(source: string): string {
  const folder = emptyFolder();
  const answers = withDefaultAnswers(
    { name: 'orders' },
    { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' },
  );
  write(folder, { 'fitness.yaml': configText(answers), 'template.yaml': TEMPLATE, 'src/orders.ts': source });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

const measuring = (folder: string, ...args: string[]) => inProcess('measure', measure, args, folder);
const written = (folder: string, path = FILE) =>
  JSON.parse(readFileSync(join(folder, path), 'utf8')) as BuildMeasurements;

const SOURCE = 'export const handler = (paid: boolean) => (paid ? 1 : 2);\n';

describe('measure', () => {
  test('writes what the hooks bundle, and shows it', async () => {
    const folder = service(SOURCE);
    const { status, out, err } = await measuring(folder);
    const build = written(folder);
    expect({ status, err }).toEqual({ status: 0, err: `Build ${build.buildId}, in ${FILE}.\n` });
    expect(build).toMatchObject({
      version: 1,
      tool: expect.stringMatching(/^create-fitness-serverless@\d/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      measurements: {
        'cyclomaticMaximum/Orders': { value: 2, from: 'src/orders.ts:1:40 arrow function' },
        linesOfCode: { value: 1, from: 'ESLint' },
        lineCoverage: { problem: expect.stringMatching(/^no report says/) },
      },
      sources: ['src/orders.ts'],
    });
    expect(measuredBuildId(folder)).toBe(build.buildId);
    expect(out).toMatch(/^Orders +2 +2\.0 +2 +1 +0\.0 % +1 kB +0$/m);
    expect(out).toMatch(/^most complex: src\/orders\.ts:1:40 arrow function$/m);
  });

  test('a build that changes nothing writes nothing', async () => {
    const folder = service(SOURCE);
    await measuring(folder);
    const before = [written(folder), statSync(join(folder, FILE)).mtimeMs];
    await measuring(folder);
    expect([written(folder), statSync(join(folder, FILE)).mtimeMs]).toEqual(before);
    write(folder, { 'src/orders.ts': `${SOURCE}export const more = 1;\n` });
    await measuring(folder);
    expect(written(folder).measurements['linesOfCode']).toMatchObject({ value: 2 });
  });

  test('takes the coverage of the tests that ran before', async () => {
    const folder = service(SOURCE);
    write(folder, { 'coverage/cobertura-coverage.xml': '<coverage line-rate="0.75" branch-rate="0.5">' });
    const { out } = await measuring(folder);
    expect(written(folder).measurements).toMatchObject({ lineCoverage: { value: 75 }, branchCoverage: { value: 50 } });
    expect(out).toContain('tests run 75.0 % of the lines (coverage/cobertura-coverage.xml)');
  });

  test('a source that cannot be read is said once, with its place, and stops no build', async () => {
    const { status, out, err } = await measuring(service('export const handler = (;\n'));
    expect(status).toBe(0);
    expect(out).toMatch(/^Orders +\? +\? +\? +\? +\? +\? +\?$/m);
    expect(err.match(/src\/orders\.ts:1:25: /g)).toHaveLength(1);
  });

  test('--json prints the file, --output writes it elsewhere', async () => {
    const folder = service(SOURCE);
    const { out } = await measuring(folder, '--json', '--output', 'reports/build.json');
    expect(JSON.parse(out)).toEqual(written(folder, 'reports/build.json'));
    expect(() => statSync(join(folder, FILE))).toThrow('ENOENT');
  });

  test('beside a template that is in no service it only shows', async () => {
    const folder = emptyFolder();
    write(folder, { 'template.yaml': TEMPLATE, 'src/orders.ts': SOURCE });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const { out, err } = await measuring(folder);
    expect(out).toMatch(/^service +2 /m);
    expect(err).toBe('Not written: there is no fitness.yaml.\n');
    expect(() => statSync(join(folder, 'fitness'))).toThrow('ENOENT');
  });
});

describe('deploy passes the build id', () => {
  const parameter = (folder: string) => buildIdParameter(findTemplate(folder, undefined));

  test('of the sources as they are, or that nobody measured them', async () => {
    const folder = service(SOURCE);
    expect(parameter(folder)).toEqual({});
    write(folder, { 'template.yaml': `Parameters: { BuildId: { Type: String, Default: '' } }\n${TEMPLATE}` });
    expect(parameter(folder)).toEqual({ BuildId: '' });
    await measuring(folder);
    expect(parameter(folder)).toEqual({ BuildId: written(folder).buildId });
    write(folder, { 'src/orders.ts': `${SOURCE}// changed\n` });
    expect(parameter(folder)).toEqual({ BuildId: '' });
  });
});
