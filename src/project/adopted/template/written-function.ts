/** A function of its owner's, as they wrote it: what of a gate it has already, and what can be added. */
import { intrinsicOf, isList, isRecord, own } from '../../../template/resolve/values.ts';
import { mergeGlobals } from '../../../template/expand/globals.ts';
import { isNoValue } from '../../../template/expand/intrinsics.ts';
import type { Path } from '../../../template/model.ts';
import { MOST_ALARMS } from '../../invocation-alarms.ts';

export type Data = Readonly<Record<string, unknown>>;

export const SAM_FUNCTION = 'AWS::Serverless::Function';

export interface WrittenFunction {
  /** Logical id. */
  readonly id: string;
  /** Name of its condition. */
  readonly condition?: string;
  /** What stands at the function itself. */
  readonly local: Data;
  /** With Globals. */
  readonly properties: Data;
  /** Path in the document of a path of the properties. */
  source(path: Path): Path;
}

/** The function, if the template has one of SAM with this logical id and its properties are a map. */
export function writtenFunction(template: unknown, id: string): WrittenFunction | undefined {
  const written = own(own(template, 'Resources'), id);
  if (!isRecord(written) || written['Type'] !== SAM_FUNCTION) return undefined;
  const local = own(written, 'Properties') ?? {};
  if (!isPlain(local)) return undefined;
  const at = ['Resources', id, 'Properties'];
  const { properties, source } = mergeGlobals(
    'Function',
    own(template, 'Globals'),
    local,
    at,
    own(written, 'IgnoreGlobals'),
  );
  const condition = own(written, 'Condition');
  return { id, local, properties, source, ...(typeof condition === 'string' && { condition }) };
}

/** A map that is no intrinsic. */
export function isPlain(value: unknown): value is Data {
  return isRecord(value) && intrinsicOf(value) === undefined;
}

/** What a function without an alias gets. Its owner may call it otherwise, and then that is theirs. */
export const ALIAS = 'live';

/** Name of the alias as text for `Fn::Sub`: as its owner has it, or `live`. Undefined: it is known to SAM alone. */
export function aliasOf({ properties }: WrittenFunction, template: unknown): string | undefined {
  const alias = properties['AutoPublishAlias'];
  if (alias === undefined) return ALIAS;
  if (typeof alias === 'string' && alias !== '') return alias;
  const parameter = own(alias, 'Ref');
  if (typeof parameter !== 'string' || own(own(template, 'Parameters'), parameter) === undefined) return undefined;
  return `\${${parameter}}`;
}

/** Who calls the hooks of a function: the role of its deployment preference. */
export type Caller =
  | { readonly kind: 'ours' }
  /** The one that SAM makes: it calls `CodeDeployHook_*` alone. */
  | { readonly kind: 'sam' }
  /** A role that its owner wrote, by its logical id. */
  | { readonly kind: 'written'; readonly id: string }
  /** One from outside of the template. */
  | { readonly kind: 'outside' }
  /** Under a condition one, else another. */
  | { readonly kind: 'unknown' };

export function callerOf({ properties }: WrittenFunction, template: unknown): Caller {
  const preference = properties['DeploymentPreference'];
  if (!isPlain(preference)) return { kind: 'ours' };
  const role = preference['Role'];
  if (role === undefined || role === null || role === '') return { kind: 'sam' };
  const id = roleNamed(role);
  const written = id === undefined ? undefined : own(own(template, 'Resources'), id);
  if (id !== undefined && own(written, 'Type') === 'AWS::IAM::Role') return { kind: 'written', id };
  return { kind: own(role, 'Fn::If') === undefined ? 'outside' : 'unknown' };
}

/** `!GetAtt Role.Arn` or `!Sub ${Role.Arn}`; `!Ref Role` means it as well. */
function roleNamed(value: unknown): string | undefined {
  const named = own(value, 'Ref');
  if (typeof named === 'string') return named;
  const attribute = own(value, 'Fn::GetAtt');
  const dotted = isList(attribute) ? attribute.join('.') : attribute;
  const [, id] = /^(\w+)\.Arn$/.exec(String(dotted)) ?? /^\$\{(\w+)\.Arn\}$/.exec(String(own(value, 'Fn::Sub'))) ?? [];
  return id;
}

/** What of the gate is missing at a function, and can be added. */
export interface Slots {
  readonly alias: boolean;
  readonly codeSha: boolean;
  readonly type: boolean;
  readonly role: boolean;
  /** Then what CodeDeploy has of a function exists only where the function does. */
  readonly passthrough: boolean;
  readonly preTraffic: boolean;
  readonly postTraffic: boolean;
  /** `add`: to the list that is there, `most` of them. */
  readonly alarms: { readonly kind: 'set' | 'add'; readonly most: number } | undefined;
}

export function slotsOf(fn: WrittenFunction, template: unknown): Slots {
  const { properties } = fn;
  const written = properties['DeploymentPreference'];
  const preference = isPlain(written) ? written : {};
  const hooks = preference['Hooks'];
  const callable = callerOf(fn, template).kind !== 'unknown';
  const free = (phase: string): boolean =>
    callable && (hooks === undefined || (isPlain(hooks) && hooks[phase] === undefined));
  return {
    alias: properties['AutoPublishAlias'] === undefined,
    codeSha: properties['AutoPublishCodeSha256'] === undefined,
    type: preference['Type'] === undefined,
    role: written === undefined,
    passthrough: fn.condition !== undefined && preference['PassthroughCondition'] === undefined,
    preTraffic: free('PreTraffic'),
    postTraffic: free('PostTraffic'),
    alarms: alarmSlot(fn, preference),
  };
}

/** SAM appends the list of a function to that of Globals, and takes no others where the first item is `AWS::NoValue`. */
function alarmSlot(fn: WrittenFunction, preference: Data): Slots['alarms'] {
  const alarms = preference['Alarms'];
  // an alarm that exists under a condition alone may be named only by what does, too
  const named = preference['PassthroughCondition'];
  if (fn.condition !== undefined && named !== undefined && named !== true) return undefined;
  if (alarms === undefined) return { kind: 'set', most: MOST_ALARMS };
  const most = isList(alarms) ? MOST_ALARMS - alarms.length : 0;
  return isList(alarms) && most > 0 && !isNoValue(alarms[0]) ? { kind: 'add', most } : undefined;
}
