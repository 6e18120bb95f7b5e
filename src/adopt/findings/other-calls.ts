/** Calls past the alias that no alias can take: of versions and aliases that a person wrote out, and of CloudFormation itself. */
import { permissionsForOutside } from '../../project/adopted/template/permission-parts.ts';
import { references } from '../../template/graph.ts';
import type { Edge } from '../../template/graph.ts';
import type { Resource } from '../../template/model.ts';
import { typeOf } from '../../template/resolve.ts';
import { own } from '../../template/resolve/values.ts';
import { isCall, isQualified, PERMISSION } from '../../template/traps/alias-bypassed.ts';
import type { Finding } from '../model.ts';
import type { Find, Subject } from './subject.ts';

/** What is called instead of a function, and is not the alias that is gated. */
export const findVersionCalls: Find = (subject) => {
  const { context, gated } = subject;
  const ours = new Set(context.gated.map(({ alias }) => alias.logicalId));
  return context.resources('AWS::Lambda::Version', 'AWS::Lambda::Alias').flatMap((called) => {
    const fn = references(own(called.properties, 'FunctionName')).find(({ name }) => gated.has(name))?.name;
    if (fn === undefined || ours.has(called.logicalId) || isOfSam(called, fn)) return [];
    const calls = context.graph.edgesTo(called.logicalId).filter((edge) => calledBy(subject, edge));
    return [...new Map(calls.map((edge) => [edge.from, edge])).values()].map((edge) =>
      callOf(subject, edge, { fn, called }),
    );
  });
};

/** SAM's own alias, which becomes the one that is gated. */
function isOfSam({ type, generated, sourceId }: Resource, fn: string): boolean {
  return type === 'AWS::Lambda::Alias' && generated && sourceId === fn;
}

function calledBy({ context, template }: Subject, edge: Edge): boolean {
  const type = typeOf(template, edge.from);
  return type !== PERMISSION && isCall(type, edge) && !context.gear.has(edge.from);
}

function callOf({ context }: Subject, edge: Edge, { fn, called }: { fn: string; called: Resource }): Finding {
  const what = called.type === 'AWS::Lambda::Alias' ? `another alias of ${fn}` : `the newest version of ${fn}`;
  const location = context.at(edge.from, edge.path);
  const summary = `Name the alias that is gated instead (!Ref ${fn}.Alias), and allow that where the other is allowed`;
  return {
    severity: 'warning',
    code: 'alias-bypassed',
    message: `${edge.from} calls ${what}, past the alias that is gated: the canary and the gate are not for these calls`,
    resources: [edge.from, fn],
    ...(location && { location }),
    proposal: { summary, edits: [] },
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
