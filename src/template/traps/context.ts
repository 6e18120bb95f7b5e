/** What traps look at: the template before and after the transform, and the files beside it. */
import { classifyGear, gatedAliases } from '../gear.ts';
import type { GatedAlias, GearKind } from '../gear.ts';
import { dependencyGraph, references } from '../graph.ts';
import type { Graph } from '../graph.ts';
import type { Location, Path, Resource, SourceDocument, Template } from '../model.ts';
import { resourcesOfTypes } from '../resolve.ts';
import { isRecord, own } from '../resolve/values.ts';
import { Neighbours } from './neighbours.ts';

/** A function as SAM reads it: what stands at the function, and what stands in Globals. */
export interface SamFunction {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: unknown;
}

/** A value and where it is written. */
export interface Written {
  readonly value: unknown;
  readonly path: Path;
}

export class TrapContext {
  readonly template: Template;
  readonly document: SourceDocument;
  readonly neighbours: Neighbours;
  #samFunctions: readonly SamFunction[] | undefined;
  #gated: readonly GatedAlias[] | undefined;
  #gatedFunctions: ReadonlySet<string> | undefined;
  #hooks: ReadonlySet<string> | undefined;

  constructor(template: Template, files: Readonly<Record<string, string>>) {
    this.template = template;
    this.document = template.document;
    this.neighbours = new Neighbours(template.document.file, files);
  }

  get graph(): Graph {
    return dependencyGraph(this.template);
  }

  get gear(): ReadonlyMap<string, GearKind> {
    return classifyGear(this.template, this.graph);
  }

  get gated(): readonly GatedAlias[] {
    return (this.#gated ??= gatedAliases(this.template, this.graph));
  }

  /** Logical ids of the functions that are deployed gradually. */
  get gatedFunctions(): ReadonlySet<string> {
    return (this.#gatedFunctions ??= new Set(this.gated.flatMap((alias) => alias.function ?? [])));
  }

  /** Logical ids of the traffic hooks. */
  get hooks(): ReadonlySet<string> {
    return (this.#hooks ??= new Set(this.gated.flatMap((alias) => [...alias.preTraffic, ...alias.postTraffic])));
  }

  resources(...types: string[]): Resource[] {
    return [...resourcesOfTypes(this.template, types)];
  }

  /** The place of a path of a resource, in the file that a person wrote. */
  at(logicalId: string, path: Path = []): Location | undefined {
    return this.document.locate(this.template.resources.get(logicalId)?.sourcePath(path) ?? []);
  }

  atSource(path: Path): Location | undefined {
    return this.document.locate(path);
  }

  /** A property after the transform; undefined if it, or a map on the way, is not written plainly. */
  property(logicalId: string, ...path: (string | number)[]): unknown {
    let value: unknown = this.template.resources.get(logicalId)?.properties;
    for (const step of path) value = own(value, String(step));
    return value;
  }

  /** The functions of the SAM source. */
  samFunctions(): readonly SamFunction[] {
    return (this.#samFunctions ??= Object.entries(section(this.document.data, 'Resources')).flatMap(
      ([id, resource]) => {
        if (!isRecord(resource) || resource.Type !== 'AWS::Serverless::Function') return [];
        const properties = isRecord(resource.Properties) ? resource.Properties : {};
        return [{ id, properties, metadata: resource.Metadata }];
      },
    ));
  }

  /** What a function's property says, of its own or by Globals, and where. */
  samProperty({ id, properties }: SamFunction, ...path: string[]): Written | undefined {
    const local = path.reduce<unknown>((value, key) => own(value, key), properties);
    if (local !== undefined) return { value: local, path: ['Resources', id, 'Properties', ...path] };
    // An intrinsic never merges with Globals.
    for (let depth = 1; depth < path.length; depth++) {
      const parent = path.slice(0, depth).reduce<unknown>((value, key) => own(value, key), properties);
      if (parent !== undefined && !isPlainMap(parent)) return undefined;
    }
    const global = path.reduce<unknown>((value, key) => own(value, key), this.globals());
    return global === undefined ? undefined : { value: global, path: ['Globals', 'Function', ...path] };
  }

  /** Globals.Function. */
  globals(): Readonly<Record<string, unknown>> {
    return section(section(this.document.data, 'Globals'), 'Function');
  }

  /** Is the path written in the source, so that an edit changes nothing else? */
  isWritten(path: Path): boolean {
    return this.document.range(path) !== undefined;
  }

  /** The value at a path of the source. */
  source(path: Path): unknown {
    return path.reduce<unknown>(
      (value, key) => (typeof key === 'number' && Array.isArray(value) ? value[key] : own(value, String(key))),
      this.document.data,
    );
  }

  parameter(name: string): Readonly<Record<string, unknown>> | undefined {
    const parameter = own(this.template.parameters, name);
    return isRecord(parameter) ? parameter : undefined;
  }

  /** Names of the parameters that have no default. */
  requiredParameters(): string[] {
    return Object.entries(this.template.parameters).flatMap(([name, parameter]) =>
      isRecord(parameter) && parameter.Default === undefined ? [name] : [],
    );
  }

  /** The parameter that makes every release a new version, if gated functions have one. */
  releaseParameter(): string | undefined {
    for (const fn of this.samFunctions()) {
      if (!this.gatedFunctions.has(fn.id)) continue;
      const ref = own(this.samProperty(fn, 'AutoPublishCodeSha256')?.value, 'Ref');
      if (typeof ref === 'string' && this.parameter(ref)) return ref;
    }
    return undefined;
  }
}

export function section(data: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = own(data, name);
  return isRecord(value) ? value : {};
}

export function intrinsic(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::')) ? key : undefined;
}

export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && intrinsic(value) === undefined;
}

export function isNoValue(value: unknown): boolean {
  return own(value, 'Ref') === 'AWS::NoValue';
}

/** Every value that `Fn::If` may leave, with its path; what is not conditional is its only one. */
export function alternatives(value: unknown, path: Path = []): { value: unknown; path: Path }[] {
  const branches = own(value, 'Fn::If');
  if (intrinsic(value) !== 'Fn::If' || !Array.isArray(branches)) return [{ value, path }];
  return [1, 2].flatMap((index) => alternatives(branches[index], [...path, 'Fn::If', index]));
}

/** The items of a list, or of each list that `Fn::If` may leave; a single value is a list of one. */
export function listItems(value: unknown, path: Path = []): { value: unknown; path: Path }[] {
  return alternatives(value, path).flatMap((alternative) => {
    if (alternative.value === undefined || isNoValue(alternative.value)) return [];
    if (!Array.isArray(alternative.value)) return [alternative];
    return alternative.value.map((item: unknown, index) => ({ value: item, path: [...alternative.path, index] }));
  });
}

/** All texts of a value with their paths, text of Fn::Sub included. */
export function texts(value: unknown, path: Path = []): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, [...path, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => texts(item, [...path, key])) : [];
}

/** Does the value name a parameter or pseudo parameter, e.g. `AWS::StackName`? */
export function names(value: unknown, ...candidates: string[]): boolean {
  return references(value).some(({ name }) => candidates.includes(name));
}

export function quoteList(ids: readonly string[], most = 5): string {
  const more = ids.length > most ? ` and ${ids.length - most} more` : '';
  return ids.slice(0, most).join(', ') + more;
}
