/**
 * AWS::Serverless::CapacityProvider.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html
 */
import { isRecord } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import { checkNested, keys } from './nested.ts';
import type { Schema } from './nested.ts';
import { isUnset } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Rule } from './subject.ts';

const PROPERTIES: Readonly<Record<string, Schema>> = {
  VpcConfig: keys('', { SecurityGroupIds: 'list', SubnetIds: 'list' }, ['SubnetIds']),
  InstanceRequirements: keys('', { Architectures: 'list', AllowedTypes: 'list', ExcludedTypes: 'list' }),
  ScalingConfig: keys('', { MaxVCpuCount: 'number', AverageCPUUtilization: 'number' }),
  ManagedResourceTags: keys('Tags'),
};

const FUNCTION = keys(
  'Arn',
  { PerExecutionEnvironmentMaxConcurrency: 'number', ExecutionEnvironmentMemoryGiBPerVCpu: 'number' },
  ['Arn'],
);

/** `CapacityProviderConfig` of a function. */
export const capacityProviderConfig: Rule = (subject) => {
  const { CapacityProviderConfig: config } = subject.properties;
  if (isTruthy(config)) checkNested(subject, FUNCTION, config, ['CapacityProviderConfig']);
};

export const capacityProvider: Rule = (subject) => {
  for (const [name, schema] of Object.entries(PROPERTIES)) {
    checkNested(subject, schema, subject.properties[name], [name]);
  }
  const { InstanceRequirements: requirements } = subject.properties;
  if (!isRecord(requirements) || isUnset(requirements.AllowedTypes) || isUnset(requirements.ExcludedTypes)) return;
  const text = 'AllowedTypes and ExcludedTypes exclude each other';
  refuse(subject, 'properties-exclude-each-other', text, ['InstanceRequirements', 'ExcludedTypes']);
};
