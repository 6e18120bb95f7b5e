/**
 * Who shifts the traffic has to call the hooks. A role that its owner, or SAM, made for deployments stays as it is: a policy of
 * ours is attached to it. One from outside of the template is let in by the hooks.
 */
import type { KeyPart } from '../../../insert/part.ts';
import { own } from '../../../template/resolve/values.ts';
import { anyOf } from './any-of.ts';
import { namedPolicy, resource } from './resources.ts';
import { NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { GatedFunction, Rendering, Waits } from './rendering.ts';

const SERVICE_ROLE = 'CodeDeployServiceRole';

/** Our names of the hooks that CodeDeploy calls. */
function trafficHooks({ hooks }: Rendering): string[] {
  return hooks.filter(({ traffic }) => traffic).map(({ id }) => id);
}

export function callHooks(rendering: Rendering): object {
  const arns = trafficHooks(rendering).map((id) => ({ 'Fn::GetAtt': [rendering.called(id), 'Arn'] }));
  return { Sid: 'CallHooks', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arns };
}

/** What lets one role call the hooks. */
interface Grant {
  /** Our names of its resources. */
  readonly ids: readonly string[];
  readonly role: Role;
  /** Whose deployments run with the role. */
  readonly functions: readonly GatedFunction[];
}

type Role =
  | { readonly kind: 'inside'; readonly id: string }
  /** Its ARN. */
  | { readonly kind: 'outside'; readonly arn: unknown };

function grantsOf(rendering: Rendering): Grant[] {
  const grants = new Map<string, Grant>();
  let outside = 0;
  for (const fn of rendering.functions) {
    const role = roleOf(fn);
    if (!role) continue;
    const key = JSON.stringify(role);
    const known = grants.get(key);
    const ids =
      known?.ids ?? (role.kind === 'inside' ? [`${role.id}CallsHooks`] : letIn(trafficHooks(rendering), ++outside));
    grants.set(key, { ids, role, functions: [...(known?.functions ?? []), fn] });
  }
  return [...grants.values()];
}

function letIn(hooks: readonly string[], count: number): string[] {
  return hooks.map((hook) => `${hook}Caller${count > 1 ? count : ''}`);
}

/** Undefined: it is ours, or calls none of ours. */
function roleOf({ caller, hooks, slots, written }: GatedFunction): Role | undefined {
  if (!slots.preTraffic && !slots.postTraffic && hooks !== 'chained') return undefined;
  switch (caller.kind) {
    case 'sam':
      return { kind: 'inside', id: SERVICE_ROLE };
    case 'written':
      return { kind: 'inside', id: caller.id };
    case 'outside':
      return { kind: 'outside', arn: own(written.properties['DeploymentPreference'], 'Role') };
    case 'ours':
    case 'unknown':
      return undefined;
  }
}

/** Our names of all that lets roles call the hooks. */
export function grantIds(rendering: Rendering): string[] {
  return grantsOf(rendering).flatMap(({ ids }) => ids.map(rendering.called));
}

export function grantParts(rendering: Rendering): KeyPart[] {
  return grantsOf(rendering).flatMap((grant) =>
    grant.role.kind === 'outside'
      ? permissionParts(grant, grant.role.arn, rendering)
      : [policyPart(grant, grant.role.id, rendering)],
  );
}

function policyPart(grant: Grant, role: string, rendering: Rendering): KeyPart {
  const { called } = rendering;
  const condition = conditionOf(grant, rendering);
  const [id = ''] = grant.ids;
  const part = resource(
    called(id),
    'AWS::IAM::Policy',
    { ...namedPolicy('CallFitnessHooks', [callHooks(rendering)]), Roles: [{ Ref: role }] },
    condition === undefined ? {} : { Condition: condition },
  );
  return { ...part, comment: ['The role that shifts the traffic may call the hooks.'] };
}

/** Lambda lets a role of the account in that a function names, whatever its policies say. */
function permissionParts({ ids }: Grant, arn: unknown, rendering: Rendering): KeyPart[] {
  const { called } = rendering;
  const hooks = trafficHooks(rendering);
  return ids.map((id, index) => {
    const part = resource(called(id), 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: called(hooks[index] ?? '') },
      Principal: arn,
    });
    return index > 0 ? part : { ...part, comment: ['The role that shifts the traffic may call the hooks.'] };
  });
}

/** What the deployments of a function have to wait for, by way of its alarms. */
export function grantedTo(fn: GatedFunction, rendering: Rendering): Waits {
  const { called } = rendering;
  const grant = grantsOf(rendering).find((each) => each.functions.includes(fn));
  if (!grant) return { dependsOn: [], after: [] };
  const ids = grant.ids.map(called);
  const condition = conditionOf(grant, rendering);
  if (condition === undefined || fn.written.condition !== undefined) return { dependsOn: ids, after: [] };
  return { dependsOn: [], after: ids.map((id) => ({ 'Fn::If': [condition, { Ref: id }, NO_VALUE] })) };
}

/** Ours, for where any function exists whose deployments run with SAM's role; SAM makes the role only there. */
const ANY = 'CodeDeployCallsHooks';

function conditionOf({ role, functions }: Grant, { called, order, template }: Rendering): string | undefined {
  if (role.kind === 'outside') return undefined;
  if (role.id !== SERVICE_ROLE) {
    const condition = own(own(own(template, 'Resources'), role.id), 'Condition');
    return typeof condition === 'string' ? condition : undefined;
  }
  if (!order.conditions.has(role.id)) return undefined;
  const [first, ...others] = conditionsOf(functions);
  return others.length > 0 ? called(ANY) : first;
}

function conditionsOf(functions: readonly GatedFunction[]): string[] {
  return [...new Set(functions.flatMap(({ written }) => written.condition ?? []))];
}

/** The condition that is ours, if one is needed. */
export function grantCondition(rendering: Rendering): [name: string, condition: unknown][] {
  return grantsOf(rendering).flatMap((grant): [string, unknown][] => {
    const name = conditionOf(grant, rendering);
    if (name === undefined || name !== rendering.called(ANY)) return [];
    return [[name, anyOf(conditionsOf(grant.functions).map((Condition) => ({ Condition })))]];
  });
}
