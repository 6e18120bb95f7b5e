/** `ServerlessRestApi` and `ServerlessHttpApi`: the APIs of events that name none. */
import { isRecord, own } from '../resolve/values.ts';
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
    const users = [...x.written.values()].filter((resource) => usesApi(resource, api));
    if (users.length === 0) continue;
    const tags = users.map((resource) => propagatedTags(x, resource, api)).filter((map) => map !== undefined);
    x.written.set(api.logicalId, {
      Type: api.type,
      Properties: {
        ...api.properties,
        ...(tags.length && { Tags: tags.reduce((all, map) => ({ ...all, ...map })), PropagateTags: true }),
      },
      ...defined({
        Condition: conditionOf(x, users, api),
        DeletionPolicy: strongest(users, 'DeletionPolicy', ['Retain', 'Delete']),
        UpdateReplacePolicy: strongest(users, 'UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete']),
      }),
    });
  }
}

/** The properties of the events of one kind of API. */
function eventsOf(resource: Readonly<Properties>, { eventType }: ImplicitApi): Readonly<Properties>[] {
  if (resource.Type !== 'AWS::Serverless::Function' && resource.Type !== 'AWS::Serverless::StateMachine') return [];
  const events = own(resource.Properties, 'Events');
  return Object.values(isRecord(events) ? events : {}).flatMap((event) => {
    if (!isRecord(event) || event.Type !== eventType) return [];
    const properties = event.Properties ?? {};
    // An Api event without properties has no path, and the transform refuses it; an HttpApi event is then the default route.
    return isRecord(properties) && (eventType === 'HttpApi' || isTruthy(properties)) ? [properties] : [];
  });
}

function usesApi(resource: Readonly<Properties>, api: ImplicitApi): boolean {
  const { idProperty, logicalId } = api;
  return eventsOf(resource, api).some((event) => {
    return !Object.hasOwn(event, idProperty) || [event[idProperty], refName(event[idProperty])].includes(logicalId);
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

/** Tags of Globals count where the resource has none; events that name the API give it no tags. */
function propagatedTags(x: Expansion, resource: Readonly<Properties>, api: ImplicitApi): Properties | undefined {
  const { idProperty } = api;
  if (eventsOf(resource, api).every((event) => Object.hasOwn(event, idProperty))) return undefined;
  const globals = own(own(x.document.data, 'Globals'), String(resource.Type).split('::')[2] as string);
  const either = (name: string) => [own(resource.Properties, name), own(globals, name)].find(isTruthy);
  const tags = either('Tags');
  return isTruthy(either('PropagateTags')) && isRecord(tags) ? tags : undefined;
}
