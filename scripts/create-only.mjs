/**
 * Writes src/adopt/effects/create-only.ts: the properties of resources that CloudFormation cannot change without replacing
 * them, of the types that the SAM transform makes, or that call functions. Run by hand, with the folder of cfn-lint's schemas:
 *
 *   node scripts/create-only.mjs <site-packages>/cfnlint/data/schemas
 *
 * They are AWS's resource provider schemas: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';

const TYPES = [
  /^AWS::ApiGateway::/,
  /^AWS::ApiGatewayV2::/,
  /^AWS::AppSync::(DataSource|FunctionConfiguration|Resolver)$/,
  /^AWS::CloudFormation::(CustomResource|Stack)$/,
  /^AWS::CodeDeploy::/,
  /^AWS::Cognito::UserPool$/,
  /^AWS::DynamoDB::Table$/,
  /^AWS::ElasticLoadBalancingV2::TargetGroup$/,
  /^AWS::Events::/,
  /^AWS::IAM::(ManagedPolicy|Policy|Role|RolePolicy)$/,
  /^AWS::IoT::TopicRule$/,
  /^AWS::Lambda::/,
  /^AWS::Logs::(LogGroup|SubscriptionFilter)$/,
  /^AWS::Pipes::Pipe$/,
  /^AWS::S3::Bucket$/,
  /^AWS::Scheduler::Schedule$/,
  /^AWS::SNS::/,
  /^AWS::SQS::/,
  /^AWS::StepFunctions::/,
];

const root = join(import.meta.dirname, '..');
const [schemas] = process.argv.slice(2);
if (!schemas) throw new Error('usage: node scripts/create-only.mjs <site-packages>/cfnlint/data/schemas');

const read = (...path) => JSON.parse(readFileSync(join(schemas, ...path), 'utf8'));
const files = read('providers', 'us-east-1.json');
const types = Object.keys(files).filter((type) => TYPES.some((pattern) => pattern.test(type)));
const table = types.sort().flatMap((type) => {
  const { createOnlyProperties = [], conditionalCreateOnlyProperties = [] } = read('resources', `${files[type]}.json`);
  const paths = (pointers) =>
    pointers.map((pointer) => pointer.replace('/properties/', '').replaceAll('/', '.')).sort();
  const [always, perhaps] = [paths(createOnlyProperties), paths(conditionalCreateOnlyProperties)];
  if (always.length + perhaps.length === 0) return [];
  return [`  '${type}': ${JSON.stringify({ always, ...(perhaps.length > 0 && { perhaps }) })},`];
});

const text = `/**
 * Properties that CloudFormation cannot change without replacing the resource, by type; \`perhaps\`: in some cases.
 * Source: AWS's resource provider schemas, as cfn-lint keeps them. Written by scripts/create-only.mjs.
 */
export interface CreateOnly {
  /** Names, of nested ones with dots. */
  readonly always: readonly string[];
  readonly perhaps?: readonly string[];
}

export const CREATE_ONLY: Readonly<Record<string, CreateOnly>> = {
${table.join('\n')}
};
`;
const file = join(root, 'src/adopt/effects/create-only.ts');
const options = JSON.parse(readFileSync(join(root, '.prettierrc.json'), 'utf8'));
writeFileSync(file, await format(text, { ...options, parser: 'typescript' }));
