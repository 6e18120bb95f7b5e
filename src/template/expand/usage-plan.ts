/** Auth.UsagePlan: usage plan, API key and their connection; one per API, or one that all share. */
import { isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, isTruthy, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { from } from './source.ts';

const SHARED = 'Serverless';
const CONDITION = 'SharedUsagePlanCondition';

const SAME = ['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle'];

interface Member {
  readonly sam: SamResource;
  readonly stageId: string;
}

export class SharedUsagePlan {
  readonly #members: Member[] = [];

  /** @param auth the property `Auth` with the values of parameters */
  add(x: Expansion, sam: SamResource, auth: unknown, stageId: string): void {
    const plan = isRecord(auth) ? auth.UsagePlan : undefined;
    if (!isRecord(plan)) return;
    if (plan.CreateUsagePlan === 'PER_API') addPlan(x, sam.logicalId, plan, [{ sam, stageId }], sam.inherited);
    if (plan.CreateUsagePlan !== 'SHARED') return;
    this.#members.push({ sam, stageId });
    addPlan(x, SHARED, plan, this.#members, this.#attributes(x));
    x.references.set(`${sam.logicalId}.UsagePlan`, `${SHARED}UsagePlan`);
    x.references.set(`${sam.logicalId}.UsagePlanKey`, `${SHARED}UsagePlanKey`);
    x.references.set(`${sam.logicalId}.ApiKey`, `${SHARED}ApiKey`);
  }

  /** The plan exists when any of its APIs does, and what any of them retains it retains. */
  #attributes(x: Expansion): Properties {
    const all = (name: string) => this.#members.map(({ sam }) => sam.inherited[name]);
    const conditions = all('Condition').filter((condition) => typeof condition === 'string');
    const conditional = conditions.length === this.#members.length;
    if (conditional) x.conditions[CONDITION] = anyOf([...new Set(conditions)]);
    else delete x.conditions[CONDITION];
    return defined({
      Condition: conditional ? CONDITION : undefined,
      DeletionPolicy: strongest(all('DeletionPolicy')),
      UpdateReplacePolicy: strongest(all('UpdateReplacePolicy')),
    });
  }
}

/** The transform writes a lone condition as its name. */
function anyOf(conditions: readonly string[]): unknown {
  const [only] = conditions;
  return conditions.length === 1 ? only : { 'Fn::Or': conditions.map((Condition) => ({ Condition })) };
}

/** Of the policies, in order: the first, unless a later one keeps more. */
function strongest(policies: readonly unknown[]): unknown {
  return policies.filter(isTruthy).reduce<unknown>((kept, policy) => {
    const keepsMore = policy === 'Retain' || (policy === 'Snapshot' && kept === 'Delete');
    return kept === undefined || keepsMore ? policy : kept;
  }, undefined);
}

function addPlan(
  x: Expansion,
  prefix: string,
  plan: Readonly<Properties>,
  members: readonly Member[],
  attributes: Properties,
): void {
  const last = members.at(-1);
  if (!last) return;
  const { logicalId: sourceId } = last.sam;
  const source = from(last.sam.source(['Auth', 'UsagePlan']));
  const add = (suffix: string, type: string, properties: Properties, dependsOn: string[]) => {
    const logicalId = `${prefix}${suffix}`;
    const all = { ...attributes, DependsOn: dependsOn };
    x.add({ logicalId, type, properties, sourceId, generated: true, source, attributes: all });
    x.references.set(`${sourceId}.${suffix}`, logicalId);
  };
  const apis = members.map(({ sam }) => sam.logicalId);
  const stages = members.map(({ sam, stageId }) => ({ ApiId: ref(sam.logicalId), Stage: ref(stageId) }));
  const more = SAME.filter((name) => isTruthy(plan[name])).map((name) => [name, plan[name]] as const);
  add('UsagePlan', 'AWS::ApiGateway::UsagePlan', { ApiStages: stages, ...Object.fromEntries(more) }, apis);
  const keys = members.map(({ sam, stageId }) => ({ RestApiId: ref(sam.logicalId), StageName: ref(stageId) }));
  add('ApiKey', 'AWS::ApiGateway::ApiKey', { Enabled: true, StageKeys: keys }, [`${prefix}UsagePlan`]);
  const key = { KeyId: ref(`${prefix}ApiKey`), KeyType: 'API_KEY', UsagePlanId: ref(`${prefix}UsagePlan`) };
  add('UsagePlanKey', 'AWS::ApiGateway::UsagePlanKey', key, [`${prefix}ApiKey`]);
}
