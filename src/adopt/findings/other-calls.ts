/** Calls past the alias that no alias can take: of versions and aliases that a person wrote out, and of CloudFormation itself. */
import { isFromOutside } from '../../project/adopted/template/callers.ts';
import { permissionsForOutside } from '../../project/adopted/template/permission-parts.ts';
import { references } from '../../template/graph.ts';
import type { Edge } from '../../template/graph.ts';
import type { Resource } from '../../template/model.ts';
import { typeOf } from '../../template/resolve.ts';
import { own } from '../../template/resolve/values.ts';
import { isCall, isQualified, PERMISSION } from '../../template/traps/alias-bypassed.ts';
import type { Finding } from '../model.ts';
import type { Find, Subject } from './subject.ts';

/** A version or an alias of a gated function that is not the alias that is gated. */
export interface Beside {
  readonly fn: string;
  /** Logical id. */
  readonly id: string;
  readonly type: string;
}

/** Those that are written out, and SAM's versions. */
export function besideAlias({ context, gated }: Subject): Beside[] {
  const ours = new Set(context.gated.map(({ alias }) => alias.logicalId));
  return context.resources('AWS::Lambda::Version', 'AWS::Lambda::Alias').flatMap((called): Beside[] => {
    const { logicalId: id, type, properties } = called;
    const fn = references(own(properties, 'FunctionName')).find(({ name }) => gated.has(name))?.name;
    return fn === undefined || ours.has(id) || isOfSam(called, fn) ? [] : [{ fn, id, type }];
  });
}

/** SAM's own alias, which becomes the one that is gated. */
function isOfSam({ type, generated, sourceId }: Resource, fn: string): boolean {
  return type === 'AWS::Lambda::Alias' && generated && sourceId === fn;
}

/** As in `calls another alias of Orders`. */
export function wordsFor({ fn, type }: Beside): string {
  return type === 'AWS::Lambda::Alias' ? `another alias of ${fn}` : `the newest version of ${fn}`;
}

/** What is called instead of a function, and is not the alias that is gated. */
export const findVersionCalls: Find = (subject) =>
  besideAlias(subject).flatMap((called) => {
    const edges = subject.context.graph.edgesTo(called.id);
    const calls = edges.filter((edge) => calledBy(subject, edge));
    const strangers = edges.filter((edge) => letsStrangersCall(subject, edge, called));
    return [
      ...[...new Map(calls.map((edge) => [edge.from, edge])).values()].map((edge) => callOf(subject, edge, called)),
      ...strangers.map((edge) => strangersOf(subject, edge, called)),
    ];
  });

function calledBy({ context, template }: Subject, edge: Edge): boolean {
  const type = typeOf(template, edge.from);
  return type !== PERMISSION && isCall(type, edge) && !context.gear.has(edge.from);
}

/** A permission that a person wrote, for a service that nothing of the template is: it is called from somewhere. */
function letsStrangersCall({ template }: Subject, { from, path }: Edge, { id }: Beside): boolean {
  const permission = template.resources.get(from);
  if (permission?.type !== PERMISSION || permission.generated || path[1] !== 'FunctionName') return false;
  return isFromOutside(template, permission.properties, id);
}

const SUMMARY = (fn: string): string =>
  `Name the alias that is gated instead (!Ref ${fn}.Alias), and allow that where the other is allowed`;

function callOf({ context }: Subject, edge: Edge, called: Beside): Finding {
  const { fn } = called;
  const location = context.at(edge.from, edge.path);
  return {
    severity: 'warning',
    code: 'alias-bypassed',
    message: `${edge.from} calls ${wordsFor(called)}, past the alias that is gated: the canary and the gate are not for these calls`,
    resources: [edge.from, fn],
    ...(location && { location }),
    proposal: { summary: SUMMARY(fn), edits: [] },
  };
}

function strangersOf({ context }: Subject, edge: Edge, called: Beside): Finding {
  const location = context.at(edge.from, edge.path);
  return {
    severity: 'warning',
    code: 'alias-bypassed',
    message: `${edge.from} lets ${wordsFor(called)} be called by what is not in this template, past the alias that is gated: the canary and the gate are not for these calls`,
    resources: [edge.from, called.fn],
    ...(location && { location }),
    proposal: { summary: SUMMARY(called.fn), edits: [] },
  };
}

/** Events of what is not in the template: who calls the function by them has its ARN, and is allowed to as before. */
export const findCallersOutside: Find = ({ context, gated }) => {
  const aliased = new Set(
    context
      .samFunctions()
      .filter((fn) => context.samProperty(fn, 'AutoPublishAlias'))
      .map(({ id }) => id),
  );
  const fresh = [...gated].filter((fn) => !aliased.has(fn));
  return fresh.flatMap((fn) =>
    permissionsForOutside(context, fn).map(({ logicalId, properties }): Finding => {
      const location = context.at(logicalId);
      const service = String(properties['Principal']);
      return {
        severity: 'warning',
        code: 'alias-bypassed',
        message: `What calls ${fn} for ${service} is not in this template, and calls ${fn} itself: the canary and the gate are not for these calls. The permission for them goes to the alias, and is given to the function again`,
        resources: [fn],
        ...(location && { location }),
        proposal: { summary: 'Have it call the alias (`<ARN>:live`) once the first deployment made it', edits: [] },
      };
    }),
  );
};

/** Custom resources and macros: CloudFormation calls the function while the stack is still being updated. */
export const findCallsOfCloudFormation: Find = ({ context, template, gated }) =>
  [...gated].flatMap((fn) =>
    context.graph.edgesTo(fn).flatMap((edge): Finding[] => {
      const type = typeOf(template, edge.from);
      const key = isCustom(type) ? 'ServiceToken' : type === 'AWS::CloudFormation::Macro' ? 'FunctionName' : undefined;
      if (edge.path[1] !== key || edge.kind === 'DependsOn' || isQualified(context, edge, fn)) return [];
      const location = context.at(edge.from, edge.path);
      const message = `${edge.from} has CloudFormation itself call ${fn}, at once and in the middle of a deployment: these calls are not gated. Leave the ${key}`;
      const resources = [edge.from, fn];
      return [
        { severity: 'warning', code: 'called-by-cloudformation', message, resources, ...(location && { location }) },
      ];
    }),
  );

function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
