import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collect } from '../../src/measurements/collect.ts';
import type { Measurement } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'collect-'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  write('package.json', '{"type": "module"}');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const bundled = (id: string, entry: string, more = '') => `
  ${id}:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, CodeUri: src/, Handler: ${entry}.handler }
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [${entry}.ts], Format: esm ${more} }`;

async function collected(resources: string, folder = root) {
  const text = `Transform: AWS::Serverless-2016-10-31\nResources:${resources}\n`;
  return collect({ template: loadTemplate(parseDocument(text, 'template.yaml')), root, folder });
}

const value = (measurement: Measurement | undefined) =>
  measurement && 'value' in measurement ? measurement.value : measurement;

const SHARED = `
// a comment is no line of code
export function sign(amount: number): string {

  if (amount < 0) return 'minus';
  return amount > 0 || amount === Infinity ? 'plus' : 'zero'; /* nor
  is this */
}
`;

describe('two functions that share a module', () => {
  const resources = bundled('One', 'one') + bundled('Two', 'two');
  beforeEach(() => {
    write('src/shared.ts', SHARED);
    write('src/one.ts', `import { sign } from './shared.ts';\nexport const handler = () => sign(1);\n`);
    write(
      'src/two.ts',
      `import { stringify } from 'yaml';\nimport { sign } from './shared.ts';\nexport const handler = () => stringify({ sign: sign(2) });\n`,
    );
    write('src/unused.ts', 'export const nobody = () => 1;');
  });

  test('have it both, and the service once', async () => {
    const { measurements, functions, sources } = await collected(resources);
    expect(functions).toEqual(['One', 'Two']);
    expect(sources).toEqual(['src/one.ts', 'src/shared.ts', 'src/two.ts']);
    // sign: 1, if, ||, ?: – and each handler: 1
    expect(value(measurements['cyclomaticComplexity/One'])).toBe(5);
    expect(value(measurements['cyclomaticComplexity'])).toBe(6);
    expect(value(measurements['cyclomaticMean/One'])).toBe(2.5);
    expect(measurements['cyclomaticMaximum/One']).toEqual({
      value: 4,
      from: "src/shared.ts:3:8 function 'sign'",
    });
    expect(value(measurements['linesOfCode/One'])).toBe(2 + 4);
    expect(value(measurements['linesOfCode'])).toBe(2 + 4 + 3);
    expect(value(measurements['duplicatedLines'])).toBe(0);
  });

  test('are as large as what is deployed, and made of the packages that go into it', async () => {
    const { measurements } = await collected(resources);
    const [one, two] = [value(measurements['bundleSize/One']), value(measurements['bundleSize/Two'])] as number[];
    expect(one).toBeGreaterThan(50);
    expect(one).toBeLessThan(400);
    expect(two).toBeGreaterThan(20_000);
    expect(value(measurements['bundleSize'])).toBe(one! + two!);
    expect([value(measurements['dependencyCount/One']), value(measurements['dependencyCount/Two'])]).toEqual([0, 1]);
    expect(value(measurements['dependencyCount'])).toBe(1);
  });

  test('are built with their BuildProperties', async () => {
    const { measurements } = await collected(bundled('One', 'one') + bundled('Two', 'two', ', External: [yaml]'));
    expect(value(measurements['bundleSize/Two'])).toBeLessThan(1000);
    expect(value(measurements['dependencyCount/Two'])).toBe(0);
  });

  test('are the same wherever the template lies', async () => {
    const { measurements } = await collected(resources);
    const below = await collected(resources.replaceAll('src/', '../src/'), join(root, 'infra'));
    expect(below.measurements).toEqual(measurements);
  });
});

test('what is written twice is found in both, whatever its layout and its comments', async () => {
  const copy = (indent: string) =>
    Array.from({ length: 12 }, (_, i) => `${indent}total = total + list[${i}].amount * list[${i}].price;`).join('\n');
  write(
    'src/one.ts',
    `export const handler = (list: any[]) => {\n  let total = 0;\n${copy('  ')}\n  return total;\n};\n`,
  );
  write(
    'src/two.ts',
    `export function handler(list: any[], more: number) {\n  more++;\n  let total = more;\n  // here it comes again\n${copy('\t\t')}\n  return [total];\n}\n`,
  );
  const { measurements } = await collected(bundled('One', 'one') + bundled('Two', 'two'));
  const percent = value(measurements['duplicatedLines']) as number;
  expect(percent).toBeGreaterThan(60);
  expect(percent).toBeLessThan(100);
  // by itself each is written once
  expect(value((await collected(bundled('One', 'one'))).measurements['duplicatedLines'])).toBe(0);
});

describe('what cannot be read is a problem with its place, and the other functions are measured', () => {
  const measured = async (text: string) => {
    write('src/good.ts', 'export const handler = () => 1;');
    write('src/bad.ts', text);
    const { measurements } = await collected(bundled('Good', 'good') + bundled('Bad', 'bad'));
    expect(value(measurements['cyclomaticMaximum/Good'])).toBe(1);
    return measurements;
  };

  test('a syntax error', async () => {
    const measurements = await measured('export const handler = () => {\n  if (;\n};\n');
    const problem = expect.stringMatching(/^src\/bad\.ts:2:7: /);
    expect(measurements['cyclomaticMaximum/Bad']).toEqual({ problem });
    // what is known of some functions says nothing of the service
    expect(measurements['cyclomaticMaximum']).toEqual({ problem });
    expect(measurements['bundleSize/Bad']).toEqual({ problem });
  });

  test('an import of nothing', async () => {
    const measurements = await measured(`import './nowhere.ts';\nexport const handler = () => 1;\n`);
    expect(measurements['linesOfCode/Bad']).toEqual({ problem: expect.stringMatching(/^src\/bad\.ts:1:8: .*nowhere/) });
  });

  test('nesting that no parser goes down', async () => {
    const measurements = await measured(`export const handler = ${'['.repeat(20_000)}${']'.repeat(20_000)};`);
    expect(measurements['cyclomaticMaximum/Bad']).toEqual({ problem: expect.stringMatching(/^src\/bad\.ts:1:\d+: /) });
  });

  test('a file that no person wrote', async () => {
    const measurements = await measured(`export const handler = () => [${'12345678,\n'.repeat(60_000)}];`);
    expect(measurements['duplicatedLines/Bad']).toEqual({
      problem: expect.stringMatching(/^src\/bad\.ts:1:1: .*512 KB/),
    });
    // its size is that of the bundle all the same
    expect(value(measurements['bundleSize/Bad'])).toBeGreaterThan(500_000);
    // what the service is made of is not known as a whole
    expect(measurements['linesOfCode']).toHaveProperty('problem');
  });

  test('no module at all', async () => {
    const { measurements } = await collected(bundled('Gone', 'gone'));
    expect(measurements['linesOfCode/Gone']).toEqual({ problem: 'there is no module src/gone.ts' });
    expect(measurements['linesOfCode']).toEqual({ problem: 'there is no module src/gone.ts' });
  });
});

test('comments of ESLint switch nothing off', async () => {
  write('src/one.ts', '/* eslint-disable */\nexport const handler = (a: boolean) => (a ? 1 : 2);\n');
  const { measurements } = await collected(bundled('One', 'one'));
  expect(value(measurements['cyclomaticMaximum'])).toBe(2);
});

test('a function that SAM does not bundle is read from its handler, and has no bundle', async () => {
  write('src/lib/plain.js', `const { parse } = require('yaml');\nexports.handler = (text) => parse(text ?? '');\n`);
  const { measurements } = await collected(`
  Plain:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, CodeUri: ./src, Handler: lib/plain.handler }`);
  expect(value(measurements['cyclomaticMaximum/Plain'])).toBe(2);
  expect(value(measurements['dependencyCount/Plain'])).toBe(1);
  expect(measurements['bundleSize/Plain']).toEqual({ absent: 'SAM deploys its folder as it is: nothing is bundled' });
});

test.each([
  ['another language', 'Runtime: python3.13, CodeUri: src/, Handler: app.handler', /and this is python3\.13$/],
  [
    'code in the template',
    "Runtime: nodejs24.x, InlineCode: '0', Handler: index.handler",
    /^its code is in the template/,
  ],
  ['an image', 'PackageType: Image, ImageUri: repository/image', /in an image/],
  ['a bucket', 'Runtime: nodejs24.x, CodeUri: s3://bucket/key, Handler: index.handler', /in a bucket/],
])('of %s there is nothing to measure', async (_what, properties, reason) => {
  const { measurements } = await collected(`
  Other: { Type: AWS::Serverless::Function, Properties: { ${properties} } }`);
  expect(measurements['linesOfCode/Other']).toEqual({ absent: expect.stringMatching(reason) });
  expect(measurements['linesOfCode']).toHaveProperty('absent');
});

test('our own hooks are measured by nobody', async () => {
  write('src/one.ts', 'export const handler = () => 1;');
  const { functions } = await collected(
    `${bundled('One', 'one').replace('Properties: {', 'Properties: { AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Hook } },')}
${bundled('Hook', 'one').replace('Properties: {', 'Properties: { DeploymentPreference: { Enabled: false },')}`,
  );
  expect(functions).toEqual(['One']);
});

test('without the tools of the service it is said what is missing', async () => {
  rmSync(join(root, 'node_modules'));
  write('src/one.ts', 'export const handler = () => 1;');
  const { measurements } = await collected(bundled('One', 'one'));
  expect(measurements['linesOfCode/One']).toEqual({
    problem: 'esbuild of the service reads what it imports, and is not installed',
  });
});
