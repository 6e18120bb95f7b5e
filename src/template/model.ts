/**
 * The common language of the tool: CloudFormation-shaped resources, whether they come from a template on disk,
 * a change set or a deployed stack.
 */

/** Keys and indexes from the root of a document (or of a resource) down to a node. */
export type Path = readonly (string | number)[];

/** A place in a source file. Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that the reader of a file should know, with its place. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case, e.g. `conditional-hooks-dropped`. */
  readonly code: string;
  readonly message: string;
  readonly location?: Location;
}

/** A parsed YAML or JSON document. */
export interface SourceDocument {
  readonly file: string;
  readonly text: string;
  /** Plain data; short-form tags in their long form (`!Ref X` → `{Ref: 'X'}`, `!GetAtt A.B` → `{'Fn::GetAtt': ['A', 'B']}`). */
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** The place of the node at `path` (of the key of a mapping, of the item of a list); the nearest ancestor's if the node is not written. */
  locate(path: Path): Location | undefined;
  /** Offsets `[start, end)` in `text` of the node (value) at `path`; undefined where the parser kept none. */
  range(path: Path): readonly [start: number, end: number] | undefined;
}

/** One resource as CloudFormation would create it, after the SAM transform. */
export interface Resource {
  readonly logicalId: string;
  /** CloudFormation type, e.g. `AWS::Lambda::Function`. */
  readonly type: string;
  /** Unresolved properties in CloudFormation's shape; intrinsics in long form. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  /** Everything else that stands beside Type and Properties: Metadata, UpdatePolicy, DeletionPolicy, UpdateReplacePolicy. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The logical id that a person wrote and from which this resource comes; its own unless SAM generated it. */
  readonly sourceId: string;
  /** True for what exists only after the transform (role, alias, deployment group …). */
  readonly generated: boolean;
  /** Path in the source document of a path of this resource, e.g. `['Properties','Timeout']` → `['Globals','Function','Timeout']`. */
  sourcePath(path: Path): Path;
}

/** A template after the transform. */
export interface Template {
  readonly document: SourceDocument;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** By logical id, in the order of the document, generated ones after their source. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: TemplateInputs;
}

/** What is known about a template from outside. */
export interface TemplateInputs {
  /** Values given for parameters; the others take their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values of parameters of type `AWS::SSM::Parameter::Value<…>`, as CloudFormation resolved them. */
  readonly resolved?: Readonly<Record<string, string>>;
  /** Pseudo parameters that are known, e.g. `AWS::Region`. */
  readonly pseudo?: Readonly<Record<string, string>>;
  /**
   * Of the service beside its template, by the names that checks ask for: `lineCoverage` of the whole,
   * `durationP99/OrdersFunction` of one resource; absent where nothing is measured.
   */
  readonly measurements?: Readonly<Record<string, Measurement>>;
  /** What is deployed, by logical id; absent offline. */
  readonly deployed?: ReadonlyMap<string, Deployed>;
}

/** What is known of a deployed resource. */
export interface Deployed {
  /** What `Ref` is at AWS: values of other resources may name it by that. */
  readonly physicalId?: string;
  /** Properties as their service has them; undefined: not set. They stand for those of the template. */
  readonly properties?: Readonly<Record<string, Resolved | undefined>>;
  /** Why nothing of it could be read. */
  readonly unread?: string;
  /** True if the update that is going on has not come to it: what its service says is not what will be. */
  readonly pending?: true;
  /** True if no template names it: it was found beside one that is named. */
  readonly found?: true;
}

/**
 * - a value, and where it comes from: a file, a service with its operation; `at`: when, ISO 8601
 * - `problem`: why it could not be measured although it should have been; it is then unknown
 * - `absent`: why there is nothing to be measured; what asks for it does not apply
 */
export type Measurement =
  | { readonly value: number; readonly from: string; readonly at?: string }
  | { readonly problem: string }
  | { readonly absent: string };

/**
 * What stands where a value is not known before deployment. With `ref` the value is known to exist
 * and to identify that resource or its attribute; without, not even its presence is known.
 */
export interface Hole {
  readonly kind: 'hole';
  readonly reason: string;
  readonly ref?: { readonly logicalId: string; readonly attribute?: string };
  /** Holes with the same id stand for the same value, e.g. `Ref BucketName` for a parameter without a value. */
  readonly id?: string;
  /** The parameter whose value it is. */
  readonly parameter?: ParameterName;
}

/** A parameter of the template. */
export interface ParameterName {
  readonly name: string;
  /** CloudFormation shows its value to nobody (`NoEcho`). */
  readonly isHidden: boolean;
}

/** A string of which some parts are not known, e.g. every ARN that is made with `Fn::Sub`. */
export interface PartialString {
  readonly kind: 'partial-string';
  readonly parts: readonly (string | Hole)[];
}

/** Resolved data: JSON with holes. `AWS::NoValue` is gone: the key or the item is not there. */
export type Resolved =
  null | boolean | number | string | Hole | PartialString | readonly Resolved[] | { readonly [key: string]: Resolved };

/**
 * Where the value of a verdict comes from:
 * - `live`: read of the deployed resource; `template-pending`: of one that the update has not come to yet
 * - `measurement`: measured of the sources; `observed`: of what runs, or said by AWS Config, which no release changes
 */
export type Evidence =
  'template' | 'service-default' | 'parameter-default' | 'live' | 'template-pending' | 'measurement' | 'observed';

/**
 * - `known`: every leaf is known.
 * - `partial`: known to exist, with holes (a reference to another resource, an ARN with `Fn::Sub`, a list with one unknown item).
 * - `absent`: known not to be there. Known only when every ancestor is known.
 * - `unknown`: not even its presence is known.
 */
export type Value =
  | {
      readonly state: 'known';
      readonly value: Resolved;
      readonly path: Path;
      readonly evidence: Evidence;
      /** Where a measurement comes from: a file and the place in it, a service. */
      readonly from?: string;
    }
  | { readonly state: 'partial'; readonly value: Resolved; readonly path: Path; readonly evidence: Evidence }
  | { readonly state: 'absent'; readonly path: Path; readonly evidence: Evidence; readonly reason?: string }
  /** Unknown values with the same id are equal, e.g. of one parameter. */
  | {
      readonly state: 'unknown';
      readonly reason: string;
      readonly path: Path;
      readonly id?: string;
      readonly parameter?: ParameterName;
      /** Of what should have been observed. */
      readonly evidence?: 'observed';
    };
