/** What a gated function gets: an alias that traffic shifts to by and by, past the hooks, watched by alarms. What is there stays. */
import type { KeyPart, Part } from '../../../insert/part.ts';
import { NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { GatedFunction, Rendering } from './rendering.ts';
import { ALIAS } from './written-function.ts';

export function functionParts(fn: GatedFunction, rendering: Rendering): Part[] {
  const { id } = fn.written;
  const { slots } = fn;
  const { called } = rendering;
  const at = ['Resources', id, 'Properties'];
  const keys: KeyPart[] = [];
  if (slots.alias) keys.push({ path: [...at, 'AutoPublishAlias'], value: ALIAS });
  if (slots.codeSha) keys.push({ path: [...at, 'AutoPublishCodeSha256'], value: { Ref: called('ReleaseId') } });
  return [...withComment(keys, fn, rendering), ...preferenceParts(fn, rendering)];
}

function withComment([first, ...others]: KeyPart[], fn: GatedFunction, { functions }: Rendering): KeyPart[] {
  if (!first) return [];
  if (fn !== functions[0]) return [first, ...others];
  const comment = [
    'Gate of create-fitness-serverless: a new ReleaseId publishes a new version, which takes the traffic of the alias',
    'when the hooks agree. While it is empty, new code does; the same one again publishes nothing.',
  ];
  return [{ ...first, comment }, ...others];
}

function preferenceParts(fn: GatedFunction, rendering: Rendering): Part[] {
  const { slots, written } = fn;
  const at = ['Resources', written.id, 'Properties', 'DeploymentPreference'];
  const missing = preferenceOf(fn, rendering);
  if (slots.role) return [{ path: at, value: missing }];
  const { Hooks: hooks, Alarms: alarms, ...plain } = missing;
  const keys = (values: object, below: readonly string[]): Part[] =>
    Object.entries(values).map(([key, value]: [string, unknown]) => ({ path: [...below, key], value }));
  return [
    ...keys(plain, at),
    ...keys(hooks ?? {}, [...at, 'Hooks']),
    ...(slots.alarms?.kind === 'add'
      ? references(fn).map((item): Part => ({ path: [...at, 'Alarms'], item }))
      : keys({ ...(alarms !== undefined && { Alarms: alarms }) }, at)),
  ];
}

interface Preference {
  readonly Hooks?: Readonly<Record<string, unknown>>;
  readonly Alarms?: unknown;
  readonly [key: string]: unknown;
}

/** The keys that are ours. */
function preferenceOf(fn: GatedFunction, { called, deployment }: Rendering): Preference {
  const { slots } = fn;
  const hooks = {
    ...(slots.preTraffic && { PreTraffic: { Ref: called('PreTrafficHook') } }),
    ...(slots.postTraffic && { PostTraffic: { Ref: called('PostTrafficHook') } }),
  };
  return {
    ...(slots.type && { Type: deployment.type }),
    ...(slots.role && { Role: { 'Fn::GetAtt': [called('CodeDeployRole'), 'Arn'] } }),
    ...(slots.passthrough && { PassthroughCondition: true }),
    ...(Object.keys(hooks).length > 0 && { Hooks: hooks }),
    // not an empty list, which would leave the previous alarms attached
    ...(slots.alarms && { Alarms: { 'Fn::If': [called('IgnoreAlarms'), [NO_VALUE], references(fn)] } }),
  };
}

function references({ alarms }: GatedFunction): unknown[] {
  return alarms.map(({ id }) => ({ Ref: id }));
}
