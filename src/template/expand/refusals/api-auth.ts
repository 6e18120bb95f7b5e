/**
 * `Auth` of a REST API.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord, own } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse, withParameter } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

const AUTH = [
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'AddDefaultAuthorizerToCorsPreflight',
  'AddApiKeyRequiredToCorsPreflight',
  'ApiKeyRequired',
  'ResourcePolicy',
  'UsagePlan',
];

export const apiAuth: Rule = (subject) => {
  const { Auth: auth } = subject.properties;
  if (!isRecord(auth) || !isTruthy(auth) || isOpen(subject, auth)) return;
  for (const name of Object.keys(auth)) {
    if (!AUTH.includes(name)) fault(subject, 'auth', `Auth has no ${name}, only ${AUTH.join(', ')}`, name);
  }
  authorizers(subject, auth);
  usagePlan(subject, auth.UsagePlan);
  resourcePolicy(subject, auth.ResourcePolicy);
};

function fault(subject: Subject, code: string, text: string, ...path: Path): void {
  refuse(subject, code, text, ['Auth', ...path]);
}

function authorizers(subject: Subject, auth: Readonly<Properties>): void {
  const all = withParameter(subject, auth.Authorizers);
  const name = withParameter(subject, auth.DefaultAuthorizer);
  if (isTruthy(all) && !isOpen(subject, all)) {
    if (!isRecord(all)) {
      fault(subject, 'authorizers', 'Auth.Authorizers has to be a map of authorizers', 'Authorizers');
      return;
    }
    for (const [id, each] of Object.entries(all)) authorizer(subject, id, each);
  } else if (name !== 'AWS_IAM') return;
  if (!isTruthy(name) || isOpen(subject, name)) return;
  if (typeof name !== 'string')
    fault(subject, 'default-authorizer', 'DefaultAuthorizer has to be the name of an authorizer', 'DefaultAuthorizer');
  else if (name !== 'AWS_IAM' && own(all, name) === undefined)
    fault(
      subject,
      'default-authorizer',
      `DefaultAuthorizer names ${name}, which is not in Authorizers`,
      'DefaultAuthorizer',
    );
}

const PAYLOADS = ['TOKEN', 'REQUEST'];
const REQUEST_IDENTITY = ['Headers', 'QueryStrings', 'StageVariables', 'Context'];

function authorizer(subject: Subject, id: string, written: unknown): void {
  const say = (text: string, ...path: Path) => {
    fault(subject, 'authorizer', `the authorizer ${id} ${text}`, 'Authorizers', id, ...path);
  };
  if (!isRecord(written)) {
    say('has to be a map');
    return;
  }
  const {
    FunctionPayloadType: payload,
    AuthorizationScopes: scopes,
    DisableFunctionDefaultPermissions: disable,
    Identity,
  } = written;
  const type = withParameter(subject, payload);
  if (!isUnset(type) && !PAYLOADS.includes(type as string) && !isOpen(subject, type))
    say(`has a FunctionPayloadType that is not one of ${PAYLOADS.join(', ')}`, 'FunctionPayloadType');
  if (!isUnset(scopes) && !isList(scopes) && !isOpen(subject, scopes))
    say('has AuthorizationScopes that are no list', 'AuthorizationScopes');
  const isDisabled = withParameter(subject, disable);
  if (!isUnset(isDisabled) && typeof isDisabled !== 'boolean' && !isOpen(subject, isDisabled))
    say('has to say true or false for DisableFunctionDefaultPermissions', 'DisableFunctionDefaultPermissions');
  identity(withParameter(subject, Identity), type === 'REQUEST', say);
}

function identity(value: unknown, isRequest: boolean, say: (text: string, ...path: Path) => void): void {
  if (isTruthy(value) && !isRecord(value)) {
    say('has an Identity that is no map', 'Identity');
    return;
  }
  const sources = isRecord(value) ? value : {};
  if (!isRequest) return;
  const isUncached = !isUnset(sources.ReauthorizeEvery) && Number(sources.ReauthorizeEvery) <= 0;
  if (!isUncached && !REQUEST_IDENTITY.some((name) => isTruthy(sources[name])))
    say(`needs an Identity with one of ${REQUEST_IDENTITY.join(', ')}`);
  for (const name of REQUEST_IDENTITY) {
    const list = sources[name];
    if (!isTruthy(list)) continue;
    if (!isList(list)) say(`has Identity.${name} that is no list`, 'Identity', name);
    else if (!list.every((each) => typeof each === 'string'))
      say(`takes text only in Identity.${name}`, 'Identity', name);
  }
}

const USAGE_PLAN = ['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'];
const CREATE = ['SHARED', 'PER_API', 'NONE'];

function usagePlan(subject: Subject, written: unknown): void {
  if (isUnset(written) || isOpen(subject, written)) return;
  const say = (text: string, ...path: Path) => fault(subject, 'usage-plan', `UsagePlan ${text}`, 'UsagePlan', ...path);
  if (!isRecord(written)) {
    say('has to be a map');
    return;
  }
  for (const name of Object.keys(written)) if (!USAGE_PLAN.includes(name)) say(`has no ${name}`, name);
  const create = withParameter(subject, written.CreateUsagePlan);
  if (!CREATE.includes(create as string) && !isOpen(subject, create))
    say(`needs CreateUsagePlan, one of ${CREATE.join(', ')}`, 'CreateUsagePlan');
}

const ACCOUNT_LISTS = ['AwsAccountWhitelist', 'AwsAccountBlacklist'];
const VPC_LISTS = ['SourceVpcBlacklist', 'SourceVpcWhitelist'];

/** @param at of the policy in the properties, for that of an event too */
export function resourcePolicy(subject: Subject, written: unknown): void {
  const policy = withParameter(subject, written);
  if (!isTruthy(policy) || isOpen(subject, policy)) return;
  const say = (text: string, ...path: Path) => {
    fault(subject, 'resource-policy', `ResourcePolicy${text}`, 'ResourcePolicy', ...path);
  };
  if (!isRecord(policy)) {
    say(' has to be a map');
    return;
  }
  for (const name of ACCOUNT_LISTS) {
    const list = withParameter(subject, policy[name]);
    if (isTruthy(list) && !isList(list) && !isRecord(list)) say(`.${name} has to be a list of accounts`, name);
  }
  for (const name of VPC_LISTS) {
    const list = withParameter(subject, policy[name]);
    const items = isList(list) ? list.map((item) => withParameter(subject, item)) : [];
    if (items.every((item) => typeof item === 'string' || isOpen(subject, item))) continue;
    say(`.${name} has to be a list of text: for other values there is Intrinsic${name.slice('Source'.length)}`, name);
  }
}
