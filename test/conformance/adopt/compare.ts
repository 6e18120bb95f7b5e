/** What an adoption did to a translated template, beside what it added: nothing, but for what gating means. */
import { isDeepStrictEqual } from 'node:util';
import { INPUTS } from './corpus.ts';
import type { ResourceData, Translated } from './judge.ts';

/** A place of the original that is not as it was. */
export interface Difference {
  /** `Resources.Orders.Properties.Timeout` */
  readonly at: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface Change {
  readonly type: string;
  /** In the resource. */
  readonly path: RegExp;
  readonly why: string;
  /** Default: any value will do. */
  readonly allows?: (before: unknown, after: unknown) => boolean;
}

/** What gating changes of a resource that was there. Everything else has to be the same. */
const CHANGED: readonly Change[] = [
  {
    type: 'AWS::Lambda::Function',
    path: /^Properties\.Description$/,
    why: 'SAM writes AutoPublishCodeSha256 behind it, which is empty where nobody named a release',
    allows: (before, after) => described(before).some((description) => isDeepStrictEqual(after, description)),
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    path: /^(Properties\.Qualifier|DependsOn)$/,
    why: 'the destinations are those of the alias, as for every event',
  },
  {
    type: 'AWS::Lambda::Alias',
    path: /^UpdatePolicy\.CodeDeployLambdaAliasUpdate\.(Before|After)AllowTrafficHook$/,
    why: 'a preference without hooks gets ours',
    allows: (before) => before === undefined,
  },
  {
    type: 'AWS::Lambda::Alias',
    path: /^UpdatePolicy$/,
    why: 'an alias without a preference gets one',
    allows: (before) => before === undefined,
  },
  {
    type: 'AWS::CodeDeploy::DeploymentGroup',
    path: /^Properties\.AlarmConfiguration(\.|$)/,
    why: 'a preference gets our alarms beside its own',
  },
  {
    type: 'AWS::CodeDeploy::DeploymentGroup',
    path: /^Properties\.ServiceRoleArn$/,
    why: 'a preference without a role gets ours',
  },
  ...['AWS::CodeDeploy::DeploymentGroup', 'AWS::CodeDeploy::Application', 'AWS::IAM::Role'].map((type) => ({
    type,
    path: /^Condition$/,
    why: 'a hook of a function that has a condition stands in what has it, too (PassthroughCondition)',
    allows: (before: unknown) => before === undefined,
  })),
];

/** As SAM has it with an empty AutoPublishCodeSha256; a text that a function of CloudFormation makes is joined with it. */
function described(description: unknown): unknown[] {
  const joined = { 'Fn::Join': [' ', [description, '']] };
  return typeof description === 'string' ? [`${description} `, joined] : [description === undefined ? '' : joined];
}

/** Sections that may get more, and of which nothing may go. */
const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Outputs', 'Metadata', 'Rules'] as const;

/** @param gated logical ids of functions whose alias may stand where they stood */
export function differences(before: Translated, after: Translated, gated: readonly string[]): Difference[] {
  const values = valuesOf(before);
  const canonical = (template: Translated): Translated =>
    withoutOrder(withoutDeploymentHashes(withValues(withoutAliases(template, gated), values)));
  const [old, now] = [canonical(before), canonical(after)];
  const resources = Object.entries(old.Resources).flatMap(([id, resource]) =>
    ofResource(resource, now.Resources[id]).map((each) => ({ ...each, at: `Resources.${id}${each.at}` })),
  );
  const sections = SECTIONS.flatMap((section) =>
    Object.entries((old[section] ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
      compared(value, (now[section] as Record<string, unknown> | undefined)?.[name], `${section}.${name}`),
    ),
  );
  return [...resources, ...sections];
}

function ofResource(before: ResourceData, after: ResourceData | undefined): Difference[] {
  if (!after) return [{ at: '', before: before.Type, after: undefined }];
  const paths = CHANGED.filter(({ type }) => type === before.Type);
  return compared(before, after, '', ({ at, ...values }) =>
    paths.some(({ path, allows = () => true }) => path.test(at.slice(1)) && allows(values.before, values.after)),
  );
}

function compared(
  before: unknown,
  after: unknown,
  at: string,
  isAllowed: (difference: Difference) => boolean = () => false,
): Difference[] {
  if (isDeepStrictEqual(before, after) || isAllowed({ at, before, after })) return [];
  if (!isMap(before) || !isMap(after)) return [{ at, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    compared(before[key], after[key], `${at}.${key}`, isAllowed),
  );
}

/** Where a function stood stands its alias: written as the function. */
function withoutAliases(template: Translated, gated: readonly string[]): Translated {
  const byAlias = new Map(
    Object.keys(template.Resources).flatMap((id): [string, string][] => {
      const [fn] = gated.filter((each) => id.startsWith(`${each}Alias`)).sort((a, b) => b.length - a.length);
      return fn === undefined ? [] : [[id, fn]];
    }),
  );
  const isGated = new Set(gated);
  const named = (reference: string): string => {
    const [id = ''] = reference.split('.');
    const fn = byAlias.get(reference) ?? (isGated.has(id) && /^\w+(\.Arn)?$/.test(reference) ? id : undefined);
    return fn ?? reference;
  };
  const canonical = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(/\$\{([\w.]+)\}/g, (_, name: string) => `\${${named(name)}}`);
    if (Array.isArray(value)) return value.map(canonical);
    if (!isMap(value)) return value;
    const reference = value['Ref'] ?? dotted(value['Fn::GetAtt']);
    if (typeof reference === 'string' && named(reference) !== reference) return { Ref: named(reference) };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]));
  };
  return canonical(template) as Translated;
}

function dotted(value: unknown): unknown {
  return Array.isArray(value) ? value.join('.') : value;
}

/** Of the parameters that the original declares. */
function valuesOf({ Parameters = {} }: Translated): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(Parameters as Record<string, { Default?: unknown }>).flatMap(([name, { Default }]) => {
      const value = GIVEN[name] ?? Default;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

const GIVEN: Readonly<Record<string, string | undefined>> = INPUTS.parameters;

/** Of a function with an alias, the transform puts the values of parameters into its properties; here, into all. */
function withValues(template: Translated, values: ReadonlyMap<string, unknown>): Translated {
  const textOf = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(/\$\{(\w+)\}/g, (text, name: string) => textOf(name) ?? text);
    if (Array.isArray(value)) return value.map(filled);
    if (!isMap(value)) return value;
    if (typeof value['Ref'] === 'string' && values.has(value['Ref'])) return values.get(value['Ref']);
    const items = Object.entries(value).map(([key, item]) => [key, filled(item)] as const);
    const text = value['Fn::Sub'];
    // nothing is left to fill in
    if (typeof text === 'string' && !String(filled(text)).includes('${')) return filled(text);
    return Object.fromEntries(items);
  };
  return { ...template, Resources: filled(template.Resources) as Translated['Resources'] };
}

/** Deployments of an API are called by a hash of its definition, in which the alias stands. */
function withoutDeploymentHashes(template: Translated): Translated {
  let text = JSON.stringify(template);
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    const hash = Type === 'AWS::ApiGateway::Deployment' ? /[0-9a-f]{10}$/.exec(id)?.[0] : undefined;
    if (hash !== undefined) text = text.replaceAll(new RegExp(`${hash}[0-9a-f]{0,30}`, 'g'), '#');
  }
  return JSON.parse(text) as Translated;
}

/** Stages of usage plans stand in the order of a set of Python's, which is another each time. */
const UNORDERED: ReadonlySet<string> = new Set(['AWS::ApiGateway::UsagePlan', 'AWS::ApiGateway::ApiKey']);
/** So do the conditions of functions that are deployed gradually, any of which makes SAM's application and role. */
const ANY_DEPLOYED = 'ServerlessCodeDeployCondition';

function withoutOrder(template: Translated): Translated {
  const resources = Object.entries(template.Resources).map(([id, resource]) => {
    return [id, UNORDERED.has(resource.Type ?? '') ? (sorted(resource) as ResourceData) : resource] as const;
  });
  const { [ANY_DEPLOYED]: any, ...conditions } = (template['Conditions'] ?? {}) as Record<string, unknown>;
  const Conditions = { ...conditions, ...(any !== undefined && { [ANY_DEPLOYED]: sorted(any) }) };
  return { ...template, Conditions, Resources: Object.fromEntries(resources) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
