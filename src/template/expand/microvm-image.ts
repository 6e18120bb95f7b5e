/**
 * AWS::Serverless::MicrovmImage.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-microvmimage.html
 */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { getAtt, isTruthy, pick, sub, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { CREATED_BY } from './operator-role.ts';
import { allow, assumeRolePolicy, inlinePolicy } from './policies.ts';
import { mapped } from './source.ts';

const RENAMES: Readonly<Record<string, Path>> = { CodeArtifact: ['CodeUri'] };

/** CloudFormation wants all of them; those that are not written are empty. */
const EMPTY: Readonly<Record<string, unknown>> = {
  Description: '',
  Logging: {},
  EgressNetworkConnectors: [],
  CpuConfigurations: [],
  Resources: [],
  AdditionalOsCapabilities: [],
  Hooks: {},
};

export function expandMicrovmImage(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { CodeUri, BuildRoleArn, EnvironmentVariables, Tags } = sam.properties;
  const optional = Object.entries(EMPTY).map(([name, empty]) => {
    return [name, isTruthy(sam.properties[name]) ? sam.properties[name] : empty] as const;
  });
  const variables = isRecord(EnvironmentVariables) ? Object.entries(EnvironmentVariables) : [];
  const image = {
    ...pick(sam.properties, ['Name', 'BaseImageArn', 'BaseImageVersion']),
    CodeArtifact: { Uri: CodeUri },
    BuildRoleArn: isTruthy(BuildRoleArn) ? BuildRoleArn : addBuildRole(x, sam),
    ...Object.fromEntries(optional),
    EnvironmentVariables: variables.map(([Key, Value]) => ({ Key, Value })),
    Tags: [...tagList(Tags), CREATED_BY],
  };
  x.addMain(sam, 'AWS::Lambda::MicrovmImage', image, { renames: RENAMES });
}

/** Reads the code and logs what becomes of it. @returns its ARN */
function addBuildRole(x: Expansion, sam: SamResource): Properties {
  const { CodeUri, Tags, PropagateTags } = sam.properties;
  const roleId = `${sam.logicalId}BuildRole`;
  const statements = [
    allow(['s3:GetObject'], objectsBeside(x, CodeUri)),
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
  ];
  const role = {
    AssumeRolePolicyDocument: assumeRolePolicy('lambda.amazonaws.com'),
    Policies: [inlinePolicy('MicrovmImageBuildPolicy', statements, '2012-10-17')],
    Tags: [...(PropagateTags === true ? tagList(Tags) : []), CREATED_BY],
  };
  const at = sam.source(['CodeUri']);
  const source = mapped([[['Properties', 'Policies'], at]], () => ['Resources', sam.logicalId]);
  x.addGenerated(sam, roleId, 'AWS::IAM::Role', role, source);
  return getAtt(roleId, 'Arn');
}

/** All of the bucket: CloudFormation finds its name where it is not known before. */
function objectsBeside(x: Expansion, uri: unknown): Properties {
  const known = x.literal(uri);
  const [, bucket] = typeof known === 'string' ? (/^s3:\/\/([^/]+)/.exec(known) ?? []) : [];
  if (bucket !== undefined) return sub(`arn:\${AWS::Partition}:s3:::${bucket}/*`);
  const name = { 'Fn::Select': [2, { 'Fn::Split': ['/', uri] }] };
  return sub('arn:${AWS::Partition}:s3:::${Bucket}/*', { Bucket: name });
}
