import { isRecord } from '../../resolve/values.ts';
import { getAtt, refName } from '../intrinsics.ts';
import { mapped } from '../source.ts';
import { addPermission } from './event.ts';
import type { ExpandEvent } from './event.ts';

/** The user pool of the template calls the function: its LambdaConfig is completed. */
export const cognito: ExpandEvent = (event) => {
  const { x, properties, target, at } = event;
  const poolId = refName(properties.UserPool);
  const pool = poolId === undefined ? undefined : x.draft(poolId);
  if (poolId === undefined || !pool) return;
  const aliased = target.name.Ref as string;
  addPermission(event, 'cognito-idp.amazonaws.com', { sourceArn: getAtt(poolId, 'Arn'), prefix: `${aliased}Cognito` });
  const written = pool.properties.LambdaConfig;
  const triggers = Array.isArray(properties.Trigger) ? (properties.Trigger as unknown[]) : [properties.Trigger];
  const added = triggers.filter((trigger) => typeof trigger === 'string');
  pool.properties = {
    ...pool.properties,
    LambdaConfig: {
      ...(isRecord(written) ? written : {}),
      ...Object.fromEntries(added.map((name) => [name, target.arn])),
    },
  };
  const entries = added.map((name) => [['Properties', 'LambdaConfig', name], at] as const);
  pool.source = mapped(entries, pool.source);
};
