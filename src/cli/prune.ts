/** `prune --env E`: removes old versions of the functions of a stack. */
import { deployParameters } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { ReadError } from '../live/denied.ts';
import type { PrunedFunction } from '../live/prune.ts';
import { accessSettings, awsFailure } from './aws.ts';
import { EXIT } from './exit.ts';
import { findService, requiredEnvironment } from './service.ts';
import type { Service } from './service.ts';
import type { Run } from './terminal.ts';

export const run: Run<'prune'> = async ({ values, terminal }) => {
  const keep = keepOf(values.keep);
  const { stack, region } = stackOf(terminal.cwd, values);
  const dryRun = values['dry-run'] === true;
  const [{ prune }, { CloudFormationClient }, { LambdaClient }] = await Promise.all([
    import('../live/prune.ts'),
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-lambda'),
  ]);
  const settings = accessSettings({ region, profile: values.profile });
  const functions = await said(
    stack,
    prune({
      stack,
      dryRun,
      ...(keep !== undefined && { keep }),
      cloudformation: new CloudFormationClient(settings),
      lambda: new LambdaClient(settings),
    }),
  );
  terminal.out(
    values.json
      ? `${JSON.stringify({ version: 1, stack, dryRun, functions }, null, 2)}\n`
      : described(functions, stack, dryRun),
  );
  return functions.some(({ failed }) => failed.length > 0) ? EXIT.incomplete : EXIT.ok;
};

/** What AWS, or the way there, refuses is no fault of ours. */
async function said<T>(stack: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw awsFailure(error, stack);
  }
}

function keepOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text))
    throw new UserError('unknown-value', `--keep is a number of versions, not ${JSON.stringify(text)}.`);
  return Number(text);
}

interface StackChoice {
  readonly env: string | undefined;
  readonly 'stack-name': string | undefined;
  readonly region: string | undefined;
}

function stackOf(cwd: string, values: StackChoice): { stack: string; region: string | undefined } {
  if (values['stack-name'] !== undefined && values.env === undefined)
    return { stack: values['stack-name'], region: values.region };
  const service: Service = findService(cwd);
  const environment = requiredEnvironment(service, values.env);
  const parameters = service.samconfig === undefined ? {} : deployParameters(service.samconfig, environment);
  const stack = values['stack-name'] ?? parameters['stack_name'];
  if (typeof stack !== 'string' || stack === '') {
    throw new UserError('no-stack-name', `samconfig.toml names no stack for ${environment}.`, {
      hint: 'Name it with --stack-name.',
    });
  }
  const region = values.region ?? parameters['region'];
  return { stack, region: typeof region === 'string' ? region : undefined };
}

function described(functions: readonly PrunedFunction[], stack: string, dryRun: boolean): string {
  const verb = dryRun ? 'would remove' : 'removed';
  const lines = functions.flatMap(({ name, deleted, kept, failed }) => [
    `${name}: ${verb} ${deleted.length === 0 ? 'nothing' : deleted.join(', ')}; keeps ${kept.join(', ') || 'nothing'}`,
    ...failed.map(({ version, reason }) => `  ${version} stays: ${reason}`),
  ]);
  return `${lines.join('\n') || `${stack} has no functions`}\n`;
}
