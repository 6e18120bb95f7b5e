import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { together } from '../scripts/together.mjs';

/** Three commands: two are joined, the third imports what is in their files. */
const SOURCES = {
  'src/main.js': `
    const LOAD = { a: () => import('./a.js'), b: () => import('./b.js'), rare: () => import('./rare.js') };
    export const main = async (name) => (await LOAD[name]()).run();`,
  'src/a.js': `import { both, count } from './both.js'; import { shared } from './a-rare.js';
    export const run = async () => { count(); return ['a', both(), shared, (await import('./later.js')).later()]; };`,
  'src/b.js': `import { both } from './both.js'; import { counted, count } from './both.js';
    export const run = () => { count(); count(); return ['b', both(), counted]; };`,
  'src/rare.js': `import { both } from './both.js'; import { shared } from './a-rare.js'; import { shared as other } from './rare-b.js';
    export const run = () => ['rare', both(), shared, other];`,
  'src/both.js': `const own = 'both'; export const both = () => own; export let counted = 0;
    export const count = () => { if (globalThis.failing) throw new Error('no'); return counted++; };`,
  // the same names as elsewhere
  'src/a-rare.js': `const own = 'a-rare'; export const shared = own;`,
  'src/rare-b.js': `const own = 'rare-b'; export const shared = own;`,
  'src/later.js': `import { counted } from './both.js'; export const later = () => counted;`,
};

/** What a bundle declares for CommonJS that it may hold. */
const BANNER = {
  names: ['require'],
  text: `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`,
};

async function built(): Promise<{ folder: string; run: (name: string) => unknown }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'together-')));
  for (const [path, text] of Object.entries({ ...SOURCES, 'package.json': '{"type":"module"}' })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options = {
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    minifyWhitespace: true,
    sourcemap: true,
    logLevel: 'error',
  } as const;
  const { metafile } = await build({
    ...options,
    entryPoints: { main: 'src/main.js' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: BANNER.text },
  });
  await together(options, BANNER, metafile, 'dist/main.js', { a: ['src/a.js'], b: ['src/b.js'] });
  const run = (name: string): unknown => {
    const code = `import('./dist/main.js').then(async ({ main }) => console.log(JSON.stringify(await main('${name}'))))`;
    return JSON.parse(execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' }));
  };
  return { folder, run };
}

test('what commands load is one file for each set of them, and does what it did', async () => {
  const { folder, run } = await built();
  expect(run('a')).toEqual(['a', 'both', 'a-rare', 1]);
  expect(run('b')).toEqual(['b', 'both', 2]);
  expect(run('rare')).toEqual(['rare', 'both', 'a-rare', 'rare-b']);
  const chunks = readdirSync(join(folder, 'dist/chunks'));
  const joined = ['together-a-b.js', 'together-a.js', 'together-b.js'];
  expect(chunks.filter((name) => name.startsWith('together') && name.endsWith('.js'))).toEqual(joined);
  // those alone have a map, and no names for what is not used
  expect(chunks.filter((name) => name.endsWith('.map'))).toEqual(joined.map((name) => `${name}.map`));
  for (const name of chunks.filter((each) => each.endsWith('.js'))) {
    const text = readFileSync(join(folder, 'dist/chunks', name), 'utf8');
    expect([name, text.includes('sourceMappingURL')]).toEqual([name, joined.includes(name)]);
    if (joined.includes(name)) expect(text).not.toContain('createRequire');
  }
  // each text stands in one place
  const files = chunks.filter((name) => name.endsWith('.js'));
  const texts = files.map((name) => readFileSync(join(folder, 'dist/chunks', name), 'utf8'));
  for (const own of ['"both"', '"a-rare"', '"rare-b"'])
    expect(texts.filter((text) => text.includes(own))).toHaveLength(1);
});

test('a source that nothing imports lazily is told', async () => {
  const { metafile } = await build({ stdin: { contents: '' }, metafile: true, write: false });
  await expect(
    together({ absWorkingDir: tmpdir() }, BANNER, metafile, Object.keys(metafile.outputs)[0] ?? '', { a: ['a.js'] }),
  ).rejects.toThrow('nothing imports a.js lazily any more');
});

test('the map of what is joined tells the place in the source', async () => {
  const { folder } = await built();
  const code = `process.setSourceMapsEnabled(true);
    globalThis.failing = true;
    import('./dist/main.js').then(({ main }) => main('a')).catch(({ stack }) => console.log(stack));`;
  const stack = execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' });
  expect(stack).toMatch(/src[\\/]both\.js:2:\d+/);
});
