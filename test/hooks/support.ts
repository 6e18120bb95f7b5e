import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { HookContext, Surroundings } from '../../src/hooks/index.ts';
import { systemClock } from '../../src/hooks/clock.ts';
import type { Log } from '../../src/hooks/log.ts';
import type { World } from '../support/aws-stand-in/world.ts';

/** What a hook said. */
export class Heard {
  readonly lines: { level: string; message: string; fields: object }[] = [];
  readonly metrics: Record<string, unknown>[] = [];

  readonly log: Log = {
    info: (message, fields = {}) => void this.lines.push({ level: 'info', message, fields }),
    warn: (message, fields = {}) => void this.lines.push({ level: 'warn', message, fields }),
    error: (message, fields = {}) => void this.lines.push({ level: 'error', message, fields }),
  };

  get text(): string {
    return this.lines.map(({ level, message, fields }) => `${level} ${message} ${JSON.stringify(fields)}`).join('\n');
  }
}

/** The clock: starts at `at`, and pauses between tries are ten times as short. */
export function quickClock(at = new Date('2026-11-23T10:00:00Z')) {
  const started = Date.now();
  return {
    now: () => new Date(at.getTime() + Date.now() - started),
    sleep: (milliseconds: number, signal?: AbortSignal) => systemClock.sleep(milliseconds / 10, signal),
  };
}

export function surroundings(
  world: World,
  heard: Heard,
  releaseId?: string,
  more: Readonly<Record<string, string>> = {},
  at?: Date,
): Surroundings {
  const environment = world.environment(releaseId, more);
  const settings = {
    // the SDK's own pauses (0.5 s and more when throttled) are real, so there is one try more and no pause
    retryStrategy: new ConfiguredRetryStrategy(3, 10),
    endpoint: world.aws.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  return {
    environment,
    log: heard.log,
    writeLine: (line) => void heard.metrics.push(JSON.parse(line) as Record<string, unknown>),
    clock: quickClock(at),
    clients: {
      codedeploy: new CodeDeployClient(settings),
      cloudformation: new CloudFormationClient(settings),
      ssm: new SSMClient(settings),
      cloudwatch: new CloudWatchClient(settings),
      lambda: new LambdaClient(settings),
    },
  };
}

/** Lambda's context with so many milliseconds left, from now; the quick clock makes them ten times as short. */
export function context(milliseconds = 30_000): HookContext & { readonly left: number } {
  const deadline = Date.now() + milliseconds / 10;
  return {
    getRemainingTimeInMillis: () => (deadline - Date.now()) * 10,
    get left() {
      return deadline - Date.now();
    },
  };
}
