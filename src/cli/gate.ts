/** `gate --stack-name S`: a change set judged before anything changes, and executed if it is green. */
import { setTimeout } from 'node:timers/promises';
import { calledIn } from '../config/called.ts';
import type { SamConfig } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { ReadError } from '../live/denied.ts';
import { measurementsOf } from '../measurements/index.ts';
import { loadTemplate } from '../template/template.ts';
import { accessSettings, awsFailure, type Access } from './aws.ts';
import { toolCommand } from './command-line.ts';
import { lineOf } from './diagnostics.ts';
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import { gateStack } from './gate/gate-stack.ts';
import type { GateOutcome, GateRequest, GateSurroundings, JudgedChange } from './gate/gate-stack.ts';
import { refuseUnpackaged } from './gate/packaged.ts';
import { deploySettings, environmentOfStack } from './gate/settings.ts';
import type { DeploySettings } from './gate/settings.ts';
import { eventLine, gateJson, showJudged, showResult } from './gate/show.ts';
import { listenForInterruption } from './interruption.ts';
import type { Values } from './options.ts';
import { givenParameters, unknownParameters } from './parameters.ts';

import { serviceChecks, sayOwnChecks } from './service-checks.ts';
import { environmentOf, findMadeTemplate } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run, Terminal } from './terminal.ts';

export const run: Run<'gate'> = async ({ values, terminal }) => {
  const { request, access } = await gateRequest(values, terminal);
  return gate(request, access, terminal, { json: values.json === true });
};

const STATUS: Readonly<Record<GateOutcome, ExitStatus>> = {
  green: EXIT.ok,
  executed: EXIT.ok,
  empty: EXIT.ok,
  red: EXIT.no,
  refused: EXIT.no,
  'rolled-back': EXIT.no,
  incomplete: EXIT.incomplete,
};

/** Runs the gate, shows what it finds as it finds it, and returns the exit status. @param more data beside the result */
export async function gate(
  request: GateRequest,
  access: Access,
  terminal: Terminal,
  { json, more = {} }: { json: boolean; more?: object },
): Promise<ExitStatus> {
  const interruption = listenForInterruption();
  try {
    const show = (judged: JudgedChange): void => {
      if (!json) terminal.out(showJudged(judged, { ...terminal, checks: request.checks }));
    };
    const surroundings = await surroundingsOf(access, terminal, interruption.signal, show);
    const result = await interruption.guard(() => gateStack(request, surroundings));
    if (json) terminal.out(gateJson(request, result, more));
    else terminal.say(showResult(request, result, executing(access)));
    return STATUS[result.outcome];
  } catch (error) {
    throw explained(error, request.stackName, interruption.signal);
  } finally {
    interruption.stop();
  }
}

async function surroundingsOf(
  { region, profile }: Access,
  { say }: Terminal,
  signal: AbortSignal,
  show: GateSurroundings['show'],
): Promise<GateSurroundings> {
  const [{ CloudFormationClient }, { CLIENT_SETTINGS }] = await Promise.all([
    import('../live/clients/change-set.ts'),
    import('../live/client-settings.ts'),
  ]);
  const settings = { ...CLIENT_SETTINGS, ...accessSettings({ region, profile }) };
  const cloudformation = new CloudFormationClient(settings);
  return {
    cloudformation,
    s3: async () => {
      const { S3Client } = await import('../live/clients/template-upload.ts');
      return new S3Client({ ...settings, followRegionRedirects: true });
    },
    ssm: async () => {
      const { SSMClient } = await import('../live/clients/ssm.ts');
      return new SSMClient(settings);
    },
    region: await regionOf(cloudformation),
    now: () => new Date(),
    sleep: (milliseconds, abort) => setTimeout(milliseconds, undefined, { ...(abort && { signal: abort }) }),
    signal,
    say,
    show,
    tell: (event) => say(eventLine(event)),
  };
}

/** The Region that the environment or the profile gives. */
async function regionOf({ config }: { config: { region(): Promise<string> } }): Promise<string> {
  try {
    return await config.region();
  } catch (error) {
    throw new ReadError(error, 'cloudformation:DescribeStacks');
  }
}

/** What AWS refuses, or the way there, is no fault of ours. */
function explained(error: unknown, stack: string, signal: AbortSignal): unknown {
  if (error instanceof UserError) return error;
  if (signal.aborted)
    return new UserError('interrupted', 'Interrupted; nothing was changed.', {
      kind: 'interrupted',
      cause: error,
    });
  if (!(error instanceof ReadError)) return error;
  const { name, message } = error.cause instanceof Error ? error.cause : { name: '', message: error.message };
  if (error.action !== 'cloudformation:CreateChangeSet' || !REFUSED.test(name)) return awsFailure(error, stack);
  return new UserError('change-set-refused', `CloudFormation refuses the change set: ${message}`, {
    hint: name.startsWith('InsufficientCapabilities')
      ? 'Give them with --capabilities, or in the deploy section of samconfig.'
      : 'Nothing was changed. Correct the template, the parameters or the deploy section of samconfig.',
    cause: error,
  });
}

const REFUSED = /^(?:ValidationError|InsufficientCapabilities)/;

function executing({ region, profile }: Access): (changeSet: string) => string {
  const where = [...(region ? ['--region', region] : []), ...(profile ? ['--profile', profile] : [])];
  return (changeSet) =>
    ['aws', 'cloudformation', 'execute-change-set', '--change-set-name', changeSet, ...where].join(' ');
}

/** What the command line, fitness.yaml and samconfig say together. @param parameters given as they are, over all others */
export async function gateRequest(
  values: Values<'gate'>,
  terminal: Terminal,
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ request: GateRequest; access: Access }> {
  const { cwd, say } = terminal;
  const service = findMadeTemplate(cwd, values.template);
  const { environment, settings } = chosen(service, values);
  const stackName = values['stack-name'] ?? settings.stackName;
  if (stackName === undefined)
    throw new UserError('no-stack-name', `Nothing names the stack of ${environment}.`, {
      hint: 'Name it with --stack-name, or as stack_name in the deploy section of samconfig.',
    });
  refuseUnpackaged(service, toolCommand('deploy', '--env', environment));
  const written = await givenParameters(values, cwd);
  const given = { ...written, parameters: { ...written.parameters, ...parameters } };
  const own = await serviceChecks(service, values.custom !== false, cwd);
  sayOwnChecks(own, say);
  const template = loadTemplate(service.document);
  const parameterNames = Object.keys(template.parameters);
  for (const each of [...given.diagnostics, ...unknownParameters(given, parameterNames)]) say(`${lineOf(each)}\n`);
  const reason = reasonOf(values['override-reason']);
  const override = calledIn(service.config, 'FitnessOverrideReason');
  const all: Record<string, string> = {
    // an override is for one release: the previous one must not stay
    [override]: '',
    ...settings.parameters,
    ...given.parameters,
    ...(reason !== undefined && { [override]: reason }),
  };
  return {
    request: {
      stackName,
      template: service.document.text,
      parameterNames,
      hasNestedStacks: [...template.resources.values()].some(({ type }) => type === 'AWS::CloudFormation::Stack'),
      settings: { ...overridden(settings, values), parameters: all },
      execute: values.execute === true,
      overrideReason: all[override]?.trim() || undefined,
      config: own.config,
      configured: service.configured,
      environment,
      checks: own.checks,
      measurements: measurementsOf(service.root),
    },
    access: { region: values.region ?? settings.region, profile: values.profile ?? settings.profile },
  };
}

function overridden(settings: DeploySettings, values: Values<'gate'>): DeploySettings {
  return {
    ...settings,
    ...(values.capabilities && { capabilities: values.capabilities }),
    ...(values['role-arn'] !== undefined && { roleArn: values['role-arn'] }),
    ...(values['s3-bucket'] !== undefined && { s3Bucket: values['s3-bucket'] }),
  };
}

/** Nobody gets another environment's parameters because no environment was named: the stack's name says which it is. */
function chosen(service: ServiceTemplate, values: Values<'gate'>): { environment: string; settings: DeploySettings } {
  const none: DeploySettings = { disableRollback: false, parameters: {} };
  const { samconfig } = service;
  const environments = Object.keys(service.config.environments);
  const stackName = values['stack-name'];
  if (values.env !== undefined) {
    const environment = environmentOf(service, values.env);
    const settings = samconfig && settingsOf(samconfig, environment, stackName !== undefined);
    return { environment, settings: settings ?? none };
  }
  const found =
    samconfig && stackName !== undefined
      ? environmentOfStack(samconfig, [...environments, 'default'], stackName)
      : undefined;
  if (found !== undefined && samconfig)
    return {
      environment: environments.includes(found) ? found : environmentOf(service, undefined),
      settings: deploySettings(samconfig, found),
    };
  if (stackName === undefined)
    throw new UserError('missing-environment', '--env or --stack-name is missing.', {
      hint: `Environments: ${environments.join(', ') || 'none'}.`,
    });
  if (environments.length > 1)
    throw new UserError('missing-environment', `No environment of samconfig has the stack ${stackName}.`, {
      hint: `Say with --env which environment's gate judges it: ${environments.join(', ')}.`,
    });
  return { environment: environmentOf(service, undefined), settings: none };
}

/** Whoever names the stack needs no table of samconfig. */
function settingsOf(samconfig: SamConfig, environment: string, optional: boolean): DeploySettings | undefined {
  try {
    return deploySettings(samconfig, environment);
  } catch (error) {
    if (optional && error instanceof UserError && error.code === 'unknown-environment') return undefined;
    throw error;
  }
}

/** As the template's parameter FitnessOverrideReason takes it, known before anything is deployed. */
const LONGEST_REASON = 200;

export function reasonOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/\p{Cc}/u.test(text)) throw new UserError('invalid-reason', '--override-reason has to be one line of text.');
  if (text.length > LONGEST_REASON)
    throw new UserError(
      'invalid-reason',
      `--override-reason has ${text.length} characters; the template takes ${LONGEST_REASON}.`,
      { hint: 'Say it in fewer words, or name a ticket.' },
    );
  return text;
}
