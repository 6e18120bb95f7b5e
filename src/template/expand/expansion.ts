/** The state of one transform: what was written, and what has been made of it so far. */
import type { Diagnostic, Location, Path, Resource, SourceDocument, Template, TemplateInputs } from '../model.ts';
import { parameterValue, pseudoValue } from '../resolve/parameters.ts';
import { hasHoles, isList, isRecord, own } from '../resolve/values.ts';
import { mergeGlobals } from './globals.ts';
import type { Merged } from './globals.ts';
import { isIntrinsic, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { Routes } from './openapi/routes.ts';
import { mapped } from './source.ts';
import type { Source } from './source.ts';

/** What stands beside Type and Properties. */
export type Attributes = Properties;

/** A resource as a person wrote it, Globals merged. */
export interface SamResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** All that stands beside Type and Properties, Condition and DependsOn included. */
  readonly attributes: Readonly<Attributes>;
  /** Of these, what generated resources inherit: Condition, DeletionPolicy, UpdateReplacePolicy. */
  readonly inherited: Readonly<Attributes>;
  /** Path in the document of a path of the properties. */
  readonly source: Merged['source'];
}

/** A resource on its way; events still add to roles and buckets. */
export interface Draft {
  readonly logicalId: string;
  readonly type: string;
  properties: Properties;
  attributes: Attributes;
  readonly sourceId: string;
  readonly generated: boolean;
  source: Source;
}

/** Types that take tags, as a list or as a map, of those that the transform makes. */
const TAGGED: Readonly<Record<string, 'list' | 'map'>> = {
  'AWS::ApiGateway::ApiKey': 'list',
  'AWS::ApiGateway::DomainName': 'list',
  'AWS::ApiGateway::DomainNameAccessAssociation': 'list',
  'AWS::ApiGateway::DomainNameV2': 'list',
  'AWS::ApiGateway::RestApi': 'list',
  'AWS::ApiGateway::Stage': 'list',
  'AWS::ApiGateway::UsagePlan': 'list',
  'AWS::ApiGatewayV2::Api': 'map',
  'AWS::ApiGatewayV2::DomainName': 'map',
  'AWS::ApiGatewayV2::Stage': 'map',
  'AWS::IAM::Role': 'list',
  'AWS::IoT::TopicRule': 'list',
  'AWS::Lambda::Function': 'list',
  'AWS::S3::Bucket': 'list',
  'AWS::SNS::Topic': 'list',
  'AWS::SQS::Queue': 'list',
  'AWS::StepFunctions::StateMachine': 'list',
};

const INHERITED = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy'];

export class Expansion {
  readonly document: SourceDocument;
  /** What was written under Resources, the implicit APIs added. */
  readonly written: Map<string, Readonly<Properties>>;
  readonly conditions: Properties;
  readonly outputs: Properties;
  readonly diagnostics: Diagnostic[] = [];
  /** `Fn.Alias` → the logical id that it stands for. */
  readonly references = new Map<string, string>();
  /** Events tell their API what it invokes. */
  readonly routes = new Routes();
  /** Connectors that allow nothing, and why. */
  readonly unconnected = new Map<string, string>();
  /** Logical ids that the transform changes: those of layers. */
  readonly renamed = new Map<string, string>();
  readonly #data: Readonly<Properties>;
  readonly #parameters: Template;
  readonly #drafts = new Map<string, Draft[]>();
  readonly #byId = new Map<string, Draft>();
  /** By what was written: who expands a resource and who refuses it ask for the same. */
  readonly #sam = new Map<Readonly<Properties>, SamResource>();
  readonly #completed = new Map<string, Set<Draft>>();

  constructor(document: SourceDocument, inputs: TemplateInputs, data: Readonly<Properties>) {
    this.document = document;
    this.#data = data;
    const section = (name: string) => (isRecord(data[name]) ? data[name] : {});
    const resources = Object.entries(section('Resources'));
    const isResource = (entry: [string, unknown]): entry is [string, Properties] => {
      return isRecord(entry[1]) && !entry[0].startsWith('Fn::');
    };
    this.written = new Map(resources.filter(isResource));
    this.conditions = { ...section('Conditions') };
    this.outputs = section('Outputs');
    this.#parameters = {
      document,
      parameters: section('Parameters'),
      mappings: section('Mappings'),
      conditions: this.conditions,
      outputs: {},
      resources: new Map(),
      diagnostics: [],
      inputs,
    };
  }

  /** The resource with the Globals of its type. */
  sam(logicalId: string): SamResource {
    const written = this.written.get(logicalId) ?? {};
    const known = this.#sam.get(written);
    if (known?.logicalId === logicalId) return known;
    const made = this.#merged(logicalId, written);
    this.#sam.set(written, made);
    return made;
  }

  #merged(logicalId: string, written: Readonly<Properties>): SamResource {
    const { Type, Properties, IgnoreGlobals, Connectors: _connectors, ...attributes } = written;
    const type = typeof Type === 'string' ? Type : '';
    const local = isRecord(Properties) ? Properties : {};
    const at = ['Resources', logicalId, 'Properties'];
    const { properties, source } = mergeGlobals(
      type.split('::')[2] ?? '',
      this.#data.Globals,
      local,
      at,
      IgnoreGlobals,
    );
    const inherited = Object.fromEntries(Object.entries(attributes).filter(([key]) => INHERITED.includes(key)));
    return { logicalId, type, properties, attributes, inherited, source };
  }

  /** Adds what the SAM resource itself becomes, with all its attributes. `renames` says which SAM property a property comes from. */
  addMain(
    sam: SamResource,
    type: string,
    properties: Properties,
    more: {
      logicalId?: string;
      renames?: Readonly<Record<string, Path>>;
      /** Parts of properties that are written in other ones. */
      moved?: readonly (readonly [of: Path, at: Path])[];
      attributes?: Attributes;
    } = {},
  ): Draft {
    const moved = (more.moved ?? []).map(([of, at]) => [['Properties', ...of], sam.source(at)] as const);
    const source = mapped(moved, ([section, ...path]: Path) => {
      if (section !== 'Properties')
        return ['Resources', sam.logicalId, ...(section === undefined ? [] : [section]), ...path];
      const [name, ...rest] = path;
      return sam.source(name === undefined ? [] : [...(more.renames?.[name] ?? [name]), ...rest]);
    });
    const { logicalId = sam.logicalId, attributes = { ...sam.attributes } } = more;
    return this.add({ logicalId, type, properties, attributes, sourceId: sam.logicalId, generated: false, source });
  }

  /** Adds a resource that exists only after the transform, with the inherited attributes of its source. */
  addGenerated(
    sam: SamResource,
    logicalId: string,
    type: string,
    properties: Properties,
    source: Source,
    attributes: Attributes = {},
  ): Draft {
    const all = { ...sam.inherited, ...attributes };
    return this.add({ logicalId, type, properties, attributes: all, sourceId: sam.logicalId, generated: true, source });
  }

  /** Adds a resource as it was written. */
  addWritten(logicalId: string): Draft {
    const { Type, Properties, Connectors: _connectors, ...attributes } = this.written.get(logicalId) ?? {};
    return this.add({
      logicalId,
      type: typeof Type === 'string' ? Type : '',
      properties: isRecord(Properties) ? Properties : {},
      attributes,
      sourceId: logicalId,
      generated: false,
      source: (path) => ['Resources', logicalId, ...path],
    });
  }

  add(draft: Draft): Draft {
    const before = this.#byId.get(draft.logicalId);
    // The transform keeps the last one of the same logical id, e.g. of a domain name that two APIs share.
    const kept = before ? Object.assign(before, draft) : draft;
    this.#byId.set(draft.logicalId, kept);
    const siblings = this.#drafts.get(draft.sourceId);
    if (!siblings) this.#drafts.set(draft.sourceId, [kept]);
    else if (!before || !siblings.includes(kept)) siblings.push(kept);
    return kept;
  }

  /** What came of a SAM resource, and not of another one since. */
  #of(sourceId: string): Draft[] {
    return (this.#drafts.get(sourceId) ?? []).filter((draft) => draft.sourceId === sourceId);
  }

  /** `PropagateTags`: gives all that came of a SAM resource its tags, in place of those that the transform set. */
  propagateTags(sourceId: string, tags: Readonly<Properties>): void {
    for (const draft of [...this.#of(sourceId), ...(this.#completed.get(sourceId) ?? [])]) {
      const shape = TAGGED[draft.type];
      if (shape) draft.properties = { ...draft.properties, Tags: shape === 'map' ? { ...tags } : tagList(tags) };
    }
  }

  /** Remembers that an event of a SAM resource completes what a person wrote: it gets its tags, too. */
  completes(sourceId: string, draft: Draft): void {
    this.#completed.set(sourceId, (this.#completed.get(sourceId) ?? new Set()).add(draft));
  }

  draft(logicalId: string): Draft | undefined {
    return this.#byId.get(logicalId);
  }

  /** All that was made so far. */
  drafts(): Iterable<Draft> {
    return this.#byId.values();
  }

  /** In the order of the document; what was generated stands behind its source. */
  *finished(): Generator<Resource> {
    for (const sourceId of new Set([...this.written.keys(), ...this.#drafts.keys()])) {
      for (const draft of this.#of(sourceId)) yield this.#finish(draft);
    }
  }

  #finish({ logicalId, type, properties, attributes: all, sourceId, generated, source }: Draft): Resource {
    const { Condition, DependsOn, ...attributes } = all;
    return {
      logicalId,
      type,
      properties,
      ...(typeof Condition === 'string' && { condition: Condition }),
      dependsOn: (isList(DependsOn) ? DependsOn : [DependsOn]).filter((id) => typeof id === 'string'),
      attributes,
      sourceId,
      generated,
      sourcePath: source,
    };
  }

  /** As the transform writes it into ARNs: its name where that is known. */
  get partition(): string {
    return this.#parameters.inputs.pseudo?.['AWS::Partition'] ?? '${AWS::Partition}';
  }

  warn(code: string, message: string, path: Path): void {
    this.#say('warning', code, message, path);
  }

  fail(code: string, message: string, path: Path): void {
    this.#say('error', code, message, path);
  }

  #say(severity: Diagnostic['severity'], code: string, message: string, path: Path): void {
    this.diagnostics.push(placed({ severity, code, message }, () => this.document.locate(path)));
  }

  /** `Ref` of a parameter, `Fn::Sub` of parameters and `Fn::FindInMap` replaced by what they are, where that is known; the rest stays. */
  literal(value: unknown): unknown {
    if (!isIntrinsic(value)) return value;
    if (typeof value.Ref === 'string') return this.#parameter(value.Ref) ?? value;
    if (typeof value['Fn::Sub'] === 'string') {
      const { text, known } = this.#substitute(value['Fn::Sub']);
      return known ? text : value;
    }
    const keys = value['Fn::FindInMap'];
    if (!isList(keys) || keys.length < 3) return value;
    const [map, first, second] = keys.map((key) => this.literal(key));
    return own(own(own(this.#parameters.mappings, String(map)), String(first)), String(second)) ?? value;
  }

  /**
   * References to parameters replaced at every depth, as the transform does it before it takes a digest: what is in an
   * `Fn::Sub` is replaced there, and the function stays.
   */
  literalDeep(value: unknown): unknown {
    if (isList(value)) return value.map((item) => this.literalDeep(item));
    if (!isRecord(value)) return value;
    if (isIntrinsic(value) && typeof value.Ref === 'string') return this.#parameter(value.Ref) ?? value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        return [
          key,
          key === 'Fn::Sub' && typeof item === 'string' ? this.#substitute(item).text : this.literalDeep(item),
        ];
      }),
    );
  }

  /** The items of a list that is written, or known from a parameter or mapping. */
  readonly collection = (value: unknown): readonly string[] | undefined => {
    const list = this.literal(value);
    const items = isList(list) ? list.map((item) => this.literal(item)) : [undefined];
    return items.every((item) => typeof item === 'string') ? items : undefined;
  };

  #parameter(name: string): unknown {
    const value = parameterValue(this.#parameters, name)?.value ?? pseudoValue(this.#parameters, name);
    return value === undefined || hasHoles(value) ? undefined : value;
  }

  #substitute(text: string): { text: string; known: boolean } {
    let known = true;
    const replaced = text.replace(/\$\{([^!${}][^${}]*)\}/g, (all, name: string) => {
      const value = this.#parameter(name.trim());
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      known = false;
      return all;
    });
    return { text: replaced, known };
  }
}

/** With a place that is looked up when somebody asks for it. */
function placed(diagnostic: Diagnostic, locate: () => Location | undefined): Diagnostic {
  let found: { readonly location: Location | undefined } | undefined;
  const get = () => (found ??= { location: locate() }).location;
  return Object.defineProperty(diagnostic, 'location', { get, enumerable: true });
}
