/** EventInvokeConfig: what becomes of asynchronous invocations. */
import { isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, ifParts, isNoValue, ref } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { digest } from './logical-id.ts';
import { destinationPolicy } from './policies.ts';
import type { Role } from './role.ts';
import { from, mapped } from './source.ts';

export function expandEventInvokeConfig(
  x: Expansion,
  sam: SamResource,
  config: Readonly<Properties>,
  alias: { readonly aliasId: string; readonly name: unknown } | undefined,
  role: Role,
): void {
  const logicalId = `${sam.logicalId}EventInvokeConfig`;
  const at = sam.source(['EventInvokeConfig']);
  const written = x.literalDeep(config.DestinationConfig);
  const destinations = isRecord(written) ? written : {};
  const destinationConfig: Properties = {};
  for (const name of ['OnSuccess', 'OnFailure']) {
    const one = destinations[name];
    if (!isRecord(one)) continue;
    const Destination = destination(x, sam, name, one, logicalId);
    destinationConfig[name] = { Destination };
    const policy = destinationPolicy(one.Type, Destination, logicalId + name);
    if (policy) role.addInline(policy, [...at, 'DestinationConfig', name]);
  }
  const properties = defined({
    FunctionName: ref(sam.logicalId),
    Qualifier: alias?.name ?? '$LATEST',
    DestinationConfig: destinationConfig,
    MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
    MaximumRetryAttempts: config.MaximumRetryAttempts,
  });
  const attributes = { ...sam.attributes, DependsOn: alias ? [alias.aliasId] : undefined };
  x.addGenerated(
    sam,
    logicalId,
    'AWS::Lambda::EventInvokeConfig',
    properties,
    mapped([[['Properties'], at]], from(at)),
    attributes,
  );
}

const INJECTED: Readonly<Record<string, readonly [type: string, suffix: string, reference: string]>> = {
  SQS: ['AWS::SQS::Queue', 'Queue', 'DestinationQueue'],
  SNS: ['AWS::SNS::Topic', 'Topic', 'DestinationTopic'],
};

/** A queue or topic is made where none is named; `Destination: !If` with `AWS::NoValue` makes it under the condition. */
function destination(
  x: Expansion,
  sam: SamResource,
  name: string,
  written: Readonly<Properties>,
  configId: string,
): unknown {
  const given = written.Destination;
  const parts = ifParts(given);
  const [made, other] = parts ? conditionOf(x, parts, configId) : [undefined, undefined];
  const type = String(written.Type);
  const injected = Object.hasOwn(INJECTED, type) ? INJECTED[type] : undefined;
  if (!injected || (given !== undefined && given !== null && made === undefined)) return given;
  const [resourceType, suffix, reference] = injected;
  const logicalId = `${configId}${name}${suffix}`;
  const condition = both(x, sam, sam.inherited.Condition, made);
  const source = from(sam.source(['EventInvokeConfig', 'DestinationConfig', name]));
  x.addGenerated(sam, logicalId, resourceType, {}, source, condition === undefined ? {} : { Condition: condition });
  x.references.set(`${sam.logicalId}.${reference}`, logicalId);
  const arn = suffix === 'Topic' ? ref(logicalId) : getAtt(logicalId, 'Arn');
  return made === undefined ? arn : { 'Fn::If': [made, arn, other] };
}

/** The condition under which nothing is named, and what is named otherwise. */
function conditionOf(x: Expansion, parts: readonly [string, unknown, unknown], configId: string): [string?, unknown?] {
  const [condition, whenTrue, whenFalse] = parts;
  if (isNoValue(whenTrue) === isNoValue(whenFalse)) return [];
  if (isNoValue(whenTrue)) return [condition, whenFalse];
  const negated = `NOT${condition}${digest(configId)}`;
  x.conditions[negated] = { 'Fn::Not': [{ Condition: condition }] };
  return [negated, whenTrue];
}

function both(x: Expansion, sam: SamResource, first: unknown, second: string | undefined): unknown {
  if (typeof first !== 'string' || second === undefined) return second ?? first;
  const name = `${first}AND${second}${digest(sam.logicalId)}`;
  x.conditions[name] = { 'Fn::And': [{ Condition: first }, { Condition: second }] };
  return name;
}
