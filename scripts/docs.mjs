/**
 * Makes the documentation of the checks, which is committed: a page each from its meta and the cases of its test, and an index.
 *   node scripts/docs.mjs           writes docs/checks
 *   node scripts/docs.mjs --check   says what is out of date, and ends with 1 if anything is
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/checks');

/** Examples of each result, and how long the templates are that are worth reading. */
const SHOWN = { passes: 3, fails: 3, unknown: 2, notApplicable: 2 };
const LONGEST = 40;

/** By file name. */
export async function pages() {
  const { catalogue, casesOf, examplesOf, checkPage, checksIndex } = await sources();
  const texts = catalogue.map((check) => {
    const examples = examplesOf(check, casesOf(check.meta.id), { shown: SHOWN, longest: LONGEST });
    return [`${check.meta.id}.md`, checkPage(check, examples)];
  });
  const all = [...texts, ['README.md', checksIndex(catalogue)]];
  const options = await resolveConfig(join(folder, 'README.md'));
  const formatted = all.map(async ([name, text]) => [
    name,
    await format(`<!-- Made by scripts/docs.mjs -->\n\n${text}`, { ...options, parser: 'markdown' }),
  ]);
  return new Map(await Promise.all(formatted));
}

async function sources() {
  const cases = readdirSync(join(root, 'test/checks'), { recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.cases.ts'));
  const outfile = join(root, '.cache/docs.mjs');
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `
        export { catalogue } from './src/checks/catalogue.ts';
        export { checkPage } from './src/report/check-page.ts';
        export { checksIndex } from './src/report/checks-index.ts';
        export { examplesOf } from './src/report/check-examples.ts';
        ${cases.map((path, index) => `import cases${index} from './test/checks/${path}';`).join('\n')}
        const byId = new Map([${cases.map((path, index) => `['${path.replace(/^.*\/|\.cases\.ts$/g, '')}', cases${index}]`).join(', ')}]);
        export const casesOf = (id) => byId.get(id);`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
    conditions: ['@create-fitness-serverless/source'],
    alias: { '#yaml': join(root, 'node_modules/yaml/browser/index.js') },
  });
  return import(pathToFileURL(outfile).href);
}

function standing(name) {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const made = await pages();
const present = existsSync(folder) ? readdirSync(folder) : [];
const surplus = present.filter((name) => !made.has(name));
const stale = [...made].filter(([name, text]) => standing(name) !== text).map(([name]) => name);
if (process.argv.includes('--check')) {
  for (const name of [...stale, ...surplus]) console.error(`docs/checks/${name} is out of date: run "npm run docs"`);
  process.exitCode = stale.length + surplus.length === 0 ? 0 : 1;
} else {
  mkdirSync(folder, { recursive: true });
  for (const name of stale) writeFileSync(join(folder, name), made.get(name));
  for (const name of surplus) rmSync(join(folder, name));
  console.error(`docs/checks: ${made.size} pages, ${stale.length} written, ${surplus.length} removed`);
}
