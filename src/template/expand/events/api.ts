import { isRecord } from '../../resolve/values.ts';
import { IMPLICIT_REST_API } from '../implicit-api.ts';
import { isTruthy, ref, refName, sub } from '../intrinsics.ts';
import { lambdaUri } from '../openapi/paths.ts';
import { addPermission } from './event.ts';
import type { ExpandEvent } from './event.ts';

export const api: ExpandEvent = (event) => {
  const { x, properties, at, sam, target } = event;
  const restApi = properties.RestApiId ?? ref(IMPLICIT_REST_API);
  const apiId = x.literal(refName(restApi) ?? restApi);
  const path = typeof properties.Path === 'string' ? properties.Path : '';
  const method = typeof properties.Method === 'string' ? properties.Method : '';
  const resource = `\${__ApiId__}/\${__Stage__}/${method.toLowerCase() === 'any' ? '*' : method.toUpperCase()}${permissionPath(path)}`;
  const stage = stageSuffix(typeof apiId === 'string' ? x.written.get(apiId) : undefined);
  addPermission(event, 'apigateway.amazonaws.com', {
    suffix: stage,
    sourceArn: sub(`arn:${x.partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${resource}`, {
      __ApiId__: restApi,
      __Stage__: '*',
    }),
  });
  if (typeof apiId !== 'string') return;
  const streams = properties.ResponseTransferMode === 'RESPONSE_STREAM';
  x.routes.add(apiId, {
    kind: 'rest',
    path,
    method: method.toLowerCase(),
    integration: {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: lambdaUri(x.partition, target.arn, streams),
      ...(streams && { responseTransferMode: 'STREAM' }),
    },
    operation: { responses: {} },
    functionId: 'Fn::GetAtt' in target.arn ? sam.logicalId : undefined,
    condition: sam.inherited.Condition,
    stage,
    properties,
    at,
  });
};

/** The stage is part of the permission's logical id where it is text. */
function stageSuffix(restApi: Readonly<Record<string, unknown>> | undefined): string {
  if (!restApi) return 'AllStages';
  const stage = isRecord(restApi.Properties) ? restApi.Properties.StageName : undefined;
  return typeof stage === 'string' && isTruthy(stage) ? stage : 'Stage';
}

const REST_PARAMETER = /\{[a-zA-Z0-9._-]+\+?\}/g;

/** API Gateway drops a trailing slash (SAM#665), and a permission takes `*` for a path parameter. */
export function permissionPath(path: string, parameter: RegExp = REST_PARAMETER): string {
  return path.replace(/^(.+)\/$/s, '$1').replace(parameter, '*');
}
