/** `ServerlessRestApi` and `ServerlessHttpApi`: the APIs of events that name none. */
import { isRecord } from '../resolve/values.ts';
import { orOf } from './conditions.ts';
import type { Expansion } from './expansion.ts';
import { defined, isTruthy, refName } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';

export const IMPLICIT_REST_API = 'ServerlessRestApi';
export const IMPLICIT_HTTP_API = 'ServerlessHttpApi';

interface ImplicitApi {
  readonly logicalId: string;
  readonly eventType: string;
  readonly idProperty: string;
  readonly type: string;
  readonly properties: Properties;
}

const IMPLICIT_APIS: readonly ImplicitApi[] = [
  {
    logicalId: IMPLICIT_REST_API,
    eventType: 'Api',
    idProperty: 'RestApiId',
    type: 'AWS::Serverless::Api',
    properties: { StageName: 'Prod' },
  },
  {
    logicalId: IMPLICIT_HTTP_API,
    eventType: 'HttpApi',
    idProperty: 'ApiId',
    type: 'AWS::Serverless::HttpApi',
    properties: {},
  },
];

/** Writes the implicit APIs beside the resources of the template, so that Globals apply to them as to any other. */
export function addImplicitApis(x: Expansion): void {
  for (const api of IMPLICIT_APIS) {
    const users = [...x.written].filter(([, resource]) => usesApi(resource, api));
    if (users.length === 0) continue;
    const tags = users.map(([logicalId]) => propagatedTags(x, logicalId)).filter((map) => map !== undefined);
    const resources = users.map(([, resource]) => resource);
    x.written.set(api.logicalId, {
      Type: api.type,
      Properties: {
        ...api.properties,
        ...(tags.length && { Tags: Object.assign({}, ...tags) as Properties, PropagateTags: true }),
      },
      ...defined({
        Condition: conditionOf(x, resources, api),
        DeletionPolicy: strongest(resources, 'DeletionPolicy', ['Retain', 'Delete']),
        UpdateReplacePolicy: strongest(resources, 'UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete']),
      }),
    });
  }
}

function eventsOf(resource: Readonly<Properties>): Readonly<Properties>[] {
  if (resource.Type !== 'AWS::Serverless::Function' && resource.Type !== 'AWS::Serverless::StateMachine') return [];
  const events = isRecord(resource.Properties) ? resource.Properties.Events : undefined;
  return isRecord(events) ? Object.values(events).filter(isRecord) : [];
}

function usesApi(resource: Readonly<Properties>, { eventType, idProperty, logicalId }: ImplicitApi): boolean {
  return eventsOf(resource).some(({ Type, Properties: properties }) => {
    if (Type !== eventType) return false;
    // An Api event without properties has no path, and the transform refuses it; an HttpApi event is then the default route.
    if (!isTruthy(properties) || !isRecord(properties)) return eventType === 'HttpApi';
    return !(idProperty in properties) || refName(properties[idProperty]) === logicalId;
  });
}

/** Only if every user has a condition the API takes one: that, or a new one that holds when any does. */
function conditionOf(x: Expansion, users: readonly Readonly<Properties>[], api: ImplicitApi): string | undefined {
  const conditions = users.map(({ Condition }) => Condition);
  if (!conditions.every((condition) => typeof condition === 'string')) return undefined;
  return orOf(x, [...new Set(conditions)], `${api.logicalId}Condition`);
}

function strongest(
  users: readonly Readonly<Properties>[],
  attribute: string,
  order: readonly string[],
): string | undefined {
  return order.find((policy) => users.some((resource) => resource[attribute] === policy));
}

function propagatedTags(x: Expansion, logicalId: string): Readonly<Properties> | undefined {
  const { Tags, PropagateTags } = x.sam(logicalId).properties;
  return isTruthy(PropagateTags) && isRecord(Tags) ? Tags : undefined;
}
