/** The releases of a stack, from SSM. */
import type { SSMClient } from '@aws-sdk/client-ssm';
import { forEnvironment } from '../../config/defaults.ts';
import { deployParameters } from '../../config/samconfig.ts';
import { UserError } from '../../errors.ts';
import { nameOf } from '../../history/entry.ts';
import type { Owner } from '../../history/parameters.ts';
import { Parameters } from '../../history/parameters.ts';
import type { History } from '../../history/store.ts';
import { ParameterHistory } from '../../history/store.ts';
import { ReadError } from '../../live/denied.ts';
import type { Past } from '../../report/history.ts';
import type { Values } from '../options.ts';
import { accessSettings, awsFailure } from '../aws.ts';
import type { Service } from '../service.ts';
import { environmentOf, findService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

export interface StackHistoryRequest {
  readonly values: Values<'history'>;
  readonly limit: number;
  readonly terminal: Terminal;
}

export async function pastOfStack({ values, limit, terminal }: StackHistoryRequest): Promise<Past> {
  const service = findService(terminal.cwd);
  const environment = environmentOf(service, values.env);
  const { stackName, region } = stackOf(service, environment, values);
  const { SSMClient } = await import('../../live/clients/ssm.ts');
  const client = new SSMClient(accessSettings({ region, profile: values.profile }));
  const owner = { service: service.config.service, environment, stackName };
  const { entries, unreadable } = await read(client, owner);
  return {
    service: owner.service,
    environment,
    stack: stackName,
    floor: forEnvironment(service.config, environment).gate.minimum,
    releases: entries.slice(-limit).map((entry) => ({ name: nameOf(entry), ...entry })),
    unreadable: unreadable.map((name) => ({ name, reason: 'what stands in its place is no entry of this tool' })),
    notes:
      entries.length > 0
        ? []
        : [`The recorder of ${stackName} keeps one from its first release on: see that it is deployed.`],
  };
}

async function read(client: Pick<SSMClient, 'send'>, owner: Owner): Promise<History> {
  try {
    const history = new ParameterHistory(new Parameters(() => Promise.resolve(client), owner));
    return await history.read(new AbortController().signal);
  } catch (error) {
    throw error instanceof ReadError ? awsFailure(error, owner.stackName) : error;
  }
}

/** The command line says it, else samconfig does; a new service's stacks are called after it. */
function stackOf(
  service: Service,
  environment: string,
  values: Values<'history'>,
): { stackName: string; region: string | undefined } {
  const written = writtenFor(service, environment);
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    stackName: values['stack-name'] ?? text('stack_name') ?? `${service.config.service}-${environment}`,
    region: values.region ?? text('region') ?? forEnvironment(service.config, environment).region,
  };
}

function writtenFor({ samconfig }: Service, environment: string): Readonly<Record<string, unknown>> {
  if (samconfig === undefined) return {};
  try {
    return deployParameters(samconfig, environment);
  } catch (error) {
    if (error instanceof UserError && error.code === 'unknown-environment') return {};
    throw error;
  }
}
