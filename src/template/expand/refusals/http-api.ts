/**
 * AWS::Serverless::HttpApi.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord, own } from '../../resolve/values.ts';
import { isNoValue, isTruthy, refName } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { isReadable } from '../openapi/http.ts';
import { needBody } from './api.ts';
import { location } from './code.ts';
import { bodyOf, checkHttpMethods } from './definition.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

export const httpDefinition: Rule = (subject) => {
  const { properties } = subject;
  const { DefinitionBody, DefinitionUri } = properties;
  if (isTruthy(DefinitionUri) && isTruthy(DefinitionBody))
    refuse(subject, 'properties-exclude-each-other', 'DefinitionBody and DefinitionUri exclude each other', [
      'DefinitionUri',
    ]);
  else if (isTruthy(DefinitionUri)) location(subject, 'DefinitionUri');
  const body = bodyOf(subject, properties);
  const needs = ['CorsConfiguration', 'Auth', 'Tags', 'Description', 'Name'].filter((name) =>
    isTruthy(properties[name]),
  );
  const disables = !isUnset(properties.DisableExecuteApiEndpoint);
  const readers = needs.filter((name) => name !== 'Description' && name !== 'Name');
  const isElsewhere = body.kind === 'elsewhere';
  needBody(
    subject,
    body,
    [...(isElsewhere ? needs : readers), ...(disables ? ['DisableExecuteApiEndpoint'] : [])],
    isReadable,
  );
  if (body.kind !== 'written') return;
  checkInfo(subject, body.body);
  if (!isReadable(body.body)) return;
  if (!isUnset(body.body.tags) && isTruthy(body.body.tags) && !isList(body.body.tags))
    refuse(subject, 'definition-tags', 'tags of an OpenAPI definition has to be a list', ['DefinitionBody', 'tags']);
  const auth = isRecord(properties.Auth) ? properties.Auth : {};
  if (typeof auth.DefaultAuthorizer === 'string') checkHttpMethods(subject, body.body.paths);
};

/** SAM sets name and description only where the definition has none of its own. */
function checkInfo(subject: Subject, body: Readonly<Properties>): void {
  const { Name, Description } = subject.properties;
  const title = own(body.info, 'title');
  if (isTruthy(Description) && isTruthy(own(body.info, 'description')))
    refuse(subject, 'definition-info', 'Description stands in DefinitionBody already', ['Description']);
  if (isTruthy(Name) && refName(title) !== 'AWS::StackName')
    refuse(subject, 'definition-info', 'Name needs a DefinitionBody whose title is the Ref of AWS::StackName', [
      'Name',
    ]);
}

const AUTH = ['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'];

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html */
export const httpAuth: Rule = (subject) => {
  const { Auth: auth } = subject.properties;
  if (!isRecord(auth) || !isTruthy(auth) || isOpen(subject, auth)) return;
  const fault = (code: string, text: string, ...path: Path) => refuse(subject, code, text, ['Auth', ...path]);
  for (const name of Object.keys(auth)) {
    if (!AUTH.includes(name)) fault('auth', `Auth has no ${name}, only ${AUTH.join(', ')}`, name);
  }
  const { Authorizers: all, DefaultAuthorizer: name, EnableIamAuthorizer: iam } = auth;
  if (isTruthy(all) && !isRecord(all)) {
    fault('authorizers', 'Auth.Authorizers has to be a map of authorizers', 'Authorizers');
    return;
  }
  for (const [id, each] of Object.entries(isRecord(all) ? all : {})) authorizer(subject, id, each);
  if (!isTruthy(name) || isNoValue(name)) return;
  const isIam = name === 'AWS_IAM' && iam === true;
  if (typeof name !== 'string')
    fault('default-authorizer', 'DefaultAuthorizer has to be the name of an authorizer', 'DefaultAuthorizer');
  else if (!isIam && own(all, name) === undefined)
    fault('default-authorizer', `DefaultAuthorizer names ${name}, which is not in Authorizers`, 'DefaultAuthorizer');
};

const TOKEN_ONLY = ['AuthorizationScopes', 'IdentitySource'];
const LAMBDA_ONLY = [
  'FunctionArn',
  'FunctionInvokeRole',
  'Identity',
  'AuthorizerPayloadFormatVersion',
  'EnableSimpleResponses',
  'EnableFunctionDefaultPermissions',
];
const IDENTITY = ['Headers', 'QueryStrings', 'StageVariables', 'Context'];

function authorizer(subject: Subject, id: string, written: unknown): void {
  const say = (text: string, ...path: Path) => {
    refuse(subject, 'authorizer', `the authorizer ${id} ${text}`, ['Auth', 'Authorizers', id, ...path]);
  };
  if (!isRecord(written)) {
    say('has to be a map');
    return;
  }
  const { JwtConfiguration: jwt, AuthorizationScopes: scopes } = written;
  if ('OpenIdConnectUrl' in written) say('uses OpenIdConnectUrl, which SAM no longer supports', 'OpenIdConnectUrl');
  else if (isTruthy(jwt) && !isRecord(jwt)) say('has JwtConfiguration that is no map', 'JwtConfiguration');
  else if (!isUnset(scopes) && !isList(scopes)) say('has AuthorizationScopes that are no list', 'AuthorizationScopes');
  else if (isTruthy(jwt)) tokens(written, say);
  else lambda(written, say);
}

type Say = (text: string, ...path: Path) => void;

function tokens(written: Readonly<Properties>, say: Say): void {
  const foreign = LAMBDA_ONLY.filter((name) => !isUnset(written[name]));
  for (const name of foreign)
    say(`has JwtConfiguration, so ${name} is not for it: that is for Lambda authorizers`, name);
  if (foreign.length === 0 && !isTruthy(written.IdentitySource)) say('needs an IdentitySource');
}

function lambda(written: Readonly<Properties>, say: Say): void {
  const foreign = TOKEN_ONLY.filter((name) => !isUnset(written[name]));
  for (const name of foreign) say(`has no JwtConfiguration, so ${name} is not for it`, name);
  if (foreign.length > 0) return;
  for (const name of ['FunctionArn', 'AuthorizerPayloadFormatVersion'])
    if (!isTruthy(written[name])) say(`needs ${name}`);
  const { EnableFunctionDefaultPermissions: permits, Identity: identity } = written;
  if (!isUnset(permits) && typeof permits !== 'boolean')
    say('has to say true or false for EnableFunctionDefaultPermissions', 'EnableFunctionDefaultPermissions');
  if (!isTruthy(identity)) return;
  if (!isRecord(identity)) {
    say('has an Identity that is no map', 'Identity');
    return;
  }
  for (const name of IDENTITY) {
    const list = identity[name];
    if (isTruthy(list) && !(isList(list) && list.every((each) => typeof each === 'string')))
      say(`takes a list of text in Identity.${name}`, 'Identity', name);
  }
}
