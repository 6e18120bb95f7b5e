/**
 * AWS::Serverless::CapacityProvider: instances that functions run on.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html
 */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import type { Expansion } from './expansion.ts';
import { defined, isTruthy, pick, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { CREATED_BY, operatorRole } from './operator-role.ts';

/** Where properties come from that are called otherwise. */
const RENAMES: Readonly<Record<string, Path>> = {
  CapacityProviderScalingConfig: ['ScalingConfig'],
  PermissionsConfig: ['OperatorRole'],
  PropagateTags: ['ManagedResourceTags'],
  TelemetryConfig: ['LoggingConfig'],
};

export function expandCapacityProvider(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const role = operatorRole(x, sam, 'AWSLambdaManagedEC2ResourceOperator');
  x.addMain(sam, 'AWS::Lambda::CapacityProvider', capacityProperties(sam.properties, role), { renames: RENAMES });
}

function capacityProperties(properties: Readonly<Properties>, role: unknown): Properties {
  const { LoggingConfig, ManagedResourceTags, InstanceRequirements, ScalingConfig, VpcConfig, Tags } = properties;
  return defined({
    ...pick(properties, ['CapacityProviderName', 'KmsKeyArn']),
    VpcConfig: isRecord(VpcConfig) ? pick(VpcConfig, ['SubnetIds', 'SecurityGroupIds']) : undefined,
    PermissionsConfig: { CapacityProviderOperatorRoleArn: role },
    InstanceRequirements: isTruthy(InstanceRequirements) ? requirements(InstanceRequirements) : undefined,
    CapacityProviderScalingConfig: isTruthy(ScalingConfig) ? scaling(ScalingConfig) : undefined,
    TelemetryConfig: isTruthy(LoggingConfig) ? { LoggingConfig } : undefined,
    PropagateTags: isTruthy(ManagedResourceTags) ? managedTags(ManagedResourceTags) : undefined,
    Tags: [...tagList(Tags), CREATED_BY],
  });
}

function requirements(written: unknown): unknown {
  if (!isRecord(written)) return written;
  const { Architectures, AllowedTypes, ExcludedTypes } = written;
  return defined({ Architectures, AllowedInstanceTypes: AllowedTypes, ExcludedInstanceTypes: ExcludedTypes });
}

/** With a target, it scales by that; without, as Lambda sees fit. */
function scaling(written: unknown): unknown {
  if (!isRecord(written)) return written;
  const { MaxVCpuCount, AverageCPUUtilization: target } = written;
  const policy = { PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization', TargetValue: target };
  const isManual = target !== undefined && target !== null;
  return defined({
    MaxVCpuCount,
    ScalingMode: isManual ? 'Manual' : 'Auto',
    ScalingPolicies: isManual ? [policy] : undefined,
  });
}

/** The tags of what Lambda makes, as opposed to the provider's own. */
function managedTags(written: unknown): Properties {
  if (!isRecord(written) || written.Tags === undefined) return {};
  return { Mode: 'Explicit', ExplicitTags: tagList(written.Tags) };
}
