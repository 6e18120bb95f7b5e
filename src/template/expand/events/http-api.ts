import { own } from '../../resolve/values.ts';
import { IMPLICIT_HTTP_API } from '../implicit-api.ts';
import { ifParts, isNoValue, ref, refName, sub } from '../intrinsics.ts';
import { ANY_METHOD, DEFAULT_PATH, INTEGRATION, methodKey } from '../openapi/names.ts';
import { lambdaUri } from '../openapi/paths.ts';
import { permissionPath } from './api.ts';
import { addPermission } from './event.ts';
import type { ExpandEvent, FunctionEvent } from './event.ts';

/** Of the greedy ones the transform knows only this name. */
const HTTP_PARAMETER = /\{(?:[a-zA-Z0-9._-]+|proxy\+)\}/g;

export const httpApi: ExpandEvent = (event) => {
  const { x, properties, at, sam, target } = event;
  const httpApiId = properties.ApiId ?? ref(IMPLICIT_HTTP_API);
  const apiId = refName(httpApiId) ?? httpApiId;
  const bare = !properties.Path && !properties.Method;
  const path = typeof properties.Path === 'string' ? properties.Path : DEFAULT_PATH;
  const method = bare ? ANY_METHOD : typeof properties.Method === 'string' ? properties.Method.toLowerCase() : 'any';
  const key = methodKey(method);
  const covered = typeof apiId === 'string' && path !== DEFAULT_PATH && hasDefaultRoute(event, apiId);
  if (!covered) {
    // `ANY /$default` would end in `/*/*/$default` (SAM#1860).
    const literalDefault = method === 'any' && path === `/${DEFAULT_PATH}`;
    const verb = literalDefault ? '' : key === ANY_METHOD ? '/*' : `/${method.toUpperCase()}`;
    const resource = `\${__ApiId__}/\${__Stage__}${verb}${path === DEFAULT_PATH ? '' : permissionPath(path, HTTP_PARAMETER)}`;
    addPermission(event, 'apigateway.amazonaws.com', {
      sourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${resource}`, {
        __ApiId__: httpApiId,
        __Stage__: '*',
      }),
    });
  }
  if (typeof apiId !== 'string') return;
  x.routes.add(apiId, {
    kind: 'http',
    path,
    method,
    integration: {
      type: 'aws_proxy',
      httpMethod: 'POST',
      payloadFormatVersion: '2.0',
      uri: lambdaUri('${AWS::Partition}', target.arn),
    },
    operation: { responses: {}, ...(path === DEFAULT_PATH && key === ANY_METHOD && { isDefaultRoute: true }) },
    functionId: 'Fn::GetAtt' in target.arn ? sam.logicalId : undefined,
    condition: sam.inherited.Condition,
    stage: undefined,
    properties,
    at,
  });
};

/**
 * The permission of `$default` covers the other routes of the same function, if the API's definition sends that route
 * to the function itself: to its alias the transform does not look (SAM#1901).
 */
function hasDefaultRoute({ x, sam, target }: FunctionEvent, apiId: string): boolean {
  if ('Ref' in target.arn) return false;
  const api = x.written.get(apiId)?.Properties;
  // What stands in a file is not known.
  if (own(api, 'DefinitionUri') !== undefined) return false;
  const written = own(own(own(api, 'DefinitionBody'), 'paths'), DEFAULT_PATH);
  const operations = branches(written).flatMap((item) => branches(own(item, ANY_METHOD)));
  const uris = operations.map((operation) => own(own(operation, INTEGRATION), 'uri'));
  const texts = uris.flatMap(branches).map((uri) => String(own(uri, 'Fn::Sub')));
  if (texts.length && texts.every((text) => /([A-Za-z0-9]+)\.Arn/.exec(text)?.[1] === sam.logicalId)) return true;
  return x.routes.defaultOf(apiId)?.functionId === sam.logicalId;
}

/** What a value is under either outcome of its condition. */
function branches(value: unknown): unknown[] {
  if (value === undefined || isNoValue(value)) return [];
  const parts = ifParts(value);
  return parts ? parts.slice(1).flatMap(branches) : [value];
}
