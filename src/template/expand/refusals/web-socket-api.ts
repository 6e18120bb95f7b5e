/**
 * AWS::Serverless::WebSocketApi.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
 */
import { isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

const SPECIAL = ['$connect', '$disconnect', '$default'];

export const webSocketRoutes: Rule = (subject) => {
  const { Routes } = subject.properties;
  if (!isRecord(Routes)) return;
  if (Object.keys(Routes).length === 0) refuse(subject, 'route', 'a WebSocket API needs a route', ['Routes']);
  for (const [key, route] of Object.entries(Routes)) {
    const say = (text: string) => refuse(subject, 'route', `the route ${key} ${text}`, ['Routes', key]);
    if (!SPECIAL.includes(key) && !/^[\p{L}\p{N}]+$/u.test(key))
      say(`is neither alphanumeric nor one of ${SPECIAL.join(', ')}`);
    if (!isRecord(route)) continue;
    if (!('FunctionArn' in route)) say('needs a FunctionArn');
    if (isTruthy(route.RequestParameters) && key !== '$connect') say('takes no RequestParameters: only $connect does');
  }
};

const AUTH_TYPES = ['AWS_IAM', 'CUSTOM', 'NONE'];

export const webSocketAuth: Rule = (subject) => {
  const { Auth: auth, Routes } = subject.properties;
  if (!isRecord(auth) || !isTruthy(auth)) return;
  const say = (text: string) => refuse(subject, 'auth', text, ['Auth']);
  const { AuthType: type } = auth;
  if (isRecord(Routes) && !('$connect' in Routes)) say('Auth needs a $connect route');
  if (!isTruthy(type)) say(`Auth needs an AuthType, one of ${AUTH_TYPES.join(', ')}`);
  else if (!AUTH_TYPES.includes(type as string)) say(`AuthType is one of ${AUTH_TYPES.join(', ')}`);
  else if (type === 'CUSTOM' && !isTruthy(auth.AuthArn)) say('AuthType CUSTOM needs an AuthArn');
  else if (type !== 'CUSTOM' && Object.keys(auth).length > 1) say(`AuthType ${String(type)} takes no more settings`);
};

export const webSocketSettings: Rule = (subject) => {
  const { IpAddressType: ip, StageName, Domain } = subject.properties;
  if (!isUnset(ip) && !isIntrinsic(ip) && ip !== 'ipv4' && ip !== 'dualstack')
    say(subject, 'IpAddressType', 'is ipv4 or dualstack');
  if (StageName === '$default') say(subject, 'StageName', 'cannot be $default: a WebSocket API has no default stage');
  if (isRecord(Domain) && isTruthy(Domain.MutualTlsAuthentication))
    say(subject, 'Domain', 'takes no MutualTlsAuthentication here');
};

function say(subject: Subject, property: string, text: string): void {
  refuse(subject, 'web-socket', `${property} ${text}`, [property]);
}
