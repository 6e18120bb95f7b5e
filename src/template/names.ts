/** What a template calls by name, and which names it declares: of resources and parameters, of conditions, and of mappings. */
import { references } from './graph.ts';
import type { Path, SourceDocument } from './model.ts';
import { isList, isRecord, own } from './resolve/values.ts';
import { loadTemplate } from './template.ts';

export type NameKind = 'resource' | 'condition' | 'mapping';

/** A place that names something. */
export interface NamedAt {
  readonly kind: NameKind;
  readonly name: string;
  /** Path in the document. */
  readonly path: Path;
}

/**
 * Every place that names something, whether that is declared or not: Ref, Fn::GetAtt, Fn::Sub, DependsOn, Condition, Fn::If and
 * Fn::FindInMap. Names of kind `resource` are of resources, parameters and pseudo parameters, and `Fn.Alias` or `Fn.Version`.
 */
export function namesIn({ data }: SourceDocument): NamedAt[] {
  return SECTIONS.flatMap((section) => {
    const content = own(data, section);
    const referred = references(content, [section]).map(({ name, attribute, path }): NamedAt => ({
      kind: 'resource',
      name: nameOf(attribute === undefined ? name : `${name}.${attribute}`),
      path,
    }));
    const called: NamedAt[] = [];
    visit(content, [section], called);
    return [...referred, ...called, ...attributesIn(section, content)];
  });
}

const SECTIONS = ['Globals', 'Conditions', 'Resources', 'Outputs'];

/** `Fn.Alias` and `Fn.Version` are resources that SAM makes of a function; another attribute is of the resource: https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst */
function nameOf(reference: string): string {
  const [id = reference, attribute = ''] = reference.split('.');
  return Object.values(MADE_OF_FUNCTIONS).includes(attribute) ? `${id}.${attribute}` : id;
}

const MADE_OF_FUNCTIONS: Readonly<Record<string, string>> = {
  'AWS::Lambda::Alias': 'Alias',
  'AWS::Lambda::Version': 'Version',
};

/** What intrinsics call by its name that is no resource. The reader bounds the depth. */
function visit(node: unknown, path: Path, found: NamedAt[]): void {
  if (isList(node)) return node.forEach((item, index) => visit(item, [...path, index], found));
  if (!isRecord(node)) return;
  const isIntrinsic = Object.keys(node).length === 1;
  for (const [key, value] of Object.entries(node)) {
    const kind = isIntrinsic ? FIRST_ARGUMENT.get(key) : undefined;
    const [first] = kind && isList(value) ? value : [];
    if (kind && typeof first === 'string') found.push({ kind, name: first, path });
    if (isIntrinsic && key === 'Condition' && path[0] === 'Conditions' && typeof value === 'string')
      found.push({ kind: 'condition', name: value, path });
    visit(value, [...path, key], found);
  }
}

const FIRST_ARGUMENT: ReadonlyMap<string, NameKind> = new Map([
  ['Fn::If', 'condition'],
  ['Fn::FindInMap', 'mapping'],
]);

/** What stands beside the properties of a resource, or the value of an output. */
function attributesIn(section: string, content: unknown): NamedAt[] {
  if (!isRecord(content) || (section !== 'Resources' && section !== 'Outputs')) return [];
  return Object.entries(content).flatMap(([id, entry]): NamedAt[] => {
    const condition = own(entry, 'Condition');
    const needed = own(entry, 'DependsOn');
    const names = isList(needed) ? needed : [needed];
    return [
      ...named('condition', condition, [section, id, 'Condition']),
      ...names.flatMap((name, index) =>
        named('resource', name, [section, id, 'DependsOn', ...(isList(needed) ? [index] : [])]),
      ),
    ];
  });
}

function named(kind: NameKind, name: unknown, path: Path): NamedAt[] {
  return typeof name === 'string' ? [{ kind, name, path }] : [];
}

/** Names that are declared, those of what SAM generates among them. */
export function declaredIn(document: SourceDocument): Readonly<Record<NameKind, ReadonlySet<string>>> {
  const { resources, conditions } = loadTemplate(document);
  const keys = (section: string): string[] => Object.keys(recordOf(own(document.data, section)));
  const made = [...resources.values()].flatMap(({ generated, type, sourceId }) => {
    const attribute = generated ? own(MADE_OF_FUNCTIONS, type) : undefined;
    return typeof attribute === 'string' ? [`${sourceId}.${attribute}`] : [];
  });
  // parts of a function, without what its owner wrote of it
  for (const [id, resource] of Object.entries(recordOf(own(document.data, 'Resources'))))
    if (own(own(resource, 'Properties'), 'AutoPublishAlias') !== undefined)
      made.push(...Object.values(MADE_OF_FUNCTIONS).map((attribute) => `${id}.${attribute}`));
  return {
    resource: new Set([...resources.keys(), ...made, ...keys('Resources'), ...keys('Parameters')]),
    condition: new Set([...Object.keys(conditions), ...keys('Conditions')]),
    mapping: new Set(keys('Mappings')),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
