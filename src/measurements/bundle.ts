/** What esbuild makes of a function's code: which of the service's own files and which packages go into it, and its size. */
import { join } from 'node:path';
import type * as Esbuild from 'esbuild';
import { servicesEsbuild } from '../esbuild.ts';
import type { FunctionCode, Unmeasured } from './functions.ts';

export interface Bundle {
  /** Files of the service, relative to its folder, sorted. */
  readonly sources: readonly string[];
  /** Folders of npm packages of which some code is in the bundle: two versions of one are two. */
  readonly packages: readonly string[];
  /** Bytes of code, without source maps; undefined for a function that is not bundled when it is built. */
  readonly size?: number;
}

export type BundleOf = (code: FunctionCode) => Promise<Bundle | Unmeasured>;

/** Runs the esbuild of the service in this folder, as `sam build` does. */
export function bundler(root: string): BundleOf {
  const esbuild = compilerOf(root);
  return async (code) => {
    if (!esbuild) return { problem: 'esbuild of the service reads what it imports, and is not installed' };
    try {
      const { metafile } = await esbuild.build(optionsOf(code, root));
      return bundleOf(metafile, code);
    } catch (error) {
      return { problem: problemOf(error) };
    }
  };
}

function compilerOf(root: string): ReturnType<typeof servicesEsbuild> | undefined {
  try {
    return servicesEsbuild(root);
  } catch {
    return undefined;
  }
}

type Options = Esbuild.BuildOptions & { metafile: true };

function optionsOf({ entryPoints, bundled }: FunctionCode, root: string): Options {
  return {
    ...SAM_DEFAULTS,
    ...(bundled && esbuildOptions(bundled)),
    absWorkingDir: root,
    // a name that starts with neither is one of a package
    entryPoints: entryPoints.map((path) => (path.startsWith('.') ? path : `./${path}`)),
    outdir: join(root, 'nowhere'),
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
    sourcemap: false,
    logLevel: 'silent',
  };
}

/** aws-lambda-builders, workflows/nodejs_npm_esbuild */
const SAM_DEFAULTS = { target: 'es2020', format: 'cjs', minify: true } as const satisfies Esbuild.BuildOptions;

/**
 * SAM hands BuildProperties to esbuild's command line; here is what each becomes in its API. Those that choose what is
 * built, where it goes and what is said are ours.
 */
const OPTIONS: Readonly<Record<string, 'flag' | 'text' | 'list' | 'map'>> = {
  Alias: 'map',
  Banner: 'map',
  Charset: 'text',
  Conditions: 'list',
  Define: 'map',
  Drop: 'list',
  DropLabels: 'list',
  External: 'list',
  Footer: 'map',
  Format: 'text',
  IgnoreAnnotations: 'flag',
  Inject: 'list',
  Jsx: 'text',
  KeepNames: 'flag',
  LegalComments: 'text',
  Loader: 'map',
  MainFields: 'list',
  Minify: 'flag',
  MinifyIdentifiers: 'flag',
  MinifySyntax: 'flag',
  MinifyWhitespace: 'flag',
  OutExtension: 'map',
  Packages: 'text',
  PreserveSymlinks: 'flag',
  Pure: 'list',
  ResolveExtensions: 'list',
  Splitting: 'flag',
  Target: 'list',
  TreeShaking: 'flag',
  Tsconfig: 'text',
};

function esbuildOptions(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const options = Object.entries(properties).flatMap(([name, value]): [string, unknown][] => {
    const kind = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    const written = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value.map(String) : undefined;
    const option = name.charAt(0).toLowerCase() + name.slice(1);
    if (kind === 'flag') return [[option, String(value) === 'true']];
    if (kind === 'text') return typeof value === 'string' ? [[option, value]] : [];
    if (kind === undefined || written === undefined) return [];
    return [[option, kind === 'list' ? written : Object.fromEntries(written.map(assignment))]];
  });
  return Object.fromEntries(options);
}

/** `.yaml=text` */
function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function bundleOf({ inputs, outputs }: Esbuild.Metafile, { bundled }: FunctionCode): Bundle {
  const files = Object.keys(inputs).filter((path) => !VIRTUAL.test(path));
  const used = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const packages = new Set(used.flatMap((path) => packageFolder(path) ?? []));
  return {
    sources: files.filter((path) => packageFolder(path) === undefined).sort(),
    packages: [...packages].sort(),
    ...(bundled && { size: Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0) }),
  };
}

/** `(disabled):node_modules/x/y.js`, `<define:z>`: no file. */
const VIRTUAL = /^(?:\(|<|data:)/;

/** `node_modules/@scope/name`, the innermost. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

interface Message {
  readonly text: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

function problemOf(error: unknown): string {
  const [first] = (error as { errors?: readonly Message[] }).errors ?? [];
  if (!first) return `esbuild failed: ${error instanceof Error ? error.message : String(error)}`;
  const { text, location } = first;
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
