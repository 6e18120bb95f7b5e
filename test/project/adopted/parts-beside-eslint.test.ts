/** What ESLint itself says of a configuration with our part in it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownPackage } from '../../../src/package.ts';
import { partsOf, remarksOf, withParts } from './parts-beside-support.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eslint-config-'));
  symlinkSync(join(ownPackage().root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'fitness'));
  mkdirSync(join(folder, 'src'));
  for (const path of ['fitness/a.js', 'src/a.js']) writeFileSync(join(folder, path), 'var unused = 1;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RULES = '{ rules: { "no-var": "error" } }';
const CONFIGS: [string, string, string][] = [
  ['a list', 'eslint.config.mjs', `export default [\n    ${RULES},\n];\n`],
  ['a list, in CommonJS', 'eslint.config.cjs', `module.exports = [\n  ${RULES},\n];\n`],
  ['CRLF', 'eslint.config.mjs', `export default [\r\n\t${RULES},\r\n];\r\n`],
  [
    'defineConfig',
    'eslint.config.mjs',
    `import { defineConfig } from 'eslint/config';\nexport default defineConfig([\n  ${RULES},\n]);\n`,
  ],
  [
    'typescript-eslint',
    'eslint.config.mjs',
    `import tseslint from 'typescript-eslint';\n\nexport default tseslint.config(\n  ${RULES},\n);\n`,
  ],
  ['a list with a name', 'eslint.config.mjs', `const config = [${RULES}];\n\nexport default config;`],
  ['a list with a name, in CommonJS', 'eslint.config.cjs', `const all = [\n  ${RULES},\n];\nmodule.exports = all;\n`],
];

test.each(CONFIGS)('%s', async (_, path, text) => {
  const config = withParts(path, text);
  const file = join(folder, path);
  writeFileSync(file, config);
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: file });
  expect(await eslint.isPathIgnored(join(folder, 'fitness/a.js'))).toBe(true);
  const found = await eslint.lintFiles(['.']);
  expect(
    found.filter(({ filePath }) => filePath.endsWith('a.js')).map(({ filePath, errorCount }) => [filePath, errorCount]),
  ).toEqual([[join(folder, 'src/a.js'), 1]]);
  expect(partsOf(path, config)).toEqual([]);
  rmSync(file);
});

test('stands in the manner of the file', () => {
  expect(withParts('eslint.config.js', `export default [\n    { ignores: ['dist/'] },\n];\n`)).toBe(
    `export default [\n    // Gate of create-fitness-serverless\n    { ignores: ['fitness/**'] },\n    { ignores: ['dist/'] },\n];\n`,
  );
});

test.each([
  'export default makeConfig({ files: ["src"] });\n',
  'export default [js.configs.recommended];\n',
  'export default (async () => [\n  {},\n])();\n',
])('says what to do where it cannot: %j', (text) => {
  expect(partsOf('eslint.config.mjs', text)).toEqual([]);
  expect(remarksOf('eslint.config.mjs', text)).toEqual([
    expect.stringMatching(/^eslint\.config\.mjs is code: put { ignores: \["fitness\/\*\*"\] } first/),
  ]);
});

test('is not needed where there is no code of ours', () => {
  expect(partsOf('eslint.config.mjs', 'export default [\n];\n', { hooks: 'none' })).toEqual([]);
});
