/**
 * Builds what is packed:
 *   dist/cli      the command line, bundled in lazy chunks: installing the package adds no other
 *   dist/lib      the library entries, unbundled ESM with types
 *   dist/vendor   third-party modules that the library entries import as `#name`
 *   dist/prebuilt the hooks of services whose own build makes none (scripts/prebuilt.mjs)
 * and, from what really went into the bundles, THIRD-PARTY-NOTICES and sbom.cdx.json.
 * With --cli there is no dist/lib: what no program needs that only runs the command line.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { awsSdk } from './aws-sdk.mjs';
import { generate } from './generate.mjs';
import { prebuilt } from './prebuilt.mjs';
import { projen } from './projen.mjs';
import { GENERATED_FROM } from './iam-actions.mjs';
import { bundledPackages, notices, sbom } from './third-party.mjs';
import { together } from './together.mjs';
import { yeoman } from './yeoman.mjs';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const SOURCE = '@create-fitness-serverless/source';

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Identifiers stay: yeoman and projen read constructor.name, and a stack trace is to be read.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** What CommonJS dependencies expect in an ES module. */
const COMMON_JS = {
  names: ['require', '__moduleFile', '__moduleFolder'],
  text: [
    `import { createRequire as __createRequire } from 'node:module';`,
    `import { fileURLToPath as __fileURLToPath } from 'node:url';`,
    `import { dirname as __pathDirname } from 'node:path';`,
    `const require = __createRequire(import.meta.url);`,
    `const __moduleFile = __fileURLToPath(import.meta.url);`,
    `const __moduleFolder = __pathDirname(__moduleFile);`,
  ].join('\n'),
};

/** Under names of their own: some modules declare the usual ones themselves. */
const commonJsNames = { __filename: '__moduleFile', __dirname: '__moduleFolder' };

/** What each of the commands loads that are run most often, and are measured (test/bench). */
const OFTEN = {
  adopt: ['src/cli/adopt.ts', 'src/cli/adopt/adopt-service.ts'],
  score: ['src/cli/score.ts'],
  upgrade: ['src/cli/upgrade.ts', 'src/cli/upgrade/upgrade-service.ts'],
};

/** Of semver nothing is run before a version is compared: most commands compare none. */
const lazySemver = {
  name: 'lazy-semver',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#semver$/ }, ({ path }) => ({ path, namespace: 'lazy' }));
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      resolveDir: root,
      contents: `export default new Proxy({}, { get: (_, name) => require('semver')[name] });`,
    }));
  },
};

/**
 * Modules of the AWS SDK's clients, for what a rehearsal runs as in Lambda, whose runtime has them: dist/cli/aws-sdk/client-*.js
 * have of each what hooks use (src/live/clients). They share the chunks of the command line.
 */
const usedOf = new Map();
for (const name of readdirSync(join(root, 'src/live/clients')).sort()) {
  const text = readFileSync(join(root, 'src/live/clients', name), 'utf8');
  const [, client] = /'@aws-sdk\/(client-[\w-]+)'/.exec(text) ?? [];
  const names = [...text.matchAll(/^export (?:const )?\{([^}]*)\}/gm)].flatMap(([, list]) => list.match(/\w+/g) ?? []);
  if (client !== undefined) usedOf.set(client, [...new Set([...(usedOf.get(client) ?? []), ...names])]);
}
const clientModules = Object.fromEntries([...usedOf.keys()].map((name) => [`aws-sdk/${name}`, `clients:${name}`]));

const clientsOfTheSdk = {
  name: 'clients-of-the-sdk',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^clients:/ }, ({ path }) => ({ path: path.slice('clients:'.length), namespace: 'clients' }));
    onLoad({ filter: /.*/, namespace: 'clients' }, ({ path }) => ({
      resolveDir: root,
      contents: `export { ${usedOf.get(path).join(', ')} } from '@aws-sdk/${path}';`,
    }));
  },
};

/** Of js-yaml what reads: what writes would be a quarter of it, and in every hook and command. Its exports name no parts, so they go by path. */
const readingJsYaml = {
  name: 'reading-js-yaml',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#?js-yaml$/ }, () => ({ path: 'js-yaml', namespace: 'reading' }));
    onLoad({ filter: /.*/, namespace: 'reading' }, () => ({
      resolveDir: join(root, 'node_modules/js-yaml/lib'),
      contents: `
        import loader from './loader.js';
        export { default as FAILSAFE_SCHEMA } from './schema/failsafe.js';
        export { default as Type } from './type.js';
        export const { load } = loader;`,
    }));
  },
};

async function cli() {
  const { metafile } = await build({
    ...common,
    entryPoints: { main: 'src/cli/main.ts', ...clientModules },
    outdir: 'dist/cli',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    conditions: [SOURCE],
    banner: { js: COMMON_JS.text },
    sourcemap: true,
    sourcesContent: false,
    define: commonJsNames,
    // The service's own esbuild compiles the service's own checks.
    external: ['esbuild'],
    // Its ES modules start faster than the CommonJS that platform node selects.
    alias: { '#yaml': join(root, 'node_modules/yaml/browser/index.js') },
    plugins: [lazySemver, readingJsYaml, clientsOfTheSdk, awsSdk, yeoman, projen],
  });
  await together(common, COMMON_JS, metafile, 'dist/cli/main.js', OFTEN);
  return metafile;
}

async function vendor() {
  const entryPoints = Object.fromEntries(
    Object.entries(manifest.imports).map(([name, conditions]) => [name.slice(1), conditions[SOURCE]]),
  );
  const { metafile } = await build({
    ...common,
    entryPoints,
    outdir: 'dist/vendor',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    // Their ES modules, not what they offer to require(): hooks are bundled again, and their exports must have names.
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: builtinModules.flatMap((name) => [name, `node:${name}`]),
    plugins: [readingJsYaml],
  });
  return metafile;
}

function library() {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
}

const started = performance.now();
rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(join(root, 'dist'));
await generate();
const metafiles = await Promise.all([cli(), vendor(), prebuilt(root)]);
if (!process.argv.includes('--cli')) library();
const packages = bundledPackages(root, [...metafiles, GENERATED_FROM]);
writeFileSync(join(root, 'THIRD-PARTY-NOTICES'), notices(packages));
writeFileSync(join(root, 'sbom.cdx.json'), sbom(manifest, packages));
console.error(`built in ${((performance.now() - started) / 1000).toFixed(1)} s, ${packages.length} packages bundled`);
