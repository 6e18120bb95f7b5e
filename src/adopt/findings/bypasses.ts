/** What calls a function itself, past the alias that it has then: and what becomes of who may. */
import { composed } from '../../project/adopted/template/compose.ts';
import {
  allows,
  canBeKept,
  movingPermissions,
  writtenBypasses,
} from '../../project/adopted/template/permission-parts.ts';
import { typeOf } from '../../template/resolve.ts';
import { PERMISSION } from '../../template/traps/alias-bypassed.ts';
import type { Bypass } from '../../template/traps/alias-bypassed.ts';
import { TrapContext } from '../../template/traps/context.ts';
import type { Finding } from '../model.ts';
import { aliasEdits, remedyFor } from './alias-edits.ts';
import type { Find, Subject } from './subject.ts';

export const findBypasses: Find = (subject) => {
  const written = writtenBypasses(subject.context, subject.gated);
  const permissions = written.filter(({ user }) => typeOf(subject.template, user) === PERMISSION);
  const calls = stayingCalls(
    subject,
    written.filter((bypass) => !permissions.includes(bypass)),
  );
  return [
    ...calls.map((bypass) => findingOf(subject, bypass, permissions)),
    ...permissions.flatMap((permission) => strangersCall(subject, permission, calls)),
  ];
};

/** Those that stay when there are aliases: of what SAM merges into a definition for an event, the event's call goes to the alias. */
function stayingCalls(subject: Subject, calls: readonly Bypass[]): readonly Bypass[] {
  if (calls.length === 0) return calls;
  const fresh = [...subject.gated].filter((fn) => !hasAlias(subject, fn));
  const parts = fresh.map((fn) => ({ path: ['Resources', fn, 'Properties', 'AutoPublishAlias'], value: 'live' }));
  const context = new TrapContext(composed(subject.template.document, parts), {});
  const staying = new Set(writtenBypasses(context, subject.gated).map(keyOf));
  return calls.filter((call) => staying.has(keyOf(call)));
}

function keyOf({ user, function: fn }: Bypass): string {
  return `${user} ${fn}`;
}

function findingOf(subject: Subject, bypass: Bypass, permissions: readonly Bypass[]): Finding {
  const { user, function: fn, edges } = bypass;
  const moves = !hasAlias(subject, fn) && movingPermissions(subject.context, bypass).length > 0;
  const loses = moves && !canBeKept(subject.context, bypass);
  const location = edges[0] && subject.context.at(user, edges[0].path);
  const what = `${user} calls ${fn} itself, past the alias`;
  const passes = `${what}: the canary and the gate are not for these calls`;
  const kept = '. The permission for them goes to the alias, and is given to the function again';
  return {
    severity: loses ? 'error' : 'warning',
    code: loses ? 'permission-moves-to-alias' : 'alias-bypassed',
    message: loses
      ? `${what}, and SAM gives the permission for it to the alias then: its calls would be refused`
      : `${passes}${moves ? kept : ''}`,
    resources: [user, fn],
    ...(location && { location }),
    proposal: remedyFor(subject, bypass, permissions),
  };
}

function hasAlias({ context }: Subject, fn: string): boolean {
  return context.samFunctions().some((each) => each.id === fn && context.samProperty(each, 'AutoPublishAlias'));
}

/** A permission for who calls the function itself, as before: from elsewhere, or from what no finding of its own is about. */
function strangersCall(subject: Subject, permission: Bypass, calls: readonly Bypass[]): Finding[] {
  const { context, template } = subject;
  const { user, function: fn, edges } = permission;
  if (isForMovingUrl(subject, permission)) return [urlStaysBehind(subject, permission)];
  if (calls.some((call) => call.function === fn && allows(context, user, call.user))) return [];
  const location = edges[0] && context.at(user, edges[0].path);
  const callers = [...context.graph.dependenciesOf(user)].filter((id) => id !== fn);
  const made = template.resources.get(user);
  const who = made?.generated ? made.sourceId : user;
  const by = callers.length > 0 ? callers.join(', ') : 'what is not in this template';
  const message = `${who} lets ${fn} itself be called by ${by}: the canary and the gate are not for these calls`;
  return [
    { severity: 'warning', code: 'alias-bypassed', message, resources: [user, fn], ...(location && { location }) },
  ];
}

/** Is it for the URL of a function, which goes to the alias? One that a person wrote out stays where it is. */
function isForMovingUrl(subject: Subject, { user, function: fn }: Bypass): boolean {
  const { context } = subject;
  const isForUrl = ['FunctionUrlAuthType', 'InvokedViaFunctionUrl'].some(
    (key) => context.property(user, key) !== undefined,
  );
  const config = context
    .samFunctions()
    .some((each) => each.id === fn && context.samProperty(each, 'FunctionUrlConfig'));
  return isForUrl && config;
}

function urlStaysBehind(subject: Subject, { user, function: fn, edges }: Bypass): Finding {
  const location = edges[0] && subject.context.at(user, edges[0].path);
  const edits = edges.map((edge) => aliasEdits(subject, edge));
  return {
    severity: 'error',
    code: 'url-permission-stays',
    message: `${user} lets the URL of ${fn} be called, which is of the alias then: its calls would be refused`,
    resources: [user, fn],
    ...(location && { location }),
    proposal: {
      summary: `Name the alias of ${fn} instead`,
      edits: edits.flatMap((each) => each ?? []),
    },
  };
}
