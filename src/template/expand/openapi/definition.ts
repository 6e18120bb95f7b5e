/** An API definition (Swagger 2 or OpenAPI 3) on its way: its paths are its own, so that what was written stays. */
import { isList, isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { isNoValue, isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { INTEGRATION, methodKey } from './names.ts';

const IF = 'Fn::If';
const VERSION_3 = /^3(\.\d)(\.\d)?$/;

/** What stands beside the methods of a path. */
const NO_METHODS = new Set(['summary', 'description', 'parameters']);

/** What a client may call, with an integration. */
interface Operation {
  readonly path: string;
  readonly method: string;
  readonly definition: Properties;
}

export function isVersion3(version: unknown): boolean {
  return (typeof version === 'string' || typeof version === 'number') && VERSION_3.test(versionText(version));
}

/** YAML reads 3.0 as a number, which prints as 3. */
export function versionText(version: unknown): string {
  return Number.isInteger(version) ? `${String(version)}.0` : String(version);
}

export class Definition {
  readonly body: Properties;
  readonly paths: Properties;
  /** Sections that are copies already. */
  readonly #sections = new Map<string, Properties>();

  constructor(written: Readonly<Properties>) {
    this.paths = isRecord(written.paths) ? mapValues(written.paths, copyPath) : {};
    this.body = { ...written, paths: this.paths };
  }

  /** What the transform can read: other things, e.g. what a macro includes, it leaves alone. */
  static isReadable(written: unknown): written is Readonly<Properties> {
    if (!isRecord(written) || !isRecord(written.paths)) return false;
    return isTruthy(written.swagger) || isVersion3(written.openapi);
  }

  /** The path as it is under either outcome of its condition. */
  items(path: string): Properties[] {
    return outcomes(own(this.paths, path));
  }

  /** Makes place for a method. */
  addMethod(path: string, method: string): void {
    if (!isRecord(own(this.paths, path))) set(this.paths, path, {});
    for (const item of this.items(path)) if (!isTruthy(own(item, method))) set(item, method, {});
  }

  /** What the method of a path does under either outcome of its conditions, where it has an integration. */
  *operationsAt(path: string, method: string): Generator<Properties> {
    for (const item of this.items(path)) {
      for (const definition of outcomes(own(item, methodKey(method)))) {
        if (isTruthy(definition[INTEGRATION])) yield definition;
      }
    }
  }

  /** Is there an integration, whatever the conditions? */
  hasIntegration(path: string, method: string): boolean {
    const items = this.items(path);
    return items.length > 0 && items.every((item) => outcomes(own(item, methodKey(method))).some(integrates));
  }

  *operations(): Generator<Operation> {
    for (const path of Object.keys(this.paths)) {
      for (const item of this.items(path)) {
        for (const [key, value] of Object.entries(item)) {
          if (NO_METHODS.has(key)) continue;
          const method = methodKey(key);
          for (const definition of outcomes(value)) if (integrates(definition)) yield { path, method, definition };
        }
      }
    }
  }

  /** A map in the definition, e.g. `components.securitySchemes`, made where it is not there. */
  section(...names: readonly string[]): Properties {
    let section = this.body;
    names.forEach((name, index) => {
      const id = names.slice(0, index + 1).join('.');
      const written = own(section, name);
      let copy = this.#sections.get(id);
      if (copy === undefined || copy !== written) copy = isRecord(written) ? { ...written } : {};
      this.#sections.set(id, copy);
      section[name] = copy;
      section = copy;
    });
    return section;
  }
}

function integrates(definition: Readonly<Properties>): boolean {
  return isTruthy(definition[INTEGRATION]);
}

/** The maps that a value may be: the branches of its condition, or itself. */
function outcomes(value: unknown): Properties[] {
  if (!isRecord(value)) return [];
  const branches = own(value, IF);
  if (branches === undefined) return [value];
  return isList(branches)
    ? (branches.slice(1).filter((branch) => isRecord(branch) && !isNoValue(branch)) as Properties[])
    : [];
}

function mapValues(map: Readonly<Properties>, change: (value: unknown) => unknown): Properties {
  const result: Properties = {};
  for (const [key, value] of Object.entries(map)) set(result, key, change(value));
  return result;
}

/** Copies as deep as the transform changes things: paths, methods, and the conditions around them. */
function copyPath(item: unknown): unknown {
  return copyOutcomes(item, (path) => mapValues(path, (method) => copyOutcomes(method, (one) => ({ ...one }))));
}

function copyOutcomes(value: unknown, copy: (map: Readonly<Properties>) => Properties): unknown {
  if (!isRecord(value)) return value;
  const branches = own(value, IF);
  if (branches === undefined) return copy(value);
  if (!isList(branches)) return value;
  return { ...value, [IF]: branches.map((branch) => (isRecord(branch) ? copy(branch) : branch)) };
}
