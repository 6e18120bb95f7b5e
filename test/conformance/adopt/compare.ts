/** What an adoption did to a translated template, beside what it added: nothing, but for what gating means. */
import { isDeepStrictEqual } from 'node:util';
import type { ResourceData, Translated } from './judge.ts';

/** A place of the original that is not as it was. */
export interface Difference {
  /** `Resources.Orders.Properties.Timeout` */
  readonly at: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What gating changes of a resource that was there, by its type: paths in it. Everything else has to be the same. */
const CHANGED: readonly { readonly type: string; readonly path: RegExp; readonly why: string }[] = [
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    path: /^Properties\.Qualifier$/,
    why: 'the destinations are those of the alias, as for every event',
  },
  {
    type: 'AWS::Lambda::Alias',
    path: /^UpdatePolicy\.CodeDeployLambdaAliasUpdate\.(Before|After)AllowTrafficHook$/,
    why: 'a preference without hooks gets ours',
  },
  {
    type: 'AWS::Lambda::Alias',
    path: /^UpdatePolicy$/,
    why: 'an alias without a preference gets one',
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
];

/** Sections that may get more, and of which nothing may go. */
const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Outputs', 'Metadata', 'Rules'] as const;

/** @param gated logical ids of functions whose alias may stand where they stood */
export function differences(before: Translated, after: Translated, gated: readonly string[]): Difference[] {
  const canonical = (template: Translated): Translated => withoutDeploymentHashes(withoutAliases(template, gated));
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
  return compared(before, after, '').filter(
    ({ at }) => !CHANGED.some(({ type, path }) => type === before.Type && path.test(at.slice(1))),
  );
}

function compared(before: unknown, after: unknown, at: string): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isMap(before) || !isMap(after)) return [{ at, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    compared(before[key], after[key], `${at}.${key}`),
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

/** Deployments of an API are called by a hash of its definition, in which the alias stands. */
function withoutDeploymentHashes(template: Translated): Translated {
  let text = JSON.stringify(template);
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    const hash = Type === 'AWS::ApiGateway::Deployment' ? /[0-9a-f]{10}$/.exec(id)?.[0] : undefined;
    if (hash !== undefined) text = text.replaceAll(new RegExp(`${hash}[0-9a-f]{0,30}`, 'g'), '#');
  }
  return JSON.parse(text) as Translated;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
