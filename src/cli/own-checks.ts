/**
 * The checks that a repository holds. The text of a generated check is our own source; as long as it is, the compiled one
 * of this tool runs. Any other text, and every check in `fitness/checks/custom/`, is code of the repository: bundled by
 * the service's own esbuild, and cached by content.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Esbuild from 'esbuild';
import type { Check } from '../checks/api.ts';
import { catalogue, checkSource } from '../checks/catalogue.ts';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import { hashOf } from '../upgrade/manifest.ts';

const CHECKS = 'fitness/checks';
const CUSTOM = `${CHECKS}/custom`;
const CACHE = 'node_modules/.cache/create-fitness-serverless';
const API = 'create-fitness-serverless/check';

export interface OwnChecks {
  /** The built-in ones, the repository's in their place or beside them. */
  readonly checks: readonly Check[];
  /** Files of the repository that run as code. */
  readonly files: readonly string[];
}

/** Files of checks whose text is not this tool's: edited ones, ones of another version, and custom ones. */
export function foreignCheckFiles(root: string): string[] {
  const ids = new Set(catalogue.map(({ meta }) => meta.id));
  const generated = listed(root, CHECKS).filter((path) => {
    const id = basename(path, '.ts');
    return !ids.has(id) || hashOf(readFileSync(join(root, path))) !== hashOf(Buffer.from(checkSource(id).text));
  });
  return [...generated, ...listed(root, CUSTOM)];
}

/** Loads what the repository's own files define. Runs their code. */
export async function loadOwnChecks(root: string, files: readonly string[]): Promise<OwnChecks> {
  const own = await Promise.all((await bundles(root, files)).map(({ path, module }) => loaded(root, path, module)));
  const byId = new Map(own.map((check) => [check.meta.id, check]));
  if (byId.size < own.length)
    throw new UserError('repeated-check', 'Two files of fitness/checks define one check.', {
      hint: 'Give each its own id.',
    });
  const replaced = catalogue.map((check) => byId.get(check.meta.id) ?? check);
  const added = own.filter(({ meta }) => !catalogue.some((check) => check.meta.id === meta.id));
  return { checks: [...replaced, ...added], files };
}

function listed(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?!.*\.(test|d)\.ts$).*\.ts$/.test(entry.name))
    .map((entry) => `${folder}/${entry.name}`)
    .sort();
}

interface Bundle {
  readonly path: string;
  /** File of the compiled check. */
  readonly module: string;
}

/** What a cached bundle was made of: if none of it changed, it is still good. */
interface CacheEntry {
  readonly inputs: Readonly<Record<string, string>>;
  readonly code: string;
}

async function bundles(root: string, files: readonly string[]): Promise<Bundle[]> {
  const folder = join(root, CACHE);
  const found = files.map((path) => ({ path, cached: cachedCode(root, folder, path) }));
  const missing = found.filter(({ cached }) => cached === undefined).map(({ path }) => path);
  const made = missing.length > 0 ? await compile(root, folder, missing) : new Map<string, string>();
  return found.map(({ path, cached }) => ({ path, module: moduleFile(folder, cached ?? made.get(path) ?? '') }));
}

function cachedCode(root: string, folder: string, path: string): string | undefined {
  try {
    const { inputs, code } = JSON.parse(readFileSync(indexFile(root, folder, path), 'utf8')) as CacheEntry;
    const same = Object.entries(inputs).every(([input, hash]) => hashOf(readFileSync(join(root, input))) === hash);
    if (!same || !/^[0-9a-f]{64}$/.test(code) || !existsSync(moduleFile(folder, code))) return undefined;
    // the cache lies in the repository: what it says is code has to be what was made of these inputs
    return hashOf(readFileSync(moduleFile(folder, code))) === code ? code : undefined;
  } catch {
    return undefined;
  }
}

async function compile(root: string, folder: string, files: readonly string[]): Promise<Map<string, string>> {
  const { build } = servicesEsbuild(root, files);
  const api = join(ownPackage().root, 'dist', 'lib', 'checks', 'api.js');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: join(root, 'nowhere'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    // the API of the running tool: it is what evaluates them
    ...(existsSync(api) && { alias: { [API]: api } }),
  }).catch((cause: unknown) => {
    const { text, location } = (cause as { errors?: EsbuildMessage[] }).errors?.[0] ?? { text: String(cause) };
    const place = location ? { file: location.file, line: location.line, column: location.column + 1 } : undefined;
    throw new UserError('broken-check', `A check does not compile: ${text}.`, {
      kind: 'incomplete',
      location: place,
      cause,
    });
  });
  mkdirSync(folder, { recursive: true });
  return new Map(
    result.outputFiles.map(({ path, contents }): [string, string] => {
      const output = Object.entries(result.metafile.outputs).find(([name]) => join(root, name) === path)?.[1];
      const code = hashOf(contents);
      writeWhole(moduleFile(folder, code), contents);
      const inputs = Object.keys(output?.inputs ?? {}).filter((input) => !input.startsWith('..'));
      const hashes = inputs.map((input): [string, string] => [input, hashOf(readFileSync(join(root, input)))]);
      const entryPoint = output?.entryPoint ?? '';
      const entry: CacheEntry = { inputs: Object.fromEntries(hashes), code };
      writeWhole(indexFile(root, folder, entryPoint), Buffer.from(JSON.stringify(entry)));
      return [entryPoint, code];
    }),
  );
}

interface EsbuildMessage {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

function servicesEsbuild(root: string, files: readonly string[]): Pick<typeof Esbuild, 'build'> {
  try {
    return createRequire(join(root, 'package.json'))('esbuild') as Pick<typeof Esbuild, 'build'>;
  } catch (cause) {
    const [first, ...others] = files;
    throw new UserError(
      'no-esbuild',
      `${first}${others.length > 0 ? ` and ${others.length} more are` : ' is'} code of this repository, and its esbuild is not installed.`,
      {
        kind: 'incomplete',
        hint: 'Install the dependencies of the service, or judge by the built-in checks alone: --no-custom.',
        cause,
      },
    );
  }
}

async function loaded(root: string, path: string, module: string): Promise<Check> {
  let exported: unknown;
  try {
    exported = ((await import(pathToFileURL(module).href)) as { default?: unknown }).default;
  } catch (cause) {
    throw new UserError('broken-check', `${path} cannot be loaded: ${(cause as Error).message}.`, {
      kind: 'incomplete',
      cause,
    });
  }
  const check = exported as Partial<Check> | undefined;
  if (
    typeof check?.evaluate !== 'function' ||
    typeof check.meta?.id !== 'string' ||
    !Array.isArray(check.meta.resourceTypes)
  ) {
    throw new UserError('broken-check', `${path} exports no check.`, {
      kind: 'incomplete',
      hint: `Write \`export default defineCheck({ meta, evaluate })\`, from ${API}.`,
    });
  }
  return check as Check;
}

function moduleFile(folder: string, code: string): string {
  return join(folder, `${code}.mjs`);
}

function indexFile(root: string, folder: string, path: string): string {
  const key = createHash('sha256').update(`${ownPackage().version}\0${path}`).digest('hex');
  return join(folder, `${key}.json`);
}

/** Two runs at once may write the same file. */
function writeWhole(file: string, bytes: Uint8Array): void {
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}
