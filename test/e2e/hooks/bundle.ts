/** Hook functions as the build of a service bundles them: the same entry points, and SAM's esbuild options of template.yaml. */
import { build, type BuildOptions } from 'esbuild';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkById } from '../../../src/checks/catalogue.ts';
import { LIVE } from '../../../src/config/defaults.ts';
import { equipmentFor } from '../../../src/live/equipment.ts';

const root = join(import.meta.dirname, '../../..');

export type Hook = 'pre-traffic' | 'post-traffic' | 'report-failure' | 'recorder';

/** What the generated template.yaml says in BuildProperties, and what SAM adds to it. */
const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'es2024',
  minify: true,
  splitting: true,
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  loader: { '.yaml': 'text' },
  // the library's sources stand for its built entries
  // `module` is esbuild's own default, which a condition of ours would switch off
  conditions: ['@create-fitness-serverless/source', 'module'],
  // the CommonJS one that Node resolves to cannot be part of an ES module
  alias: { '#yaml': join(root, 'node_modules/yaml/browser/index.js') },
  logLevel: 'error',
};

/** The bundle of a hook over our sources. */
export async function hookBundle(hook: Hook, config: string, checks: readonly string[]): Promise<string> {
  const service = join(root, '.cache/e2e/hooks');
  mkdirSync(join(service, 'fitness/hooks'), { recursive: true });
  writeFileSync(join(service, 'fitness.yaml'), config);
  const entry = join(service, 'fitness/hooks', `${hook}.ts`);
  writeFileSync(entry, source(hook, checks));
  return bundle(entry, hook);
}

/** Bundles any entry in the same way, e.g. a handler that breaks in a way of its own. */
export async function bundle(entry: string, name: string, more: BuildOptions = {}): Promise<string> {
  const outdir = join(root, '.cache/e2e/hooks/build', name);
  rmSync(outdir, { recursive: true, force: true });
  await build({ ...OPTIONS, ...more, entryPoints: [entry], outdir });
  return join(outdir, `${name}.mjs`);
}

/** As the generated entry points, with the paths of our sources: the checks that are named, and no others. */
function source(hook: Hook, checks: readonly string[]): string {
  const entries: Record<Hook, string> = {
    'pre-traffic': 'preTrafficHook({ config, readers, measurers, checks })',
    'post-traffic': 'postTrafficHook({ config })',
    'report-failure': 'reportFailure()',
    recorder: 'recorder({ config, readers, measurers, checks })',
  };
  const from = (path: string) => JSON.stringify(join(root, 'src', path));
  const { readers, measurers } = equipmentFor(
    checks.flatMap((id) => checkById(id)?.meta ?? []),
    LIVE,
  );
  return [
    ...readers.map(({ name, module }) => `import { ${name} } from ${from(`live/readers/${module}.ts`)};`),
    ...measurers.map(({ name, module }) => `import { ${name} } from ${from(`live/${module}.ts`)};`),
    `const readers = [${readers.map(({ name }) => name).join(', ')}];`,
    `const measurers = [${measurers.map(({ name }) => name).join(', ')}];`,
    `import { preTrafficHook, postTrafficHook, reportFailure, recorder } from ${from('hooks/index.ts')};`,
    ...checks.map((id, index) => `import check${index} from ${from(sourceOf(id))};`),
    "import config from '../../fitness.yaml';",
    `const checks = [${checks.map((_, index) => `check${index}`).join(', ')}];`,
    `export const handler = ${entries[hook]};`,
  ].join('\n');
}

/** Below `src/`. */
function sourceOf(id: string): string {
  const files = readdirSync(join(root, 'src/checks'), { recursive: true, encoding: 'utf8' });
  const file = files.find((path) => basename(path) === `${id}.ts`);
  if (file === undefined) throw new Error(`there is no check ${id}`);
  return join('checks', file);
}
