/**
 * What it costs to measure a deployed stack: `node test/bench/live.mjs`. The pre-traffic hook, bundled, over the stand-in
 * for AWS in a process of its own, with a stack of 500 resources and 50 ms for every call: how many calls a resource takes,
 * how long the hook measures, and how much memory it holds.
 */
import { spawn } from 'node:child_process';
import { once as emitted } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { load } from './load.mjs';
import { once } from './processes.mjs';

const LIMITS = { callsPerResource: 2, seconds: 8, megabytes: 256 };
const LATENCY = 50;

/** A service of many parts, as large as CloudFormation takes: 500 resources, the functions with all that belongs to one. */
function largeTemplate() {
  const Resources = {};
  const add = (id, Type, Properties) => (Resources[id] = { Type, Properties });
  const arn = (id) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const ref = (id) => ({ Ref: id });
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const policy = (Resource) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource }],
  });
  for (let i = 0; i < 60; i++) {
    add(`Role${i}`, 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyName: 'table', PolicyDocument: policy(arn(`Table${i % 40}`)) }],
    });
    add(`Function${i}`, 'AWS::Lambda::Function', {
      Code: { S3Bucket: 'code', S3Key: 'key' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: arn(`Role${i}`),
      Timeout: 10,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: ref(`Logs${i}`) },
      Environment: { Variables: { TABLE: ref(`Table${i % 40}`) } },
    });
    add(`Logs${i}`, 'AWS::Logs::LogGroup', { RetentionInDays: 30 });
    add(`Source${i}`, 'AWS::Lambda::EventSourceMapping', {
      FunctionName: ref(`Function${i}`),
      EventSourceArn: arn(`Queue${i % 40}`),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  }
  for (let i = 0; i < 40; i++) {
    add(`Table${i}`, 'AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    add(`Queue${i}`, 'AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: arn(`Dead${i}`), maxReceiveCount: 3 },
    });
    add(`Dead${i}`, 'AWS::SQS::Queue', {});
    add(`Topic${i}`, 'AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' });
  }
  for (let i = 0; i < 50; i++) {
    add(`Bucket${i}`, 'AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
    add(`Parameter${i}`, 'AWS::SSM::Parameter', { Type: 'String', Value: 'x' });
  }
  return JSON.stringify({ Resources });
}

/** The stand-in: says where it is, and at the end which calls there were. */
async function serve() {
  const { World } = await load('test/support/aws-stand-in/world.ts');
  const { CloudFormationClient, CreateChangeSetCommand, ExecuteChangeSetCommand } =
    await import('@aws-sdk/client-cloudformation');
  const world = await World.create();
  const client = new CloudFormationClient({
    endpoint: world.aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  world.aws.account.objects.set('templates/large', largeTemplate());
  const { Id, StackId } = await client.send(
    new CreateChangeSetCommand({
      StackName: 'large',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateURL: 's3://templates/large',
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  world.aws.calls.length = 0;
  world.aws.latency = LATENCY;
  const environment = { ...world.environment(), FITNESS_STACK_ID: StackId };
  const resources = world.aws.account.stacks.get(StackId).resources.length;
  console.log(JSON.stringify({ environment, event: world.deploy(), resources }));
  process.on('message', () => {
    console.log(JSON.stringify({ calls: world.aws.calls, unplayed: [...world.aws.unplayed] }));
    process.exit();
  });
}

/** The hook in a process of its own, as `once` starts it: without a runtime client in between. */
const run = (bundle, event) => `
  import(${JSON.stringify(pathToFileURL(bundle).href)}).then(async ({ handler }) => {
    const deadline = Date.now() + 300_000;
    const context = { getRemainingTimeInMillis: () => deadline - Date.now() };
    const started = performance.now();
    const { status, reason } = await handler(${JSON.stringify(event)}, context);
    console.error('measured ' + (performance.now() - started) + ' ' + status + ' ' + reason.slice(0, 200));
  });`;

async function main() {
  const { hookBundle } = await load('test/e2e/hooks/bundle.ts');
  const { recommended } = await load('src/checks/catalogue.ts');
  const ids = recommended.map(({ meta }) => meta.id);
  const { config } = await load('test/support/aws-stand-in/world.ts');
  const checks = `checks:\n${ids.map((id) => `  ${id}: {}`).join('\n')}\n`;
  const bundle = await hookBundle('pre-traffic', config.replace(/checks:\n(?: .*\n?)*/, checks), ids);
  const standIn = spawn(process.execPath, [import.meta.filename, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const lines = createInterface({ input: standIn.stdout })[Symbol.asyncIterator]();
  const { environment, event, resources } = JSON.parse((await lines.next()).value);
  Object.assign(process.env, environment);
  const { megabytes, stderr } = once({ name: 'hook', args: ['-e', run(bundle, event)], memory: true });
  const [, milliseconds, said] = /measured ([\d.]+) (.*)/.exec(stderr);
  standIn.send('end');
  const { calls, unplayed } = JSON.parse((await lines.next()).value);
  await emitted(standIn, 'exit');
  const seconds = Number(milliseconds) / 1000;
  const perResource = calls.length / resources;
  console.log(`${resources} resources, ${LATENCY} ms a call: ${said}`);
  const claim = (name, value, limit, unit) => {
    console.log(`  ${name.padEnd(24)} ${value.toFixed(2)} ${unit} (at most ${limit})`);
    if (value > limit) process.exitCode = 1;
  };
  claim('calls per resource', perResource, LIMITS.callsPerResource, '');
  claim('measurement', seconds, LIMITS.seconds, 's');
  claim('peak memory', megabytes, LIMITS.megabytes, 'MB');
  const counts = new Map();
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a);
  console.log(`  ${most.map(([call, count]) => `${call} ${count}`).join(', ')}`);
  if (unplayed.length > 0) throw new Error(`not played: ${unplayed.join(', ')}`);
}

await (process.argv[2] === 'serve' ? serve() : main());
