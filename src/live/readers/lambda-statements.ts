/** The permissions of functions and layers as their policies have them: one statement each. */
import type { Resolved } from '../../template/model.ts';
import { hole, isList, isRecord, own } from '../../template/resolve/values.ts';
import { NotWanted, type LiveProperties } from '../aws.ts';
import type { DeployedResource, FoundResource, Reading } from '../reader.ts';
import { statementsOf } from './policies.ts';

/** A kind of permission. */
export interface PermissionType {
  readonly type: string;
  /** Condition keys, in lower case, by the property that they stand for. */
  readonly conditions: Readonly<Record<string, string>>;
  /** The id of its statement, from its physical id. */
  readonly sid: (physicalId: string) => string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const FUNCTION_PERMISSION: PermissionType = {
  type: 'AWS::Lambda::Permission',
  conditions: {
    EventSourceToken: 'lambda:eventsourcetoken',
    FunctionUrlAuthType: 'lambda:functionurlauthtype',
    InvokedViaFunctionUrl: 'lambda:invokedviafunctionurl',
    PrincipalOrgID: 'aws:principalorgid',
    SourceAccount: 'aws:sourceaccount',
    SourceArn: 'aws:sourcearn',
  },
  sid: (physicalId) => physicalId.slice(physicalId.lastIndexOf('|') + 1),
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html */
export const LAYER_PERMISSION: PermissionType = {
  type: 'AWS::Lambda::LayerVersionPermission',
  conditions: { OrganizationId: 'aws:principalorgid' },
  sid: (physicalId) => physicalId.slice(physicalId.lastIndexOf('#') + 1),
};

/** A permission that the template declares. Where its statement is gone, what stands in the template is not so. */
export async function permissionIn(
  policy: Promise<Resolved | undefined>,
  permission: DeployedResource,
  kind: PermissionType,
): Promise<LiveProperties> {
  const sid = kind.sid(permission.physicalId);
  try {
    const statement = statementsOf(await policy).find((each) => own(each, 'Sid') === sid);
    if (statement !== undefined) return propertiesOf(statement, kind, permission.property('Principal'));
    return unread(kind, `the policy has no statement ${sid} any more`);
  } catch (error) {
    if (error instanceof NotWanted) return {};
    return unread(kind, error instanceof Error ? error.message : String(error));
  }
}

/** Nothing is known but whose permission it is. */
function unread({ conditions }: PermissionType, reason: string): LiveProperties {
  const names = ['Action', 'Principal', ...Object.keys(conditions)];
  return Object.fromEntries(names.map((name): [string, Resolved] => [name, hole(reason)]));
}

/**
 * The statements of a policy for which the template has no permission; one that stands for them all where the policy
 * cannot be read.
 *
 * @param of the property that says whose policy it is
 * @param declared ids of the statements for which it has one
 */
export async function permissionsBeside(
  policy: Promise<Resolved | undefined>,
  of: LiveProperties,
  kind: PermissionType,
  declared: ReadonlySet<string>,
): Promise<NonNullable<Reading['found']>> {
  try {
    return statementsOf(await policy).flatMap((statement): FoundResource[] => {
      const sid = textOf(own(statement, 'Sid'));
      if (own(statement, 'Effect') !== 'Allow' || declared.has(sid)) return [];
      const properties = { ...of, ...propertiesOf(statement, kind) };
      return [{ name: `permission:${sid}`, type: kind.type, properties }];
    });
  } catch (error) {
    if (error instanceof NotWanted) return [];
    const reason = error instanceof Error ? error.message : String(error);
    return [{ name: 'permissions', type: kind.type, properties: { ...of, ...unread(kind, reason) } }];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** @param written the principal as the template has it: an account by its number or by its ARN */
function propertiesOf(statement: Resolved, { conditions }: PermissionType, written?: unknown): LiveProperties {
  const found = conditionsOf(own(statement, 'Condition'));
  return {
    Action: own(statement, 'Action') as Resolved,
    Principal: principalOf(own(statement, 'Principal'), written),
    ...Object.fromEntries(Object.entries(conditions).map(([property, key]) => [property, found.get(key)])),
  };
}

function principalOf(principal: unknown, written: unknown): Resolved | undefined {
  const listed: unknown = isRecord(principal) ? Object.values(principal)[0] : principal;
  const names: readonly unknown[] = isList(listed) ? listed : [listed];
  const named = names.includes('*') ? '*' : names[0];
  if (typeof named !== 'string') return undefined;
  const [, account] = /^arn:[^:]*:iam::(\d{12}):root$/.exec(named) ?? [];
  return account === undefined || written === named ? named : account;
}

/** What AddPermission makes; any other operator may be satisfied without the value. */
const OPERATORS = /^(?:StringEquals|StringLike|ArnEquals|ArnLike|Bool)$/i;

/** Values of a statement's conditions by their key in lower case: IAM does not tell upper from lower. */
function conditionsOf(condition: unknown): ReadonlyMap<string, Resolved> {
  const operators = isRecord(condition) ? Object.entries(condition) : [];
  return new Map(
    operators
      .flatMap(([operator, keys]) => (OPERATORS.test(operator) && isRecord(keys) ? Object.entries(keys) : []))
      .map(([key, value]) => [key.toLowerCase(), (isList(value) ? value[0] : value) as Resolved]),
  );
}
