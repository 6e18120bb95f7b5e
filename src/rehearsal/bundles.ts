/** The functions of a service as `sam build` bundles them: its own esbuild, with the options of its template. */
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type * as Esbuild from 'esbuild';
import { UserError } from '../errors.ts';
import { servicesEsbuild } from '../esbuild.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { runtimeSdk } from './runtime-sdk.ts';

export interface Source {
  /** Logical id. */
  readonly logicalId: string;
  /** The function in the SAM template, as it was written: what its build depends on. */
  readonly resource: unknown;
}

export interface BundleOptions {
  /** Folder of the service. */
  readonly root: string;
  /** Folder of its template, from which paths in it are. @default that of the service */
  readonly folder?: string;
  /** Folder for what is made. */
  readonly outdir: string;
  /** Texts in the place of files, by absolute path: what a build would write, or what stood there at another time. */
  readonly files: ReadonlyMap<string, string>;
  /** How esbuild finds packages, where that is not as in the build. */
  readonly packages?: Pick<Esbuild.BuildOptions, 'conditions' | 'alias'>;
}

export interface Bundle {
  readonly file: string;
  /** Export that is the handler. */
  readonly handler: string;
  /** Folder of packages that its runtime brings. */
  readonly modules?: string;
}

/** Bundles of functions that esbuild builds, by logical id; one of another kind has none. */
export async function bundle(sources: readonly Source[], options: BundleOptions): Promise<ReadonlyMap<string, Bundle>> {
  const made = await Promise.all(
    sources.map(async ({ logicalId, resource }) => [logicalId, await bundleOne(logicalId, resource, options)] as const),
  );
  return new Map(made.flatMap(([logicalId, built]) => (built ? [[logicalId, built] as const] : [])));
}

async function bundleOne(logicalId: string, resource: unknown, options: BundleOptions): Promise<Bundle | undefined> {
  const { root, folder = root } = options;
  const metadata = own(resource, 'Metadata');
  const properties = own(resource, 'Properties');
  const [codeUri, handler] = [own(properties, 'CodeUri'), own(properties, 'Handler')];
  const build = own(metadata, 'BuildProperties');
  const [entry] = listOf(own(build, 'EntryPoints'));
  if (typeof codeUri !== 'string' || typeof handler !== 'string') return undefined;
  const outdir = join(options.outdir, logicalId);
  if (own(metadata, 'BuildMethod') !== 'esbuild' || entry === undefined)
    return prebuilt(join(folder, codeUri), handler, outdir, options);
  const extension = mapOf(build, 'OutExtension')['.js'] ?? '.js';
  try {
    await compilerOf(root).build({
      absWorkingDir: root,
      entryPoints: [join(folder, codeUri, entry)],
      outdir,
      bundle: true,
      platform: 'node',
      logLevel: 'silent',
      plugins: [inPlace(options.files)],
      ...options.packages,
      ...buildOptions(build),
    });
  } catch (cause) {
    const { text, location } = (cause as { errors?: Problem[] }).errors?.[0] ?? { text: String(cause) };
    const place = location ? { file: location.file, line: location.line, column: location.column + 1 } : undefined;
    throw new UserError('broken-hook', `The function ${logicalId} does not build: ${text}.`, {
      kind: 'incomplete',
      location: place,
      hint: 'Install the dependencies of the service first; then `npm run build` says the same.',
      cause,
    });
  }
  const [module = '', name = 'handler'] = splitHandler(handler);
  return { file: join(outdir, `${basename(module)}${extension}`), handler: name, modules: runtimeSdk(options.outdir) };
}

/** JavaScript that is built already, as in a repository without Node; a copy, since other texts may have to lie beside it. */
function prebuilt(
  folder: string,
  handler: string,
  outdir: string,
  { files, outdir: all }: BundleOptions,
): Bundle | undefined {
  const [module, name] = splitHandler(handler);
  const extension = ['.mjs', '.js', '.cjs'].find((each) => existsSync(join(folder, `${module}${each}`)));
  if (extension === undefined) return undefined;
  const beside = [...files].filter(([path]) => dirname(path) === join(folder));
  cpSync(folder, outdir, { recursive: true });
  for (const [path, text] of beside) writeFileSync(join(outdir, basename(path)), text);
  return { file: join(outdir, `${module}${extension}`), handler: name, modules: runtimeSdk(all) };
}

interface Problem {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/**
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
 */
function buildOptions(build: unknown): Esbuild.BuildOptions {
  const text = (name: string): string | undefined => {
    const value = own(build, name);
    return typeof value === 'string' ? value : undefined;
  };
  const [target, format, mainFields] = [text('Target'), text('Format'), own(build, 'MainFields')];
  const external = listOf(own(build, 'External'));
  return {
    ...(target !== undefined && { target: target.split(',') }),
    format: format === 'esm' ? 'esm' : 'cjs',
    ...(mainFields !== undefined && { mainFields: listOf(mainFields).flatMap((words) => words.split(',')) }),
    ...(external.length > 0 && { external }),
    outExtension: mapOf(build, 'OutExtension'),
    loader: mapOf(build, 'Loader') as Record<string, Esbuild.Loader>,
    define: mapOf(build, 'Define'),
    minify: own(build, 'Minify') === true,
    splitting: own(build, 'Splitting') === true,
    keepNames: own(build, 'KeepNames') === true,
  };
}

function inPlace(files: ReadonlyMap<string, string>): Esbuild.Plugin {
  const namespace = 'rehearsal';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path);
        return files.has(file) ? { path: file, namespace } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: files.get(path) ?? '',
        loader: path.endsWith('.json') ? 'json' : 'text',
      }));
    },
  };
}

/** `['.js=.mjs']`, or a map. */
function mapOf(build: unknown, name: string): Record<string, string> {
  const value = own(build, name);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
  return Object.fromEntries(
    listOf(value).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? [value] : [];
}

/** `folder/file.name` → `['folder/file', 'name']` */
function splitHandler(handler: string): [string, string] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}

function compilerOf(root: string): ReturnType<typeof servicesEsbuild> {
  try {
    return servicesEsbuild(root);
  } catch (cause) {
    throw new UserError('no-esbuild', 'The hooks are code of this repository, and its esbuild is not installed.', {
      kind: 'incomplete',
      hint: 'Install the dependencies of the service: `npm install`.',
      cause,
    });
  }
}
