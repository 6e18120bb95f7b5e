/**
 * `HttpApi` events.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapi.html
 */
import { isList, isRecord, own } from '../../../resolve/values.ts';
import type { SamResource } from '../../expansion.ts';
import { IMPLICIT_HTTP_API } from '../../implicit-api.ts';
import { isIntrinsic, isTruthy, refName } from '../../intrinsics.ts';
import type { Properties } from '../../intrinsics.ts';
import { isReadable } from '../../openapi/http.ts';
import { ANY_METHOD, DEFAULT_PATH } from '../../openapi/names.ts';
import { bodyOf } from '../definition.ts';
import { isUnset } from '../shapes.ts';
import { refuse, refuseAt, samOf } from '../subject.ts';
import type { Rule, Subject } from '../subject.ts';
import { checkRoute } from './routes.ts';

export const httpApi: Rule = (subject) => {
  const { Path, Method } = subject.properties;
  const isDefault = !isTruthy(Path) && !isTruthy(Method);
  const sound = isDefault || ['Path', 'Method'].map((name) => checkText(subject, name)).every(Boolean);
  checkSettings(subject);
  const api = apiOf(subject);
  if (!api || !sound) return;
  const [path, method] = isDefault ? [DEFAULT_PATH, ANY_METHOD] : [String(Path), String(Method)];
  const body = bodyOf(subject, api.properties);
  if (body.kind === 'made') checkRoute(subject, api.logicalId, path, method);
  if (body.kind === 'written' && !isReadable(body.body)) {
    const text = `${api.logicalId}: ${subject.name} needs a DefinitionBody with openapi 3 and paths`;
    refuseAt(subject, 'definition-unreadable', text, api.source(['DefinitionBody']));
  }
  if (body.kind === 'written') checkPath(subject, api, own(body.body.paths, path), path);
  const { Auth: auth } = subject.properties;
  if (isRecord(auth) && isTruthy(auth) && body.kind !== 'elsewhere') checkAuth(subject, auth, api);
};

/** The route goes into the path where it is written. */
function checkPath(subject: Subject, api: SamResource, item: unknown, path: string): void {
  if (isUnset(item) || isRecord(item)) return;
  const at = api.source(['DefinitionBody', 'paths', path]);
  refuseAt(subject, 'definition-path', `${api.logicalId}: the path ${path} has to be a map`, at);
}

function checkText(subject: Subject, name: string): boolean {
  const value = subject.properties[name];
  if (typeof value === 'string' || (subject.resolvedBefore && isIntrinsic(value))) return true;
  const text =
    value === undefined
      ? `${name} is missing: give Path and Method, or neither`
      : `${name} has to be text, written out`;
  refuse(subject, 'property-shape', text, [name]);
  return false;
}

function checkSettings(subject: Subject): void {
  const { RouteSettings: settings } = subject.properties;
  if (!('RouteSettings' in subject.properties) || isRecord(settings) || subject.sam.attributes.Condition !== undefined)
    return;
  refuse(subject, 'property-shape', 'RouteSettings has to be a map', ['RouteSettings']);
}

function apiOf(subject: Subject): SamResource | undefined {
  const { ApiId: written } = subject.properties;
  const id = 'ApiId' in subject.properties ? (refName(written) ?? written) : IMPLICIT_HTTP_API;
  if (typeof id !== 'string') {
    if (!(subject.resolvedBefore && isIntrinsic(written)))
      refuse(subject, 'api-not-a-name', 'ApiId has to be the Ref of an API in this template', ['ApiId']);
    return undefined;
  }
  const type = subject.x.written.get(id)?.Type;
  if (type === undefined)
    refuse(subject, 'api-missing', 'ApiId has to be the Ref of an AWS::Serverless::HttpApi in this template', [
      'ApiId',
    ]);
  return type === 'AWS::Serverless::HttpApi' ? samOf(subject, id) : undefined;
}

function checkAuth(subject: Subject, auth: Readonly<Properties>, api: SamResource): void {
  const say = (text: string, ...path: string[]) => refuse(subject, 'event-auth', text, ['Auth', ...path]);
  const apiAuth = api.properties.Auth ?? {};
  if (!isRecord(apiAuth)) return;
  const { Authorizers: all, DefaultAuthorizer: byDefault, EnableIamAuthorizer: iam } = apiAuth;
  const name = isTruthy(auth.Authorizer) ? auth.Authorizer : byDefault;
  const path = isTruthy(auth.Authorizer) ? ['Authorizer'] : [];
  if (!isTruthy(name)) say(`Auth needs an Authorizer, since ${api.logicalId} has no DefaultAuthorizer`);
  else if (name === 'NONE') {
    if (!isTruthy(byDefault))
      say(`Authorizer NONE is only for an API with a DefaultAuthorizer, and ${api.logicalId} has none`, ...path);
  } else if (!(name === 'AWS_IAM' && iam === true)) {
    if (typeof name !== 'string') say('Authorizer has to be the name of an authorizer, written out', ...path);
    else if (!isTruthy(all)) say(`${api.logicalId} has no Authorizers for Authorizer to name`, ...path);
    else if (!isRecord(all) || !isTruthy(own(all, name))) say(`${api.logicalId} has no authorizer ${name}`, ...path);
  }
  const { AuthorizationScopes: scopes } = auth;
  if (isTruthy(scopes) && !isList(scopes)) say('AuthorizationScopes has to be a list of text', 'AuthorizationScopes');
}
