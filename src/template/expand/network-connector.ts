/**
 * AWS::Serverless::NetworkConnector: the way from what Lambda runs into a VPC.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-networkconnector.html
 */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import type { Expansion } from './expansion.ts';
import { isTruthy, pick, tagList } from './intrinsics.ts';
import { CREATED_BY, operatorRole } from './operator-role.ts';

const RENAMES: Readonly<Record<string, Path>> = { Configuration: ['VpcConfig'] };

export function expandNetworkConnector(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { Name, VpcConfig, ComputeTypes, Tags } = sam.properties;
  const OperatorRole = operatorRole(x, sam, 'AWSLambdaNetworkConnectorOperatorPolicy');
  const egress = {
    ...(isRecord(VpcConfig) ? VpcConfig : {}),
    AssociatedComputeResourceTypes: isTruthy(ComputeTypes) ? ComputeTypes : ['MicroVm'],
  };
  const connector = {
    ...(isTruthy(Name) && pick(sam.properties, ['Name'])),
    Configuration: { VpcEgressConfiguration: egress },
    OperatorRole,
    Tags: [...tagList(Tags), CREATED_BY],
  };
  x.addMain(sam, 'AWS::Lambda::NetworkConnector', connector, { renames: RENAMES });
}
