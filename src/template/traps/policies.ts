/** The permissions of functions, as far as the template says them. */
import { references } from '../graph.ts';
import type { Path } from '../model.ts';
import { isRecord, own } from '../resolve/values.ts';
import { alternatives, isNoValue, listItems } from './context.ts';
import type { TrapContext } from './context.ts';

export interface Statement {
  readonly value: Readonly<Record<string, unknown>>;
  /** The resource in which it is written, and where. */
  readonly resource: string;
  readonly path: Path;
}

const ROLES = ['AWS::IAM::Role'];
const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** Managed policies of AWS that every function may have, and that allow nothing of what traps ask for. */
const HARMLESS =
  /AWSLambdaBasicExecutionRole|AWSLambdaVPCAccessExecutionRole|AWSX[Rr]ay|CloudWatchLambdaInsights|AWSLambda(Kinesis|DynamoDB|SQSQueue)ExecutionRole/;

/** The logical id of the role that a function (or another resource, by this property) takes on. */
export function roleOf(context: TrapContext, logicalId: string, property = 'Role'): string | undefined {
  return context.graph
    .edgesFrom(logicalId)
    .find(({ path, to }) => path[1] === property && ROLES.includes(context.template.resources.get(to)?.type ?? ''))?.to;
}

/** Every statement of a role, in itself and in the policies of the template that are attached to it. */
export function statementsOfRole(context: TrapContext, role: string): Statement[] {
  const attached = new Set<string>();
  for (const { from, path, kind } of context.graph.edgesTo(role)) {
    const policy = context.template.resources.get(from);
    if (policy && ATTACHED.includes(policy.type) && kind !== 'DependsOn' && /^Role/.test(String(path[1])))
      attached.add(from);
  }
  for (const { to, path } of context.graph.edgesFrom(role)) if (path[1] === 'ManagedPolicyArns') attached.add(to);
  return [role, ...attached].flatMap((id) => statementsIn(context, id));
}

const known = new WeakMap<TrapContext, Map<string, readonly Statement[]>>();

/** Every statement that a resource of IAM, or a policy of a bucket or queue, holds. Several traps ask for the same. */
export function statementsIn(context: TrapContext, logicalId: string): readonly Statement[] {
  const statements = known.get(context) ?? new Map<string, readonly Statement[]>();
  known.set(context, statements);
  const found = statements.get(logicalId) ?? readStatements(context, logicalId);
  statements.set(logicalId, found);
  return found;
}

function readStatements(context: TrapContext, logicalId: string): Statement[] {
  const properties = context.template.resources.get(logicalId)?.properties;
  const documents = [
    { value: own(properties, 'PolicyDocument'), path: ['Properties', 'PolicyDocument'] as Path },
    ...listItems(own(properties, 'Policies'), ['Properties', 'Policies']).map(({ value, path }) => ({
      value: own(value, 'PolicyDocument'),
      path: [...path, 'PolicyDocument'],
    })),
  ];
  return documents.flatMap(({ value, path }) =>
    alternatives(value, path).flatMap((document) =>
      listItems(own(document.value, 'Statement'), [...document.path, 'Statement']).flatMap((item) =>
        alternatives(item.value, item.path).flatMap((statement) =>
          isRecord(statement.value) ? [{ value: statement.value, resource: logicalId, path: statement.path }] : [],
        ),
      ),
    ),
  );
}

/** May this function do this? Undefined if the template does not say, e.g. for a role that comes from outside. */
export function mayDo(context: TrapContext, logicalId: string, action: string, property = 'Role'): boolean | undefined {
  const role = roleOf(context, logicalId, property);
  if (role === undefined) return undefined;
  if (statementsOfRole(context, role).some((statement) => allows(statement, action))) return true;
  const managed = listItems(context.property(role, 'ManagedPolicyArns')).filter(({ value }) => !isNoValue(value));
  const foreign = managed.filter(({ value }) => !HARMLESS.test(JSON.stringify(value)));
  const ours = foreign.filter(({ value }) =>
    references(value).some(({ name }) => context.template.resources.has(name)),
  );
  return foreign.length > ours.length ? undefined : false;
}

/** Does the statement allow the action, on whatever resource? */
export function allows({ value }: Statement, action: string): boolean {
  if (value.Effect !== 'Allow') return false;
  if (value.NotAction !== undefined) return true;
  return actionsOf(value).some((pattern) => matches(pattern, action));
}

export function actionsOf(statement: Readonly<Record<string, unknown>>): string[] {
  return listItems(statement.Action).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

/** `s3:Get*` matches `s3:GetObject`; case has no meaning. Linear in time, whatever the pattern. */
export function matches(pattern: string, action: string): boolean {
  const [p, a] = [pattern.toLowerCase(), action.toLowerCase()];
  let [i, j, star, mark] = [0, 0, -1, 0];
  while (j < a.length) {
    if (p[i] === '*') [star, mark, i] = [i, j, i + 1];
    else if (p[i] === '?' || p[i] === a[j]) [i, j] = [i + 1, j + 1];
    else if (star < 0) return false;
    else [i, j, mark] = [star + 1, mark + 1, mark + 1];
  }
  return /^\**$/.test(p.slice(i));
}
