/** What AWS Config says of the resources of a stack, rule by rule, if it records in the account. */
import type { EvaluationResult, ResourceIdentifier, ResourceType } from '@aws-sdk/client-config-service';
import { findingKey, type ConfigRule } from '../measurements/config-rules.ts';
import { unjudgedGear } from '../template/gear.ts';
import type { Measurement } from '../template/model.ts';
import { allPages, member } from './answers.ts';
import { Unreadable, type Aws } from './aws.ts';
import type { DeployedStack, Measurer } from './measurer.ts';
import type { DeployedResource } from './reader.ts';
import { configRules as calls } from './calls.ts';

/** Types that AWS Config records and has rules for, as CloudFormation names them; and its own name, where it has another. */
const RECORDED: Readonly<Record<string, ResourceType | undefined>> = {
  'AWS::ApiGateway::RestApi': undefined,
  'AWS::ApiGateway::Stage': undefined,
  'AWS::ApiGatewayV2::Api': undefined,
  'AWS::ApiGatewayV2::Stage': undefined,
  'AWS::AppSync::GraphQLApi': undefined,
  'AWS::CertificateManager::Certificate': 'AWS::ACM::Certificate',
  'AWS::CloudFront::Distribution': undefined,
  'AWS::CloudWatch::Alarm': undefined,
  'AWS::CodeBuild::Project': undefined,
  'AWS::CodeDeploy::DeploymentGroup': undefined,
  'AWS::CodePipeline::Pipeline': undefined,
  'AWS::Cognito::UserPool': undefined,
  'AWS::DynamoDB::Table': undefined,
  'AWS::EC2::SecurityGroup': undefined,
  'AWS::EC2::Subnet': undefined,
  'AWS::EC2::VPC': undefined,
  'AWS::ECR::Repository': undefined,
  'AWS::EFS::FileSystem': undefined,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': undefined,
  'AWS::Events::EventBus': undefined,
  'AWS::IAM::Group': undefined,
  'AWS::IAM::ManagedPolicy': 'AWS::IAM::Policy',
  'AWS::IAM::Role': undefined,
  'AWS::IAM::User': undefined,
  'AWS::KMS::Key': undefined,
  'AWS::Kinesis::Stream': undefined,
  'AWS::KinesisFirehose::DeliveryStream': undefined,
  'AWS::Lambda::Function': undefined,
  'AWS::RDS::DBCluster': undefined,
  'AWS::RDS::DBInstance': undefined,
  'AWS::S3::Bucket': undefined,
  'AWS::SNS::Topic': undefined,
  'AWS::SQS::Queue': undefined,
  'AWS::SecretsManager::Secret': undefined,
  'AWS::StepFunctions::StateMachine': undefined,
  'AWS::WAFv2::WebACL': undefined,
};

/** By CloudFormation's type. */
export function configTypeOf(type: string): ResourceType | undefined {
  return Object.hasOwn(RECORDED, type) ? (RECORDED[type] ?? (type as ResourceType)) : undefined;
}

/**
 * One call per resource that Config knows, and one per type to find its id there, which for many a type is not what
 * CloudFormation names it by. https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
 */
export const configRules: Measurer = {
  name: 'config-rules',
  measures: ['configRules'],
  types: Object.keys(RECORDED),
  operations: calls,
  measure: async (stack, aws, { now }) => {
    if (!(await isRecording(aws))) return { configRules: { absent: 'AWS Config does not record in this Region' } };
    const [rules, known] = await Promise.all([rulesOf(aws), recorded(stack, aws)]);
    if (rules.size === 0) return { configRules: { absent: 'AWS Config has no rules in this Region' } };
    const findings: Record<string, Measurement> = {};
    const seen = new Set<string>();
    const problems = known.problems;
    await Promise.all(
      known.resources.map(async ({ resource, id }) => {
        try {
          for (const result of await complianceOf(resource, id, aws)) {
            const name = result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ConfigRuleName;
            if (name === undefined) continue;
            const rule = { name, identifier: rules.get(name) };
            seen.add(name);
            findings[findingKey(rule, resource.logicalId)] = measurementOf(rule, result, stack, resource);
          }
        } catch (error) {
          problems.push(error instanceof Error ? error.message : String(error));
        }
      }),
    );
    return { ...findings, configRules: summary(seen.size, problems, now) };
  },
};

function summary(rules: number, problems: readonly string[], now: Date): Measurement {
  const [first] = problems;
  if (first !== undefined)
    return { problem: problems.length > 1 ? `${first}, and ${problems.length - 1} more` : first };
  return { value: rules, from: 'AWS Config', at: now.toISOString() };
}

/** What it said before the resource was changed may not hold any more: that is marked, and counts as long as it says nothing else. */
function measurementOf(
  { name, identifier }: ConfigRule,
  { Annotation, ComplianceType, ResultRecordedTime }: EvaluationResult,
  stack: DeployedStack,
  { logicalId }: DeployedResource,
): Measurement {
  const changed = stack.updatedAt(logicalId);
  const isStale = changed !== undefined && ResultRecordedTime !== undefined && ResultRecordedTime < changed;
  const rule = identifier === undefined ? name : `${name} (${identifier})`;
  const said = Annotation ? `: ${Annotation}` : '';
  return {
    value: ComplianceType === 'NON_COMPLIANT' ? 1 : 0,
    from: `AWS Config, ${rule}${said}${isStale ? '; stale: said before the resource was changed' : ''}`,
    ...(ResultRecordedTime && { at: ResultRecordedTime.toISOString() }),
  };
}

function clientOf(aws: Aws) {
  return aws.client('config-service', async (settings) => {
    const { ConfigServiceClient, ...commands } = await import('./clients/config-service.ts');
    return { client: new ConfigServiceClient(settings), ...commands };
  });
}

async function isRecording(aws: Aws): Promise<boolean> {
  const { client, DescribeConfigurationRecorderStatusCommand } = await clientOf(aws);
  const operation = 'config:DescribeConfigurationRecorderStatus';
  const answer = await aws.ask(operation, (abortSignal) =>
    client.send(new DescribeConfigurationRecorderStatusCommand({}), { abortSignal }),
  );
  const recorders = member(answer?.ConfigurationRecordersStatus, operation, 'recorders');
  return recorders.some(({ recording }) => recording === true);
}

/** By name: the identifier of the managed ones. */
async function rulesOf(aws: Aws): Promise<ReadonlyMap<string, string | undefined>> {
  const { client, DescribeConfigRulesCommand } = await clientOf(aws);
  const operation = 'config:DescribeConfigRules';
  const rules = await allPages(operation, async (NextToken) => {
    const page = await aws.ask(operation, (abortSignal) =>
      client.send(new DescribeConfigRulesCommand({ NextToken }), { abortSignal }),
    );
    return { items: member(page?.ConfigRules, operation, 'rules'), next: page?.NextToken };
  });
  return new Map(
    rules.map(({ ConfigRuleName, Source }) => [
      ConfigRuleName ?? '',
      Source?.Owner === 'AWS' ? Source.SourceIdentifier : undefined,
    ]),
  );
}

interface Recorded {
  readonly resources: { readonly resource: DeployedResource; readonly id: string }[];
  readonly problems: string[];
}

/** The resources of the stack that Config knows, with their ids there. */
async function recorded(stack: DeployedStack, aws: Aws): Promise<Recorded> {
  const gear = unjudgedGear(stack.template);
  const found: Recorded = { resources: [], problems: [] };
  await Promise.all(
    Object.keys(RECORDED).map(async (type) => {
      const own = stack.declared(type).filter(({ logicalId }) => !gear.has(logicalId));
      const configType = configTypeOf(type);
      if (own.length === 0 || !configType) return;
      try {
        const identifiers = await discovered(configType, aws);
        const ids = LOOKUPS.map((lookup) => uniqueIds(identifiers, lookup));
        for (const resource of own) {
          const names = [resource.physicalId, ...pathsOf(resource)];
          const id = ids.flatMap((each) => names.map((name) => each.get(name))).find((each) => each !== undefined);
          if (id !== undefined) found.resources.push({ resource, id });
        }
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        found.problems.push(error.message);
      }
    }),
  );
  return found;
}

/** By what a resource is found, the surest first: its id, its name, and what an id ends with that is an ARN. */
const LOOKUPS: readonly ((identifier: ResourceIdentifier) => string | undefined)[] = [
  ({ resourceId }) => resourceId,
  ({ resourceName }) => resourceName,
  ({ resourceId }) => resourceId?.slice(resourceId.indexOf('/')),
  ({ resourceId }) => resourceId?.split(/[/:]/).at(-1),
];

/** Without what several have in common. */
function uniqueIds(
  identifiers: readonly ResourceIdentifier[],
  lookup: (typeof LOOKUPS)[number],
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const common = new Set<string>();
  for (const identifier of identifiers) {
    const key = lookup(identifier);
    if (key === undefined || identifier.resourceId === undefined) continue;
    if (ids.has(key)) common.add(key);
    ids.set(key, identifier.resourceId);
  }
  for (const key of common) ids.delete(key);
  return ids;
}

/** Stages of several APIs have the same name. `arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod` */
function pathsOf(resource: DeployedResource): string[] {
  const stage = `stages/${resource.physicalId}`;
  if (resource.type === 'AWS::ApiGateway::Stage')
    return [`/restapis/${String(resource.property('RestApiId'))}/${stage}`];
  if (resource.type === 'AWS::ApiGatewayV2::Stage') return [`/apis/${String(resource.property('ApiId'))}/${stage}`];
  return [];
}

async function discovered(resourceType: ResourceType, aws: Aws): Promise<ResourceIdentifier[]> {
  const { client, ListDiscoveredResourcesCommand } = await clientOf(aws);
  const operation = 'config:ListDiscoveredResources';
  return allPages(operation, async (nextToken) => {
    const page = await aws.ask(operation, (abortSignal) =>
      client.send(new ListDiscoveredResourcesCommand({ resourceType, limit: 100, nextToken }), { abortSignal }),
    );
    return { items: member(page?.resourceIdentifiers, operation, 'resources'), next: page?.nextToken };
  });
}

async function complianceOf(resource: DeployedResource, id: string, aws: Aws): Promise<EvaluationResult[]> {
  const { client, GetComplianceDetailsByResourceCommand } = await clientOf(aws);
  const operation = 'config:GetComplianceDetailsByResource';
  const input = {
    ResourceType: configTypeOf(resource.type),
    ResourceId: id,
    ComplianceTypes: ['COMPLIANT' as const, 'NON_COMPLIANT' as const],
  };
  return allPages(operation, async (NextToken) => {
    const page = await aws.ask(operation, (abortSignal) =>
      client.send(new GetComplianceDetailsByResourceCommand({ ...input, NextToken }), { abortSignal }),
    );
    return { items: member(page?.EvaluationResults, operation, 'results'), next: page?.NextToken };
  });
}
