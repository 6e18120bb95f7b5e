/**
 * The functions that judge a release, as plain CloudFormation: what its owner says in Globals is of their functions and does not
 * reach these. They say the same as `templates/partials/template/hook.ejs`.
 */
import { posix } from 'node:path';
import type { KeyPart } from '../../../insert/part.ts';
import { OUTCOMES } from '../../../hooks/outcome.ts';
import type { HookName } from '../../../hooks/permissions.ts';
import { ownPackage } from '../../../package.ts';
import { MEASURING, type HookFunction } from '../../hook-functions.ts';
import { nextStatements, nextVariables } from './next-hooks.ts';
import { namedIn } from './named-resources.ts';
import { bounded, namedPolicy, NOTHING, resource, trustPolicy, waiting } from './resources.ts';
import type { Rendering } from './rendering.ts';

/** Days: what hooks log is of interest as long as their release is. */
const LOG_RETENTION = 90;

export function hookParts(rendering: Rendering): KeyPart[] {
  const parts = rendering.hooks.flatMap((hook, index) => [
    functionPart(hook, rendering, index === 0),
    rolePart(hook, rendering),
    resource(rendering.called(`${hook.id}Logs`), 'AWS::Logs::LogGroup', { RetentionInDays: LOG_RETENTION }),
    ...invokeConfigParts(hook, rendering),
    ...(hook.name === 'recorder' ? eventParts(rendering) : []),
  ]);
  return [...parts, readingPart(rendering)];
}

function functionPart(hook: HookFunction, rendering: Rendering, first: boolean): KeyPart {
  const { adopted, called, config, order } = rendering;
  const before = hook.name === 'pre-traffic' ? order.preTraffic : NOTHING;
  const waits = MEASURING.has(hook.name) ? { ...before, dependsOn: [called(READING), ...before.dependsOn] } : before;
  const properties = {
    Description: hook.description,
    Code: codeOf(adopted),
    Handler: `${hook.name}.handler`,
    Runtime: config.runtime,
    Architectures: ['arm64'],
    MemorySize: 1024,
    Timeout: hook.timeout,
    ...(hook.reservedConcurrency !== undefined && { ReservedConcurrentExecutions: hook.reservedConcurrency }),
    Role: { 'Fn::GetAtt': [called(`${hook.id}Role`), 'Arn'] },
    LoggingConfig: {
      LogFormat: 'JSON',
      ApplicationLogLevel: 'INFO',
      SystemLogLevel: 'INFO',
      LogGroup: { Ref: called(`${hook.id}Logs`) },
    },
    Environment: { Variables: { ...variables(rendering), ...nextVariables(hook.name, rendering) } },
  };
  const attributes = waiting(waits, metadata(hook, rendering));
  const comment = [
    ...(first ? ['Gate of create-fitness-serverless: what judges a release.'] : []),
    ...hook.comment,
    ...(hook.name === 'pre-traffic' ? COMPUTED : []),
  ];
  return { ...resource(called(hook.id), 'AWS::Lambda::Function', properties, attributes), comment };
}

const COMPUTED = [
  'DependsOn and Metadata list what has to be deployed before it runs. This computes them again:',
  `npx create-fitness-serverless@${ownPackage().version} doctor --fix`,
];

/** From the folder of the template, which `sam build` takes paths from. */
function codeOf({ template, hooks }: Rendering['adopted']): string {
  const folder = hooks === 'prebuilt' ? 'fitness/dist' : 'fitness/hooks';
  return `${posix.relative(posix.dirname(template), folder)}/`;
}

function metadata({ name }: HookFunction, { adopted, config }: Rendering): object {
  if (adopted.hooks === 'prebuilt') return { SkipBuild: true };
  return {
    BuildMethod: 'esbuild',
    BuildProperties: {
      EntryPoints: [`${name}.ts`],
      Target: `node${/\d+/.exec(config.runtime)?.[0]}`,
      Format: 'esm',
      OutExtension: ['.js=.mjs'],
      MainFields: 'module,main',
      Loader: ['.yaml=text'],
      Minify: true,
      Splitting: true,
    },
  };
}

function variables({ adopted, called }: Rendering): object {
  return {
    FITNESS_STACK_ID: { Ref: 'AWS::StackId' },
    FITNESS_ENVIRONMENT: { Ref: adopted.environment },
    FITNESS_RELEASE_ID: { Ref: called('ReleaseId') },
    FITNESS_BUILD_ID: { Ref: called('BuildId') },
    FITNESS_GATE_MODE: { Ref: called('GateMode') },
    FITNESS_OVERRIDE_REASON: { Ref: called('FitnessOverrideReason') },
  };
}

function rolePart(hook: HookFunction, rendering: Rendering): KeyPart {
  const { called } = rendering;
  const logs = {
    Sid: 'WriteLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [called(`${hook.id}Logs`), 'Arn'] },
  };
  const reporter = {
    Sid: 'ReportDeath',
    Effect: 'Allow',
    Action: 'lambda:InvokeFunction',
    Resource: { 'Fn::GetAtt': [called('ReportFailure'), 'Arn'] },
  };
  const statements = [
    logs,
    ...(hook.traffic ? [reporter] : []),
    ...hook.statements.map((each) => statement(each)),
    ...nextStatements(hook.name, rendering),
  ];
  return resource(called(`${hook.id}Role`), 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trustPolicy('lambda.amazonaws.com'),
    ...bounded(rendering),
    Policies: [namedPolicy('Judge', statements)],
  });
}

/** Name of ours for the policy that reads the architecture: all that measure it have the same. */
const READING = 'ReadArchitecture';

function readingPart({ called, hooks, named, reading }: Rendering): KeyPart {
  const { resources, widened } = namedIn(reading, named);
  const roles = hooks.filter(({ name }) => MEASURING.has(name)).map(({ id }) => ({ Ref: called(`${id}Role`) }));
  const part = resource(called(READING), 'AWS::IAM::Policy', {
    ...namedPolicy(
      READING,
      reading.map((each) => statement(each, resources.get(each.sid))),
    ),
    Roles: roles,
  });
  const comment = [
    'Reads what the checks of fitness.yaml judge, and changes nothing.',
    ...(widened ? ['Of kinds that have more names of their own than a policy may hold: all of the account’s.'] : []),
  ];
  return { ...part, comment };
}

function statement(
  { sid, actions, resources }: HookFunction['statements'][number],
  more: readonly object[] = [],
): object {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: oneOrAll(actions),
    Resource: oneOrAll([...resources.map((text) => (text === '*' ? text : { 'Fn::Sub': text })), ...more]),
  };
}

function oneOrAll(items: readonly unknown[]): unknown {
  return items.length === 1 ? items[0] : items;
}

/**
 * Retries and age of asynchronous events. Throttled ones are tried again for six hours by default, and CodeDeploy waits for one;
 * of a traffic hook no retry would come in time, so whatever kills it, the reporter answers.
 */
const INVOKED: Readonly<Partial<Record<HookName, { readonly retries: number; readonly age: number }>>> = {
  'pre-traffic': { retries: 0, age: 600 },
  'post-traffic': { retries: 0, age: 600 },
  'report-failure': { retries: 2, age: 1800 },
  'stack-gate': { retries: 2, age: 600 },
};

function invokeConfigParts({ id, name, traffic }: HookFunction, { called }: Rendering): KeyPart[] {
  const invoked = INVOKED[name];
  if (!invoked) return [];
  const failure = { Destination: { 'Fn::GetAtt': [called('ReportFailure'), 'Arn'] } };
  return [
    resource(called(`${id}EventInvokeConfig`), 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: called(id) },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: invoked.retries,
      MaximumEventAgeInSeconds: invoked.age,
      ...(traffic && { DestinationConfig: { OnFailure: failure } }),
    }),
  ];
}

/** The recorder is told how operations of the stack end, and measures daily: the curve goes on, and drift is found. */
function eventParts({ called }: Rendering): KeyPart[] {
  const status = {
    EventPattern: {
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Stack Status Change'],
      detail: {
        'stack-id': [{ Ref: 'AWS::StackId' }],
        'status-details': { status: Object.keys(OUTCOMES) },
      },
    },
  };
  return [
    ...ruleParts('RecorderStackStatus', status, called),
    ...ruleParts('RecorderDaily', { ScheduleExpression: 'rate(1 day)' }, called),
  ];
}

function ruleParts(id: string, trigger: object, called: Rendering['called']): KeyPart[] {
  const recorder = called('Recorder');
  return [
    resource(called(id), 'AWS::Events::Rule', {
      ...trigger,
      Targets: [{ Arn: { 'Fn::GetAtt': [recorder, 'Arn'] }, Id: 'Recorder' }],
    }),
    resource(called(`${id}Permission`), 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: recorder },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [called(id), 'Arn'] },
    }),
  ];
}
