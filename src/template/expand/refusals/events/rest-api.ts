/**
 * `Api` events of functions and state machines: the route, and what it says of authorization, models and parameters.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
 */
import { isList, isRecord, own } from '../../../resolve/values.ts';
import type { SamResource } from '../../expansion.ts';
import { IMPLICIT_REST_API } from '../../implicit-api.ts';
import { isIntrinsic, isTruthy, refName } from '../../intrinsics.ts';
import type { Properties } from '../../intrinsics.ts';
import { resourcePolicy } from '../api-auth.ts';
import { bodyOf } from '../definition.ts';
import { isUnset } from '../shapes.ts';
import { isOpen, refuse, refuseAt, samOf, withParameter } from '../subject.ts';
import type { Rule, Subject } from '../subject.ts';
import { checkRoute } from './routes.ts';

export const restApi: Rule = (subject) => {
  const api = apiOf(subject);
  const names = ['Path', 'Method'].filter((name) => !isText(subject, name));
  for (const name of names) refuse(subject, 'property-shape', `${name} has to be text, written out`, [name]);
  if (!api || names.length > 0) return;
  const { StageName } = api.properties;
  if (StageName === '')
    refuseAt(subject, 'stage-name', `${api.logicalId}: StageName is empty`, api.source(['StageName']));
  const body = bodyOf(subject, api.properties);
  const managed = body.kind === 'made';
  if (managed) checkRoute(subject, api.logicalId);
  const { Auth: auth } = subject.properties;
  const overrides = isRecord(auth) && isTruthy(auth.OverrideApiAuth);
  const isMerged = isTruthy(api.properties.MergeDefinitions) && subject.type === 'Api' && body.kind === 'written';
  if (
    body.kind === 'written' &&
    overrides &&
    !['Authorizer', 'ApiKeyRequired', 'ResourcePolicy'].some((key) => isTruthy(auth[key]))
  )
    refuse(subject, 'override-api-auth', 'OverrideApiAuth needs Authorizer, ApiKeyRequired or ResourcePolicy', [
      'Auth',
    ]);
  if (!managed && !isMerged && !(overrides && body.kind === 'written')) return;
  if (isRecord(auth) && isTruthy(auth)) checkAuth(subject, auth, api);
  if (managed || isMerged) {
    requestModel(subject, api);
    requestParameters(subject);
  }
};

function isText(subject: Subject, name: string): boolean {
  const value = subject.properties[name];
  return typeof value === 'string' || (subject.resolvedBefore && isIntrinsic(value));
}

/** The API of the event, told if there is none. */
function apiOf(subject: Subject): SamResource | undefined {
  const { RestApiId: written } = subject.properties;
  const id = 'RestApiId' in subject.properties ? (refName(written) ?? written) : IMPLICIT_REST_API;
  if (typeof id !== 'string') {
    const isRef = isRecord(written) && 'Ref' in written;
    if (!isOpen(subject, written) || isRef || !subject.resolvedBefore)
      refuse(subject, 'api-not-a-name', 'RestApiId has to be the Ref of an API in this template', ['RestApiId']);
    return undefined;
  }
  const type = subject.x.written.get(id)?.Type;
  if (type === undefined || type === 'AWS::Serverless::HttpApi') {
    refuse(subject, 'api-missing', 'RestApiId has to be the Ref of an AWS::Serverless::Api in this template', [
      'RestApiId',
    ]);
    return undefined;
  }
  return type === 'AWS::Serverless::Api' ? samOf(subject, id) : undefined;
}

function checkAuth(subject: Subject, auth: Readonly<Properties>, api: SamResource): void {
  const say = (text: string, ...path: string[]) => refuse(subject, 'event-auth', text, ['Auth', ...path]);
  const apiAuth = withParameter(subject, api.properties.Auth);
  const { Authorizer: name, AuthorizationScopes: scopes, ApiKeyRequired: key } = auth;
  if (isOpen(subject, apiAuth)) return;
  if (isTruthy(name) && name !== 'AWS_IAM') {
    const all = withParameter(subject, own(apiAuth, 'Authorizers'));
    if (name === 'NONE') {
      if (!isTruthy(own(apiAuth, 'DefaultAuthorizer')))
        say(`Authorizer NONE is only for an API with a DefaultAuthorizer, and ${api.logicalId} has none`, 'Authorizer');
    } else if (!isTruthy(all)) say(`${api.logicalId} has no Authorizers for Authorizer to name`, 'Authorizer');
    else if (typeof name !== 'string') say('Authorizer has to be the name of an authorizer, written out', 'Authorizer');
    else if (isRecord(all) && !isTruthy(own(all, name)))
      say(`${api.logicalId} has no authorizer ${name}`, 'Authorizer');
  }
  if (isTruthy(scopes) && !isList(scopes)) say('AuthorizationScopes has to be a list', 'AuthorizationScopes');
  else if (isTruthy(scopes) && !isTruthy(name)) say('AuthorizationScopes needs an Authorizer', 'AuthorizationScopes');
  if (!isUnset(key) && !isTruthy(key) && !isTruthy(own(apiAuth, 'ApiKeyRequired')))
    say(
      `ApiKeyRequired is only switched off for an API that requires keys, and ${api.logicalId} does not`,
      'ApiKeyRequired',
    );
  resourcePolicy(subject, auth.ResourcePolicy);
}

function requestModel(subject: Subject, api: SamResource): void {
  const { RequestModel: written } = subject.properties;
  if (!isRecord(written) || !isTruthy(written.Model)) return;
  const say = (text: string, ...path: string[]) => refuse(subject, 'request-model', text, ['RequestModel', ...path]);
  const { Model: name } = written;
  const { Models: models } = api.properties;
  if (!isTruthy(models)) say(`${api.logicalId} has no Models for RequestModel to name`, 'Model');
  else if (typeof name !== 'string') say('RequestModel.Model has to be the name of a model', 'Model');
  else if (!isRecord(models)) say(`the Models of ${api.logicalId} are no map`, 'Model');
  else if (!isTruthy(own(models, name))) say(`${api.logicalId} has no model ${name}`, 'Model');
  for (const key of ['ValidateBody', 'ValidateParameters']) {
    const value = written[key];
    if (!isUnset(value) && typeof value !== 'boolean' && !(subject.resolvedBefore && isIntrinsic(value)))
      say(`RequestModel.${key} is true or false, written out`, key);
  }
}

const PARAMETER = /^method\.request\.(?:querystring|path|header)\./;
const SETTINGS = ['Required', 'Caching'];

function requestParameters(subject: Subject): void {
  const { RequestParameters: parameters } = subject.properties;
  (isList(parameters) ? parameters : []).forEach((parameter, index) => {
    const say = (text: string) =>
      refuse(subject, 'request-parameter', `RequestParameters: ${text}`, ['RequestParameters', index]);
    if (typeof parameter !== 'string' && !isRecord(parameter)) return say('an item is text or a map');
    const [[name, settings] = ['', undefined]] = isRecord(parameter)
      ? Object.entries(parameter)
      : [[parameter, {}] as const];
    if (!PARAMETER.test(name))
      return say('a name has the form method.request.header.Name, or with path or querystring');
    if (!isRecord(settings) || !Object.keys(settings).every((key) => SETTINGS.includes(key)))
      say(`the settings of ${name} are a map of ${SETTINGS.join(' and ')}`);
  });
}
