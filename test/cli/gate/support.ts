import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { catalogue } from '../../../src/checks/catalogue.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { GateRequest, GateSurroundings, JudgedChange } from '../../../src/cli/gate/gate-stack.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import type { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';

export const STACK = 'orders-prod';
export const STACK_ID = /:stack\/orders-prod\//;

/** A bucket with what the configured checks ask for. */
export const SOUND = `
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms}
      PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}
`;

/** The same, and a second one that everybody may read. */
export const WORSE = `${SOUND}
  Open:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      PublicAccessBlockConfiguration: {BlockPublicAcls: false}
`;

export const CONFIG = `
tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-west-1
packageManager: npm
environments:
  prod:
    deployment: AllAtOnce
gate: {minimum: 10}
checks:
  s3-bucket-public-read-prohibited: {}
`;

export function config(text = CONFIG): Config {
  return loadConfig(text, 'fitness.yaml', true).config;
}

export function request(template: string, more: Partial<GateRequest> = {}): GateRequest {
  const { parameters, resources } = loadTemplate(parseDocument(template, 'template.yaml'));
  return {
    stackName: STACK,
    template,
    parameterNames: Object.keys(parameters),
    hasNestedStacks: [...resources.values()].some(({ type }) => type === 'AWS::CloudFormation::Stack'),
    settings: { disableRollback: false, parameters: {} },
    execute: true,
    overrideReason: undefined,
    config: config(),
    configured: true,
    environment: 'prod',
    checks: catalogue,
    measurements: {},
    ...more,
  };
}

/** What the gate said and showed. */
export interface Shown {
  said: string;
  judged?: JudgedChange;
  readonly events: string[];
}

export function surroundings(aws: AwsStandIn, shown: Shown, more: Partial<GateSurroundings> = {}): GateSurroundings {
  const settings = {
    endpoint: aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  return {
    cloudformation: new CloudFormationClient(settings),
    s3: () => Promise.resolve(new S3Client(settings)),
    ssm: () => Promise.resolve(new SSMClient(settings)),
    region: 'eu-west-1',
    now: () => new Date(),
    sleep: () => new Promise((done) => setTimeout(done, 1)),
    signal: new AbortController().signal,
    say: (text) => void (shown.said += text),
    show: (judged) => void (shown.judged = judged),
    tell: ({ logicalId, status }) => void shown.events.push(`${logicalId} ${status}`),
    ...more,
  };
}
