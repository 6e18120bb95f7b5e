/** Auth.UsagePlan: usage plan, API key and their connection; one per API, or one that all share. */
import { isRecord } from '../resolve/values.ts';
import { orOf } from './conditions.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, pick, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { from } from './source.ts';

const SHARED = 'Serverless';
const CONDITION = 'ServerlessUsagePlanCondition';

interface Member {
  readonly sam: SamResource;
  readonly stageId: string;
}

export class SharedUsagePlan {
  readonly #members: Member[] = [];

  add(x: Expansion, sam: SamResource, stageId: string): void {
    const auth = x.literalDeep(sam.properties.Auth);
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

  #attributes(x: Expansion): Properties {
    const conditions = this.#members.map(({ sam }) => sam.inherited.Condition);
    const all = conditions.every((condition) => typeof condition === 'string');
    return defined({ Condition: all ? orOf(x, [...new Set(conditions)], CONDITION) : undefined });
  }
}

function addPlan(
  x: Expansion,
  prefix: string,
  plan: Readonly<Properties>,
  members: readonly Member[],
  attributes: Properties,
): void {
  const [first] = members;
  if (!first) return;
  const source = from(first.sam.source(['Auth', 'UsagePlan']));
  const add = (suffix: string, type: string, properties: Properties, dependsOn: string[]) => {
    const logicalId = `${prefix}${suffix}`;
    const { logicalId: sourceId } = first.sam;
    x.add({
      logicalId,
      type,
      properties,
      sourceId,
      generated: true,
      source,
      attributes: { ...attributes, DependsOn: dependsOn },
    });
    x.references.set(`${sourceId}.${suffix}`, logicalId);
  };
  const apis = members.map(({ sam }) => sam.logicalId);
  const stages = members.map(({ sam, stageId }) => ({ ApiId: ref(sam.logicalId), Stage: ref(stageId) }));
  const more = pick(plan, ['UsagePlanName', 'Description', 'Quota', 'Tags', 'Throttle']);
  add('UsagePlan', 'AWS::ApiGateway::UsagePlan', { ApiStages: stages, ...more }, apis);
  const keys = members.map(({ sam, stageId }) => ({ RestApiId: ref(sam.logicalId), StageName: ref(stageId) }));
  add('ApiKey', 'AWS::ApiGateway::ApiKey', { Enabled: true, StageKeys: keys }, [`${prefix}UsagePlan`]);
  const key = { KeyId: ref(`${prefix}ApiKey`), KeyType: 'API_KEY', UsagePlanId: ref(`${prefix}UsagePlan`) };
  add('UsagePlanKey', 'AWS::ApiGateway::UsagePlanKey', key, [`${prefix}ApiKey`]);
}
