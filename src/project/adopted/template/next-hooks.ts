/** Hooks that functions had before: ours is called in their place, and calls them where it lets the release go on. */
import { nextHooksVariable, NEXT_HOOKS } from '../../../hooks/next-hook.ts';
import { CHAIN_PERMISSIONS, type HookName } from '../../../hooks/permissions.ts';
import { own } from '../../../template/resolve/values.ts';
import type { Rendering } from './rendering.ts';
import type { Data } from './written-function.ts';

/** Those that call the next one: ours, and who answers for it. */
const CALLING: ReadonlySet<HookName> = new Set(['pre-traffic', 'report-failure']);

interface Next {
  readonly function: string;
  readonly hook: string;
}

function nextHooks({ functions }: Rendering): Next[] {
  return functions.flatMap(({ next, written: { id } }) => (next === undefined ? [] : [{ function: id, hook: next }]));
}

/** For the environment of a hook. One that comes next for all is named once: an environment has room for 4 KB. */
export function nextVariables(name: HookName, rendering: Rendering): object {
  const all = nextHooks(rendering);
  const [first] = all;
  if (!first || !CALLING.has(name)) return {};
  const isSame = all.length === rendering.functions.length && all.every(({ hook }) => hook === first.hook);
  const chained = isSame ? [{ function: '*', hook: first.hook }] : all;
  return {
    [NEXT_HOOKS]: nextHooksVariable(chained.map((next) => ({ ...next, hook: named(next.hook, rendering) }))),
  };
}

/** Statements for the role of a hook. */
export function nextStatements(name: HookName, rendering: Rendering): Data[] {
  const hooks = [...new Set(nextHooks(rendering).map(({ hook }) => hook))].map((hook) => arnOf(hook, rendering));
  if (hooks.length === 0 || !CALLING.has(name)) return [];
  return CHAIN_PERMISSIONS.map(({ sid, actions, resources }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources.includes('next-hooks') ? hooks : '*',
  }));
}

function isInside(hook: string, { template }: Rendering): boolean {
  return own(own(template, 'Resources'), hook) !== undefined;
}

function named(hook: string, rendering: Rendering): unknown {
  return isInside(hook, rendering) ? { Ref: hook } : hook;
}

function arnOf(hook: string, rendering: Rendering): unknown {
  if (isInside(hook, rendering)) return { 'Fn::GetAtt': [hook, 'Arn'] };
  if (hook.startsWith('arn:')) return hook;
  return { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${hook}` };
}
