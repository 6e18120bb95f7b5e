/** How a call past an alias is put right: the alias in place of the function, and who may call that. */
import { CALLERS } from '../../project/adopted/template/callers.ts';
import { allows, movingPermissions, writtenAt } from '../../project/adopted/template/permission-parts.ts';
import type { Edge } from '../../template/graph.ts';
import type { Edit } from '../../template/edit.ts';
import type { Path } from '../../template/model.ts';
import { isList, own } from '../../template/resolve/values.ts';
import { typeOf } from '../../template/resolve.ts';
import { PERMISSION } from '../../template/traps/alias-bypassed.ts';
import type { Bypass } from '../../template/traps/alias-bypassed.ts';
import { ALLOWED_LATE } from '../effects/reasons.ts';
import type { Finding } from '../model.ts';
import type { Subject } from './subject.ts';

/** With edits, or in words where a person has to look. */
export function remedyFor(
  subject: Subject,
  bypass: Bypass,
  permissions: readonly Bypass[],
): NonNullable<Finding['proposal']> {
  const { user, function: fn } = bypass;
  const named = `Name the alias of ${fn} instead`;
  const byHand = (more: string) => ({ summary: `${named} (!Ref ${fn}.Alias)${more}`, edits: [] });
  const type = typeOf(subject.template, user);
  const caller = Object.hasOwn(CALLERS, type) ? CALLERS[type] : undefined;
  if (closesLoop(subject, bypass)) {
    const summary = `The alias of ${fn} waits for ${user}: name it by its ARN as text, without a reference, or leave it`;
    return { summary, edits: [] };
  }
  if (caller === undefined) return byHand(`, and allow that where the function itself is allowed`);
  const calls = allOf(bypass.edges.map((edge) => aliasEdits(subject, edge)));
  if (caller === 'role') {
    const allowed = type === 'AWS::Lambda::EventSourceMapping' ? [] : roleEdits(subject, bypass);
    if (!calls || !allowed) return byHand(`, and let its role call \${${fn}.Arn}:* as well`);
    return {
      summary: allowed.length > 0 ? `${named}, and let its role call that` : named,
      edits: [...calls, ...allowed],
    };
  }
  const along = permissions.filter((each) => each.function === fn && allows(subject.context, each.user, user));
  const moved = allOf(along.flatMap(({ edges }) => edges.map((edge) => aliasEdits(subject, edge))));
  const isAllowed = along.length > 0 || followsAlias(subject, bypass);
  if (!calls || !moved || !isAllowed) return byHand(`, with an AWS::Lambda::Permission for that to ${caller}`);
  const isLate = along.some((each) => subject.context.graph.reaches(each.user, user));
  return { summary: isLate ? `${named}: ${ALLOWED_LATE}` : named, edits: once([...calls, ...moved]) };
}

/** Undefined if one of them cannot be written. */
function allOf(each: readonly (readonly Edit[] | undefined)[]): Edit[] | undefined {
  return each.every((edits) => edits !== undefined) ? once(each.flat()) : undefined;
}

/** SAM makes several resources of one place. */
function once(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

/** Is there a permission that will be for the alias: SAM's of an event, or of the authorizer that names it? */
function followsAlias({ context }: Subject, bypass: Bypass): boolean {
  if (movingPermissions(context, bypass).length > 0) return true;
  const { user, function: fn } = bypass;
  const api = context.template.resources.get(user)?.sourceId;
  return context
    .resources(PERMISSION)
    .some(
      ({ logicalId, generated, sourceId }) =>
        generated &&
        sourceId === api &&
        allows(context, logicalId, user) &&
        context.graph.dependenciesOf(logicalId).has(fn),
    );
}

function closesLoop({ context }: Subject, { user, function: fn }: Bypass): boolean {
  return context.gated.some(
    ({ alias, function: behind }) => behind === fn && context.graph.reaches(alias.logicalId, user),
  );
}

/**
 * What the role of a caller has to allow beside the function, whose ARN is not that of its alias; nothing if it does. The function
 * stays allowed, for what is under way when the role changes. Undefined if it is not to be seen, or cannot be written.
 */
function roleEdits(subject: Subject, { user, function: fn }: Bypass): Edit[] | undefined {
  const ids = policiesOf(subject, user);
  const allowing = subject.context.graph
    .edgesTo(fn)
    .filter(({ from, kind, path }) => ids.has(from) && kind !== 'DependsOn' && path.includes('Resource'));
  if (allowing.length === 0) return undefined;
  if (allowing.some((edge) => isWide(subject, edge))) return [];
  return allOf(allowing.map((edge) => grantEdits(subject, edge)));
}

/** Its role, and what gives that permissions. */
function policiesOf({ context: { graph }, template }: Subject, user: string): ReadonlySet<string> {
  const isOfIam = (id: string): boolean => template.resources.get(id)?.type.startsWith('AWS::IAM::') ?? false;
  const roles = [...graph.dependenciesOf(user)].filter((id) => template.resources.get(id)?.type === 'AWS::IAM::Role');
  const around = roles.flatMap((id) => [...graph.edgesTo(id).map(({ from }) => from), ...graph.dependenciesOf(id)]);
  return new Set([...roles, ...around.filter(isOfIam)]);
}

/** Does what a policy names have the alias in it: `${Fn.Arn}:*`, or a policy template of SAM? */
function isWide(subject: Subject, edge: Edge): boolean {
  if (edge.path.includes('Fn::Sub')) return true;
  const properties: unknown = subject.template.resources.get(edge.from)?.properties;
  const at = edge.path.slice(1).reduce<unknown>((value, key) => own(value, String(key)), properties);
  return new RegExp(`\\$\\{${edge.to}(\\.Arn)?\\}[:*]`).test(textOfSub(at) ?? '');
}

function grantEdits(subject: Subject, edge: Edge): Edit[] | undefined {
  const paths = writtenAt(subject.context, edge).filter((path) => path.includes('Resource'));
  const edits = paths.map((path): Edit | undefined => {
    const set = { 'Fn::Sub': `\${${edge.to}.Arn}:*` };
    const depth = path.length - path.indexOf('Resource');
    if (depth === 1) return { path, set: [subject.context.source(path), set] };
    return depth === 2 && typeof path.at(-1) === 'number' ? { path: path.slice(0, -1), append: set } : undefined;
  });
  return edits.length > 0 ? allOf(edits.map((edit) => edit && [edit])) : undefined;
}

function textOfSub(value: unknown): string | undefined {
  const sub = own(value, 'Fn::Sub');
  const text: unknown = isList(sub) ? sub[0] : sub;
  return typeof text === 'string' ? text : undefined;
}

/** The alias where the function stands. Undefined if that cannot be written. */
export function aliasEdits(subject: Subject, edge: Edge): Edit[] | undefined {
  if (edge.attribute !== undefined && edge.attribute !== 'Arn') return undefined;
  return allOf(writtenAt(subject.context, edge).map((path) => aliasEdit(subject, edge.to, path)));
}

/** `!Ref Fn.Alias` is the ARN of the alias: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html */
function aliasEdit({ context }: Subject, fn: string, path: Path): Edit[] | undefined {
  const value = context.source(path);
  const text = textOfSub(value);
  if (text === undefined) return isPart(path, value) ? undefined : [{ path, set: { Ref: `${fn}.Alias` } }];
  // a name may stand where an ARN may not
  if (new RegExp(`\\$\\{${fn}\\}`).test(text)) return undefined;
  const set = text.replaceAll(`\${${fn}.Arn}`, `\${${fn}.Alias}`);
  const sub = own(value, 'Fn::Sub');
  return set === text ? undefined : [{ path, set: { 'Fn::Sub': isList(sub) ? [set, ...sub.slice(1)] : set } }];
}

/** Is it an item of a join? The ARN of the alias fits where that of the function does; its name does not. */
function isPart(path: Path, value: unknown): boolean {
  return path.lastIndexOf('Fn::Join') >= 0 && own(value, 'Ref') !== undefined;
}
