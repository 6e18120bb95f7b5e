/** The functions of a template whose code stands beside it, and how it is built. */
import { existsSync, statSync } from 'node:fs';
import { extname, join, posix, relative, sep } from 'node:path';
import { unjudgedGear } from '../template/gear.ts';
import type { Resource, Template } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';

/** Why there is nothing to measure, or nothing that could be. */
export type Unmeasured = { readonly absent: string } | { readonly problem: string };

export interface FunctionCode {
  /** Modules that the function starts from, relative to the service's folder. */
  readonly entryPoints: readonly string[];
  /** Metadata.BuildProperties of a function that SAM bundles with esbuild; absent if SAM deploys the folder as it is. */
  readonly bundled?: Readonly<Record<string, unknown>>;
}

/** In the order of module resolution: a source before what a compiler made of it. */
const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Where CodeUri starts from: `base` below `root`. */
interface Place {
  readonly root: string;
  readonly base: string;
}

/**
 * By logical id, of the functions of the product: our own hooks are measured by nobody. */
export function functionsOf(
  template: Template,
  root: string,
  folder: string,
): ReadonlyMap<string, FunctionCode | Unmeasured> {
  const gear = unjudgedGear(template);
  const functions = [...template.resources.values()].filter(
    ({ type, logicalId }) => type === 'AWS::Lambda::Function' && !gear.has(logicalId),
  );
  const base = relative(root, folder).split(sep).join('/');
  return new Map(functions.map((resource) => [resource.logicalId, codeOf(resource, template, { root, base })]));
}

/** Folders of the functions in other languages, relative to the service's. */
export function otherFolders(template: Template, root: string, folder: string): string[] {
  const gear = unjudgedGear(template);
  const base = relative(root, folder).split(sep).join('/');
  return [...template.resources.values()].flatMap(
    ({ type, logicalId, properties: { Code: code, Runtime: runtime } }) => {
      const isOther = typeof runtime === 'string' && !runtime.startsWith('nodejs');
      if (type !== 'AWS::Lambda::Function' || gear.has(logicalId) || !isOther || typeof code !== 'string') return [];
      return [posix.join(base, code)];
    },
  );
}

export function isUnmeasured(code: FunctionCode | Unmeasured): code is Unmeasured {
  return !('entryPoints' in code);
}

function codeOf(resource: Resource, template: Template, place: Place): FunctionCode | Unmeasured {
  const { Code: code, Handler: handler, Runtime: runtime } = resource.properties;
  if (typeof runtime === 'string' && !runtime.startsWith('nodejs'))
    return { absent: `measured are TypeScript and JavaScript, and this is ${runtime}` };
  if (code === undefined) return { absent: 'its code is not beside the template' };
  if (typeof code !== 'string') return { absent: 'its code is in the template, in an image or in a bucket' };
  const metadata = own(own(own(template.document.data, 'Resources'), resource.sourceId), 'Metadata');
  if (own(metadata, 'BuildMethod') === 'esbuild') return bundledCode(code, own(metadata, 'BuildProperties'), place);
  if (typeof handler !== 'string') return { problem: 'its Handler is not written as text' };
  // `dist/http.handler`: the module's path up to the last dot
  const module = posix.join(place.base, code, handler.replace(/\.[^./]*$/, ''));
  const entry = moduleAt(module, place);
  return entry === undefined ? { problem: `there is no module ${module}` } : { entryPoints: [entry] };
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html */
function bundledCode(code: string, properties: unknown, place: Place): FunctionCode | Unmeasured {
  const written = own(properties, 'EntryPoints');
  const names = Array.isArray(written) ? written.filter((name) => typeof name === 'string') : [];
  if (!isRecord(properties) || names.length === 0) return { problem: 'its BuildProperties name no EntryPoints' };
  const entryPoints: string[] = [];
  for (const name of names) {
    const module = posix.join(place.base, code, name);
    const entry = isFile(join(place.root, module)) ? module : moduleAt(module, place);
    if (entry === undefined) return { problem: `there is no module ${module}` };
    entryPoints.push(entry);
  }
  return { entryPoints, bundled: properties };
}

function moduleAt(module: string, { root }: Place): string | undefined {
  return EXTENSIONS.map((extension) => module + extension).find((path) => isFile(join(root, path)));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Is it a module whose text can be measured? */
export function isModule(path: string): boolean {
  return EXTENSIONS.includes(extname(path));
}
