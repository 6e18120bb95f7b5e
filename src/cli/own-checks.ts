/**
 * The checks that a repository holds. The text of a generated check is our own source; as long as it is, the compiled one
 * of this tool runs. Any other text, and every check that `fitness/checks/custom/index.ts` exports, is code of the
 * repository: bundled by the service's own esbuild, and cached by content. The hooks import the same index, so that they
 * run the same checks.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from '../checks/api.ts';
import { catalogue, checkSource } from '../checks/catalogue.ts';
import { CHECK_ID, CUSTOM_CHECKS } from '../config/own-checks.ts';
import { PREBUILT_FOLDER } from '../config/prebuilt.ts';
import { UserError } from '../errors.ts';
import { servicesEsbuild } from '../esbuild.ts';
import type { Diagnostic } from '../template/model.ts';
import { ownPackage } from '../package.ts';
import { hashOf } from '../upgrade/manifest.ts';
import { toolCommand } from './command-line.ts';
import { shownAs } from './service.ts';

const CHECKS = 'fitness/checks';
/** Exports every custom check under a name of its own. */
export const CUSTOM_INDEX = `${CUSTOM_CHECKS}/index.ts`;
const CACHE = 'node_modules/.cache/create-fitness-serverless';
const API = 'create-fitness-serverless/check';

export interface OwnChecks {
  /** The built-in ones, the repository's in their place or beside them. */
  readonly checks: readonly Check[];
  /** Files of the repository that run as code, one for each check. */
  readonly files: readonly string[];
}

/** Where the code of a repository's checks stands. */
export interface OwnCheckSources {
  /** Generated checks whose text is not this tool's: edited ones, and ones of another version. */
  readonly files: readonly string[];
  /** The index of the custom ones, if it exports any. */
  readonly index: string | undefined;
}

export function ownCheckSources(root: string): OwnCheckSources {
  const ids = new Set(catalogue.map(({ meta }) => meta.id));
  const files = listed(root, CHECKS).filter((path) => {
    const id = basename(path, '.ts');
    // what lists them is none
    if (id === 'index') return false;
    return !ids.has(id) || hashOf(readFileSync(join(root, path))) !== hashOf(Buffer.from(checkSource(id).text));
  });
  return { files, index: exportsAny(indexText(root)) ? CUSTOM_INDEX : undefined };
}

/** Ids of the custom checks, by the names of their files. */
export function customIds(root: string): string[] {
  return listed(root, CUSTOM_CHECKS)
    .filter((path) => path !== CUSTOM_INDEX)
    .map((path) => basename(path, '.ts'));
}

/** Files of custom checks that no hook and no `score` runs: neither the index nor what it imports names them. */
export function unlistedChecks(root: string): string[] {
  const files = listed(root, CUSTOM_CHECKS).filter((path) => path !== CUSTOM_INDEX);
  if (files.length === 0) return [];
  const texts = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const waiting = [indexText(root) ?? ''];
  for (let text = waiting.pop(); text !== undefined && texts.size > 0; text = waiting.pop()) {
    for (const [path, own] of texts) {
      if (!imports(text, basename(path, '.ts'))) continue;
      texts.delete(path);
      waiting.push(own);
    }
  }
  return [...texts.keys()];
}

/** Says of them what to do. */
export function unlistedDiagnostics(root: string, severity: Diagnostic['severity'], cwd: string): Diagnostic[] {
  const isPrebuilt = existsSync(join(root, PREBUILT_FOLDER, 'fitness.yaml'));
  return unlistedChecks(root).map((path) => {
    const command = toolCommand('add', 'check', '--custom', basename(path, '.ts'));
    // there it is refused
    const remedy = isPrebuilt
      ? `hooks that are prebuilt run none of your own; after \`${toolCommand('unadopt')}\`, \`${toolCommand('adopt', '--hooks', 'source')}\` has some that do`
      : `\`${command}\` adds its line`;
    const message = `${path} is not in ${CUSTOM_INDEX}: neither \`score\` nor the hooks run it; ${remedy}`;
    return {
      severity,
      code: 'unlisted-check',
      message,
      location: { file: shownAs(join(root, path), cwd), line: 1, column: 1 },
    };
  });
}

/** Loads what the repository's own files define. Runs their code. */
export async function loadOwnChecks(root: string, { files, index }: OwnCheckSources): Promise<OwnChecks> {
  const found = await bundles(root, [...files, ...(index === undefined ? [] : [index])]);
  const own = (await Promise.all(found.map(({ path, module }) => loaded(root, path, module)))).flat();
  const byId = new Map(own.map(({ check }) => [check.meta.id, check]));
  const twice = own.find(({ check }) => byId.get(check.meta.id) !== check);
  if (twice)
    throw new UserError('repeated-check', `Two files of ${CHECKS} define the check ${twice.check.meta.id}.`, {
      hint: 'Give each its own id.',
    });
  const replaced = catalogue.map((check) => byId.get(check.meta.id) ?? check);
  const added = own.filter(({ check }) => !catalogue.some(({ meta }) => meta.id === check.meta.id));
  return { checks: [...replaced, ...added.map(({ check }) => check)], files: own.map(({ file }) => file) };
}

function listed(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(?!.*\.(test|d)\.ts$).*\.ts$/.test(entry.name))
    .map((entry) => `${folder}/${entry.name}`)
    .sort();
}

function indexText(root: string): string | undefined {
  const file = join(root, CUSTOM_INDEX);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** As it is created, it is a comment and `export {}`: nothing that would need esbuild. */
function exportsAny(text: string | undefined): boolean {
  if (text === undefined) return false;
  const code = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').replace(/\bexport\s*\{\s*\}\s*;?/g, '');
  return code.trim() !== '';
}

/** Does the text name this module of its folder, as an import does? */
function imports(text: string, name: string): boolean {
  return ["'", '"'].some((quote) => ['', '.ts', '.js'].some((end) => text.includes(`/${name}${end}${quote}`)));
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
  const { build } = compilerOf(root, files);
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

function compilerOf(root: string, files: readonly string[]): ReturnType<typeof servicesEsbuild> {
  try {
    return servicesEsbuild(root);
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

/** A check, and the file that it most likely stands in. */
interface Loaded {
  readonly check: Check;
  readonly file: string;
}

async function loaded(root: string, path: string, module: string): Promise<Loaded[]> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(module).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new UserError('broken-check', `${path} cannot be loaded: ${(cause as Error).message}.`, {
      kind: 'incomplete',
      cause,
    });
  }
  if (path !== CUSTOM_INDEX) return [{ check: checkOf(exported['default'], path), file: path }];
  return Object.entries(exported).map(([name, value]) => {
    const check = checkOf(value, `${name} of ${path}`);
    const { id } = check.meta;
    if (catalogue.some(({ meta }) => meta.id === id))
      throw new UserError('taken-check', `${name} of ${path} has the id of a check of this tool: ${id}.`, {
        hint: 'Give it an id of its own.',
      });
    const file = `${CUSTOM_CHECKS}/${id}.ts`;
    return { check, file: existsSync(join(root, file)) ? file : path };
  });
}

function checkOf(exported: unknown, what: string): Check {
  const check = exported as Partial<Check> | undefined | null;
  const isCheck =
    typeof check?.evaluate === 'function' &&
    typeof check.meta?.id === 'string' &&
    CHECK_ID.test(check.meta.id) &&
    Array.isArray(check.meta.resourceTypes);
  if (isCheck) return check as Check;
  const id: unknown = check?.meta?.id;
  const isMisnamed = typeof id === 'string' && !CHECK_ID.test(id);
  const problem = isMisnamed ? `has an id that is none: ${JSON.stringify(id)}` : 'exports no check';
  throw new UserError('broken-check', `${what} ${problem}.`, {
    kind: 'incomplete',
    hint: isMisnamed
      ? 'Ids are lower-case words with hyphens between them, e.g. queue-has-owner.'
      : `Write \`export default defineCheck({ meta, evaluate })\`, from ${API}.`,
  });
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
