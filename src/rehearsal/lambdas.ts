/** The functions of the played account: invoked as Lambda and its destinations do. */
import { own } from '../template/resolve/values.ts';
import type { Account } from './aws/account.ts';
import { attributeOf } from './aws/identity.ts';
import type { Bundle } from './bundles.ts';
import type { VirtualClock } from './clock.ts';
import { invoke, type Invoked } from './invoke.ts';

export interface LambdasOptions {
  readonly account: Account;
  readonly endpoint: string;
  readonly clock: VirtualClock;
  readonly signal: AbortSignal;
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly speed: number;
  /** Variables over those of a function, by logical id. */
  readonly environment: (logicalId: string) => Readonly<Record<string, string>>;
  /** Runs a function. @default in a process of its own */
  readonly invoke?: typeof invoke | undefined;
  /** Told of every invocation when it has ended. */
  readonly tell: (logicalId: string, invoked: Invoked) => void;
}

/**
 * Invokes as `InvocationType: Event` does: again if it fails, as often as its configuration says, and then the failure
 * destination with the record of what failed.
 */
export async function invokeAsync(name: string, event: unknown, options: LambdasOptions): Promise<void> {
  const { account } = options;
  const settings = invokeSettings(account, name);
  const attempts = 1 + Number(settings['MaximumRetryAttempts'] ?? 2);
  let last: Invoked | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    last = await invokeOnce(name, event, options);
    if (!last || last.outcome === 'ok') return;
  }
  const destination = own(own(settings['DestinationConfig'], 'OnFailure'), 'Destination');
  const target = functionOf(textOf(destination, ''));
  if (target !== undefined && last)
    await invokeAsync(target, failureRecord(account, name, event, last, attempts), options);
}

/** Undefined if nothing is known of its code. */
async function invokeOnce(name: string, event: unknown, options: LambdasOptions): Promise<Invoked | undefined> {
  const { account, bundles, clock, endpoint, signal, speed, tell } = options;
  const resource = account.find(name, 'AWS::Lambda::Function');
  const built = resource && bundles.get(resource.logicalId);
  if (!resource || !built) return undefined;
  const { logicalId, properties } = resource;
  const written = own(properties['Environment'], 'Variables');
  const variables = Object.entries((written ?? {}) as Record<string, unknown>).map(([key, value]) => [
    key,
    String(value),
  ]);
  const invoked = await (options.invoke ?? invoke)(
    {
      name,
      arn: attributeOf(name, resource, 'Arn', account),
      bundle: built.file,
      handler: built.handler,
      ...(built.modules !== undefined && { modules: built.modules }),
      environment: {
        ...(Object.fromEntries(variables) as Record<string, string>),
        AWS_LAMBDA_LOG_FORMAT: textOf(own(properties['LoggingConfig'], 'LogFormat'), 'Text'),
        ...options.environment(logicalId),
      },
      timeout: Number(properties['Timeout'] ?? 3),
      memory: Number(properties['MemorySize'] ?? 128),
    },
    event,
    { region: account.region, endpoint, now: clock.now(), speed, signal },
  );
  clock.pass(invoked.elapsed);
  keepMetrics(account, invoked.lines);
  tell(logicalId, invoked);
  return invoked;
}

function invokeSettings(account: Account, name: string): Readonly<Record<string, unknown>> {
  const found = account
    .ofType('AWS::Lambda::EventInvokeConfig')
    .find(([, { properties }]) => properties['FunctionName'] === name && properties['Qualifier'] === '$LATEST');
  return found?.[1].properties ?? {};
}

/** `arn:…:function:name` or `…:name:alias` → `name`. */
export function functionOf(arn: string): string | undefined {
  const [, name] = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:([^:]+)/.exec(arn) ?? [];
  return name;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function failureRecord(account: Account, name: string, event: unknown, last: Invoked, attempts: number): object {
  return {
    version: '1.0',
    timestamp: account.now().toISOString(),
    requestContext: {
      requestId: 'rehearsal',
      functionArn: `${account.arn('lambda', `function:${name}`)}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: last.payload,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function keepMetrics(account: Account, lines: readonly string[]): void {
  for (const line of lines) {
    const data = parsed(line);
    const metadata = own(data, '_aws');
    for (const set of listOf(own(metadata, 'CloudWatchMetrics'))) {
      const names = listOf(listOf(own(set, 'Dimensions'))[0]).map(String);
      const dimensions = Object.fromEntries(names.map((name) => [name, String(own(data, name))]));
      for (const metric of listOf(own(set, 'Metrics'))) {
        const name = String(own(metric, 'Name'));
        const at = new Date(Number(own(metadata, 'Timestamp')));
        account.metrics.push({
          namespace: String(own(set, 'Namespace')),
          name,
          dimensions,
          at,
          value: Number(own(data, name)),
        });
      }
    }
  }
}

export function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function parsed(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
