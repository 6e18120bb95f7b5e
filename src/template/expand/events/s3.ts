import { isDeepStrictEqual } from 'node:util';
import { isList, isRecord } from '../../resolve/values.ts';
import type { Draft } from '../expansion.ts';
import { defined, isIntrinsic, NO_VALUE, ref, refName } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { mapped } from '../source.ts';
import { addPermission } from './event.ts';
import type { ExpandEvent, FunctionEvent } from './event.ts';

/** The bucket of the template notifies the function: its NotificationConfiguration is completed, and it waits for the permission. */
export const s3: ExpandEvent = (event) => {
  const { x, sam, properties } = event;
  const bucket = x.draft(refName(properties.Bucket) ?? '');
  const permission = addPermission(event, 's3.amazonaws.com', { sourceAccount: ref('AWS::AccountId') });
  if (!bucket) return;
  const condition = sam.inherited.Condition;
  if (typeof condition === 'string') dependByTag(bucket, permission, condition);
  else bucket.attributes.DependsOn = [...new Set([...listOf(bucket.attributes.DependsOn), permission])];
  notify(bucket, event);
  x.completes(sam.logicalId, bucket);
};

function listOf(value: unknown): unknown[] {
  return isList(value) ? [...value] : value === undefined || value === null ? [] : [value];
}

/** There is no conditional DependsOn; a tag that refers to the permission under the condition has its effect. */
function dependByTag(bucket: Draft, permission: string, condition: string): void {
  const tag = {
    Key: `sam:ConditionalDependsOn:${permission}`,
    Value: { 'Fn::If': [condition, ref(permission), 'no dependency'] },
  };
  const { Tags } = bucket.properties;
  if (Tags === undefined || isList(Tags)) bucket.properties = { ...bucket.properties, Tags: [...(Tags ?? []), tag] };
}

function notify(bucket: Draft, { sam, properties, target, at }: FunctionEvent): void {
  const written = bucket.properties.NotificationConfiguration ?? {};
  if (isIntrinsic(written) || !isRecord(written)) return;
  const before = isList(written.LambdaConfigurations) ? written.LambdaConfigurations : [];
  const condition = sam.inherited.Condition;
  const wanted = listOf(properties.Events).map((Event): Properties => {
    const configuration = defined({ Event, Filter: properties.Filter, Function: target.arn });
    return typeof condition === 'string' ? { 'Fn::If': [condition, configuration, NO_VALUE] } : configuration;
  });
  const added = wanted.filter((configuration) => !before.some((other) => isDeepStrictEqual(other, configuration)));
  const at_ = (index: number) => ['Properties', 'NotificationConfiguration', 'LambdaConfigurations', index];
  bucket.properties = {
    ...bucket.properties,
    NotificationConfiguration: { ...written, LambdaConfigurations: [...before, ...added] },
  };
  const entries = added.map((_, index) => [at_(before.length + index), at] as const);
  bucket.source = mapped(entries, bucket.source);
}
