/**
 * AWS::Serverless::Function: properties that need or exclude each other.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import { isPlainMap, isUnset } from './shapes.ts';
import { isOpen, refuse, withParameter } from './subject.ts';
import type { Rule } from './subject.ts';

export const exclusions: Rule = (subject) => {
  const has = (name: string) => !isUnset(subject.properties[name]);
  for (const other of ['ProvisionedConcurrencyConfig', 'VpcConfig']) {
    if (!has('CapacityProviderConfig') || !has(other)) continue;
    refuse(subject, 'properties-exclude-each-other', `CapacityProviderConfig and ${other} exclude each other`, [other]);
  }
  if (has('FunctionScalingConfig') && !has('CapacityProviderConfig'))
    refuse(subject, 'capacity-provider-needed', 'FunctionScalingConfig needs CapacityProviderConfig', [
      'FunctionScalingConfig',
    ]);
};

/** Without `AutoPublishAlias` there is no version to keep, to provision or to shift traffic to. */
export const aliasNeeded: Rule = (subject) => {
  const { AutoPublishAlias, ProvisionedConcurrencyConfig, VersionDeletionPolicy } = subject.properties;
  const need = (property: string) => {
    refuse(subject, 'alias-needed', `${property} needs AutoPublishAlias`, [property]);
  };
  if (!isUnset(VersionDeletionPolicy) && isUnset(AutoPublishAlias)) need('VersionDeletionPolicy');
  if (isTruthy(ProvisionedConcurrencyConfig) && !isTruthy(AutoPublishAlias)) need('ProvisionedConcurrencyConfig');
  if (typeof VersionDeletionPolicy === 'string' && !['Delete', 'Retain'].includes(VersionDeletionPolicy))
    refuse(subject, 'version-deletion-policy', 'VersionDeletionPolicy is Delete or Retain', ['VersionDeletionPolicy']);
};

const ALIAS = /^(?!\d+$)[\w-]+$/;

export const aliasName: Rule = (subject) => {
  const { AutoPublishAlias, AutoPublishCodeSha256 } = subject.properties;
  if (!isTruthy(AutoPublishAlias)) return;
  const alias = withParameter(subject, AutoPublishAlias);
  const isName = typeof alias === 'string' && ALIAS.test(alias);
  if (!isName && !isOpen(subject, alias)) {
    const text = 'AutoPublishAlias has to be a name of letters, digits, hyphens and underscores that is no number';
    refuse(subject, 'alias-name', text, ['AutoPublishAlias']);
  }
  const hash = withParameter(subject, AutoPublishCodeSha256);
  if (isTruthy(hash) && typeof hash !== 'string' && !isOpen(subject, hash))
    refuse(subject, 'code-sha-not-text', 'AutoPublishCodeSha256 has to be text or the Ref of a parameter', [
      'AutoPublishCodeSha256',
    ]);
};

export const role: Rule = (subject) => {
  const { Role } = subject.properties;
  if (isIfOfOtherParts(Role))
    refuse(subject, 'if-parts', 'Fn::If in Role needs a condition and two values', ['Role', 'Fn::If']);
};

const DEAD_LETTER_TYPES = ['SQS', 'SNS'];

export const deadLetterQueue: Rule = (subject) => {
  const { DeadLetterQueue: queue } = subject.properties;
  if (!isRecord(queue) || !isTruthy(queue)) return;
  if (!isTruthy(queue.Type) || !isTruthy(queue.TargetArn))
    refuse(subject, 'dead-letter-queue', 'DeadLetterQueue needs Type and TargetArn', ['DeadLetterQueue']);
  else if (!DEAD_LETTER_TYPES.includes(queue.Type as string))
    refuse(subject, 'dead-letter-queue', 'DeadLetterQueue.Type is SQS or SNS', ['DeadLetterQueue', 'Type']);
};

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html */
export const tenancy: Rule = (subject) => {
  const { TenancyConfig, ProvisionedConcurrencyConfig, FunctionUrlConfig, SnapStart, Events } = subject.properties;
  if (!isTruthy(TenancyConfig)) return;
  const others = { ProvisionedConcurrencyConfig, FunctionUrlConfig, SnapStart };
  for (const [name, value] of Object.entries(others)) {
    if (isTruthy(value)) refuse(subject, 'tenancy', `${name} is not supported with TenancyConfig`, [name]);
  }
  for (const [name, event] of Object.entries(isRecord(Events) ? Events : {})) {
    const type = isRecord(event) ? event.Type : undefined;
    if (typeof type !== 'string' || type === '' || type === 'Api' || type === 'HttpApi') continue;
    refuse(subject, 'tenancy', `the event ${name} is not supported with TenancyConfig: only Api and HttpApi are`, [
      'Events',
      name,
      'Type',
    ]);
  }
};

const DESTINATIONS = ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket'];
/** For these SAM makes a destination where none is named. */
const GENERATED_DESTINATIONS = ['SQS', 'SNS'];

export const destinations: Rule = (subject) => {
  const { EventInvokeConfig } = subject.properties;
  const config = isRecord(EventInvokeConfig) ? EventInvokeConfig.DestinationConfig : undefined;
  if (!isTruthy(config)) return;
  const at = ['EventInvokeConfig', 'DestinationConfig'];
  if (!isRecord(config)) {
    refuse(subject, 'property-shape', 'EventInvokeConfig.DestinationConfig has to be a map', at);
    return;
  }
  for (const name of ['OnSuccess', 'OnFailure']) {
    const destination = config[name];
    if (isUnset(destination)) continue;
    const fault = (text: string) =>
      refuse(subject, 'destination', `EventInvokeConfig, ${name}: ${text}`, [...at, name]);
    if (!isRecord(destination)) fault('a destination has to be a map');
    else if (!DESTINATIONS.includes(destination.Type as string)) fault(`Type is one of ${DESTINATIONS.join(', ')}`);
    else if (isUnset(destination.Destination) && !GENERATED_DESTINATIONS.includes(destination.Type as string))
      fault(`a Destination is needed if Type is not ${GENERATED_DESTINATIONS.join(' or ')}`);
    else if (isIfOfOtherParts(destination.Destination)) fault('Fn::If in Destination needs a condition and two values');
  }
};

function isIfOfOtherParts(value: unknown): boolean {
  if (!isIntrinsic(value) || !('Fn::If' in value)) return false;
  return !isList(value['Fn::If']) || value['Fn::If'].length !== 3;
}

const URL_CORS: Readonly<Record<string, 'list' | 'boolean' | 'number'>> = {
  AllowOrigins: 'list',
  AllowMethods: 'list',
  AllowCredentials: 'boolean',
  AllowHeaders: 'list',
  ExposeHeaders: 'list',
  MaxAge: 'number',
};

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html */
export const functionUrl: Rule = (subject) => {
  const { FunctionUrlConfig: config } = subject.properties;
  if (!isPlainMap(config) || !isTruthy(config)) return;
  const { AuthType, Cors } = config;
  if (!isIntrinsic(AuthType) && AuthType !== 'AWS_IAM' && AuthType !== 'NONE')
    refuse(subject, 'function-url-auth', 'FunctionUrlConfig needs AuthType: AWS_IAM or NONE', ['FunctionUrlConfig']);
  if (!isTruthy(Cors) || isIntrinsic(Cors)) return;
  const at = ['FunctionUrlConfig', 'Cors'];
  if (!isRecord(Cors)) {
    refuse(subject, 'property-shape', 'FunctionUrlConfig.Cors has to be a map', at);
    return;
  }
  for (const [name, value] of Object.entries(Cors)) {
    const kind = Object.hasOwn(URL_CORS, name) ? URL_CORS[name] : undefined;
    const fault = (text: string) =>
      refuse(subject, 'function-url-cors', `FunctionUrlConfig.Cors: ${text}`, [...at, name]);
    if (!kind) fault(`there is no ${name}, only ${Object.keys(URL_CORS).join(', ')}`);
    else if (!isIntrinsic(value) && !(isList(value) ? kind === 'list' : isKind(value, kind)))
      fault(`${name} has to be a ${kind}`);
  }
};

function isKind(value: unknown, kind: string): boolean {
  return typeof value === kind || (kind === 'number' && typeof value === 'boolean');
}
