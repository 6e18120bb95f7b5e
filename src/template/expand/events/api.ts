import { isRecord } from '../../resolve/values.ts';
import { IMPLICIT_REST_API } from '../implicit-api.ts';
import { isTruthy, ref, refName, sub } from '../intrinsics.ts';
import { addPermission } from './event.ts';
import type { ExpandEvent } from './event.ts';

export const api: ExpandEvent = (event) => {
  const { x, properties, at, sam, target } = event;
  const restApi = properties.RestApiId ?? ref(IMPLICIT_REST_API);
  const apiId = x.literal(refName(restApi) ?? restApi);
  const path = typeof properties.Path === 'string' ? properties.Path : '';
  const method = typeof properties.Method === 'string' ? properties.Method : '';
  const resource = `\${__ApiId__}/\${__Stage__}/${method.toLowerCase() === 'any' ? '*' : method.toUpperCase()}${permissionPath(path)}`;
  addPermission(event, 'apigateway.amazonaws.com', {
    suffix: stageSuffix(typeof apiId === 'string' ? x.written.get(apiId) : undefined),
    sourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${resource}`, {
      __ApiId__: restApi,
      __Stage__: '*',
    }),
  });
  if (typeof apiId === 'string') {
    x.addRoute(apiId, {
      path,
      method: method.toLowerCase(),
      target: target.arn,
      condition: sam.inherited.Condition,
      properties,
      at,
    });
  }
};

/** The stage is part of the permission's logical id where it is text. */
function stageSuffix(restApi: Readonly<Record<string, unknown>> | undefined): string {
  if (!restApi) return 'AllStages';
  const stage = isRecord(restApi.Properties) ? restApi.Properties.StageName : undefined;
  return typeof stage === 'string' && isTruthy(stage) ? stage : 'Stage';
}

/** API Gateway drops a trailing slash (SAM#665), and a permission takes `*` for a path parameter. */
export function permissionPath(path: string): string {
  const trimmed = path.replace(/^(.+)\/$/, '$1');
  return trimmed.replace(/\{[a-zA-Z0-9._-]+\+?\}/g, '*');
}
