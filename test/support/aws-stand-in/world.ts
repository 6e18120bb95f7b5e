/** A service in mid-release, as the stand-in plays it: stack, deployment, baseline and environment variables. */
import type { Check } from '../../../src/checks/api.ts';
import { catalogue } from '../../../src/checks/catalogue.ts';
import type { ReleaseRecord } from '../../../src/hooks/store.ts';
import type { Deployment, Stack } from '../../../src/rehearsal/aws/account.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-prod/aaaa-bbbb';
export const PARAMETERS = '/fitness/orders/prod/orders-prod';

/** Only the checks of buckets, so that a template is short. */
const CHECKS = [
  's3-bucket-public-read-prohibited',
  's3-bucket-public-write-prohibited',
  's3-bucket-versioning-enabled',
  's3-bucket-server-side-encryption-enabled',
];
export const checks: readonly Check[] = catalogue.filter(({ meta }) => CHECKS.includes(meta.id));

export const config = `
tool: ^0.1.0
service: orders
runtime: nodejs24.x
triggers: [http]
region: eu-west-1
packageManager: npm
environments:
  prod:
    deployment: AllAtOnce
checks:
${CHECKS.map((id) => `  ${id}: {}`).join('\n')}
`;

const SOUND_BUCKET = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    LoggingConfiguration: { DestinationBucketName: 'logs' },
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  },
};
/** Who may read it, and where that is logged: for a service with every check. */
const SOUND_POLICY = {
  Type: 'AWS::S3::BucketPolicy',
  Properties: {
    Bucket: { Ref: 'Orders' },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, { 'Fn::Sub': '${Orders.Arn}/*' }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  },
};
const PUBLIC_BUCKET = { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicReadWrite' } };

export const SOUND = JSON.stringify({ Resources: { Orders: SOUND_BUCKET, OrdersPolicy: SOUND_POLICY } });
export const PUBLIC = JSON.stringify({
  Resources: { Orders: SOUND_BUCKET, OrdersPolicy: SOUND_POLICY, Uploads: PUBLIC_BUCKET },
});

/** What CloudFormation called the bucket. */
const BUCKET = 'orders-prod-orders';

export class World {
  readonly aws: AwsStandIn;
  readonly stack: Stack = {
    status: 'UPDATE_IN_PROGRESS',
    parameters: [{ key: 'Environment', value: 'prod' }],
    template: SOUND,
    resources: [
      { logicalId: 'Orders', type: 'AWS::S3::Bucket', physicalId: BUCKET },
      { logicalId: 'OrdersPolicy', type: 'AWS::S3::BucketPolicy', physicalId: 'orders-prod-policy' },
    ],
    events: [],
  };
  #deployments = 0;

  private constructor(aws: AwsStandIn) {
    this.aws = aws;
    aws.account.stacks.set(STACK_ID, this.stack);
    const deployed = JSON.parse(
      JSON.stringify({ Orders: SOUND_BUCKET, OrdersPolicy: SOUND_POLICY })
        .replaceAll('{"Ref":"Orders"}', JSON.stringify(BUCKET))
        .replaceAll('{"Fn::GetAtt":["Orders","Arn"]}', `"arn:aws:s3:::${BUCKET}"`)
        .replaceAll('{"Fn::Sub":"${Orders.Arn}/*"}', `"arn:aws:s3:::${BUCKET}/*"`),
    ) as Record<string, { Type: string; Properties: Record<string, unknown> }>;
    for (const { logicalId, physicalId = '' } of this.stack.resources) {
      const { Type: type, Properties: properties } = deployed[logicalId]!;
      aws.account.resources.set(physicalId, { logicalId, type, properties });
    }
  }

  static async create(): Promise<World> {
    return new World(await AwsStandIn.start());
  }

  /** A deployment that waits for its hook, as the hook's event. */
  deploy(more: Omit<Deployment, 'hooks'> = {}): {
    DeploymentId: string;
    LifecycleEventHookExecutionId: string;
  } {
    const DeploymentId = `d-${String(++this.#deployments).padStart(9, 'A')}`;
    const LifecycleEventHookExecutionId = `execution-${this.#deployments}`;
    this.aws.account.deployments.set(DeploymentId, {
      ...more,
      hooks: new Map([[LifecycleEventHookExecutionId, undefined]]),
    });
    return { DeploymentId, LifecycleEventHookExecutionId };
  }

  /** What CodeDeploy accepted, in order. */
  get answers(): string[] {
    return this.aws.account.accepted.map(({ status }) => status);
  }

  /** The environment variables of a hook function. */
  environment(releaseId = 'release001', more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      ...this.aws.environment,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      FITNESS_STACK_ID: STACK_ID,
      FITNESS_ENVIRONMENT: 'prod',
      FITNESS_RELEASE_ID: releaseId,
      FITNESS_GATE_MODE: 'enforce',
      FITNESS_OVERRIDE_REASON: '',
      ...more,
    };
  }

  remembered(name: 'baseline' | 'candidate' | 'unsettled'): ReleaseRecord | undefined {
    const parameter = this.aws.account.parameters.get(`${PARAMETERS}/${name}`);
    return parameter && (JSON.parse(parameter.value) as ReleaseRecord);
  }

  /** EventBridge's event of the stack's status, which becomes so. */
  outcome(status: string, at: Date, stackId = STACK_ID): object {
    this.stack.status = status;
    this.stack.events.unshift({ status, at });
    return {
      version: '0',
      id: `event-${at.getTime()}`,
      'detail-type': 'CloudFormation Stack Status Change',
      source: 'aws.cloudformation',
      account: '123456789012',
      time: at.toISOString(),
      region: 'eu-west-1',
      resources: [stackId],
      detail: { 'stack-id': stackId, 'status-details': { status, 'status-reason': '' }, 'client-request-token': 't' },
    };
  }
}
