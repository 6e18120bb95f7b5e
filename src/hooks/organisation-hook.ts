/** Judges every stack of an account before anything changes: the function of an `AWS::CloudFormation::LambdaHook`. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Check } from '../checks/api.ts';
import { EVERY_STACK, loadOrganisationConfig, waiverOf } from '../config/organisation.ts';
import type { OrganisationConfig } from '../config/organisation.ts';
import { assessment } from '../fitness/assess.ts';
import type { Report } from '../fitness/report.ts';
import { CLIENT_SETTINGS } from '../live/client-settings.ts';
import { nameOf, parameterValues } from '../live/cloudformation.ts';
import { reading } from '../live/denied.ts';
import { partitionOf } from '../template/region.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import type { SourceDocument, TemplateInputs } from '../template/model.ts';
import { isRecord } from '../template/resolve/values.ts';
import type { Clock } from './clock.ts';
import { OutOfTime, systemClock, within } from './clock.ts';
import type { HookPayload, HookRequest, HookResponse } from './hook-request.ts';
import { hookPayload, hookRequest, tokenOf } from './hook-request.ts';
import type { Log } from './log.ts';
import { consoleLog, errorFields } from './log.ts';
import type { HookContext } from './traffic-hook.ts';
import { logReport } from './verdict.ts';

export interface OrganisationHookOptions {
  /** Text of the fitness.yaml beside it. */
  readonly config: string;
  /** The checks that judge; those that fitness.yaml does not enable are left out. */
  readonly checks: readonly Check[];
  /** @default a client for the function's Region and role, made when it is first used */
  readonly cloudformation?: Pick<CloudFormationClient, 'send'>;
  /** Gets the text at a URL. @default by HTTPS */
  readonly get?: (url: string, signal: AbortSignal) => Promise<string>;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default the console */
  readonly log?: Log;
}

export type OrganisationHook = (event: unknown, context: HookContext) => Promise<HookResponse>;

/**
 * The handler of a Lambda Hook with the targets STACK and CHANGE_SET. It always answers: `FAILED` with `NonCompliant` for
 * a red gate, with `InternalFailure` for what could not be judged; what follows from either says the hook's failure mode.
 *
 * @example
 * import { organisationHook } from 'create-fitness-serverless/hooks';
 * import config from '../fitness.yaml';
 * import checks from './checks/index.ts';
 *
 * export const handler = organisationHook({ config, checks });
 */
export function organisationHook({ config: fitnessYaml, ...options }: OrganisationHookOptions): OrganisationHook {
  const clock = options.clock ?? systemClock;
  let client = options.cloudformation && Promise.resolve(options.cloudformation);
  const cloudformation = () =>
    (client ??= import('../live/clients/stack-hook.ts').then(
      ({ CloudFormationClient }) => new CloudFormationClient(CLIENT_SETTINGS),
    ));
  return async (event, context) => {
    const clientRequestToken = tokenOf(event);
    const log = options.log ?? consoleLog({ hook: 'organisation', clientRequestToken });
    const request = hookRequest(event);
    const answer = await answered(request, {
      config: () => loadOrganisationConfig(fitnessYaml, 'fitness.yaml'),
      checks: options.checks,
      get: options.get ?? getText,
      cloudformation,
      clock,
      log,
      milliseconds: context.getRemainingTimeInMillis() - LAST_WORDS,
    });
    const level = answer.hookStatus === 'FAILED' ? 'error' : 'info';
    log[level](`${answer.hookStatus}: ${answer.message}`, { stack: request?.stack, target: request?.target });
    return { ...answer, message: shortened(answer.message), clientRequestToken };
  };
}

/** Time kept for the answer. */
const LAST_WORDS = 500;

/** Characters that CloudFormation shows. */
const LONGEST_MESSAGE = 4_096;

function shortened(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 1)}…` : text;
}

interface Surroundings {
  readonly config: () => OrganisationConfig;
  readonly checks: readonly Check[];
  readonly get: NonNullable<OrganisationHookOptions['get']>;
  readonly cloudformation: () => Promise<Pick<CloudFormationClient, 'send'>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly milliseconds: number;
}

type Answer = Omit<HookResponse, 'clientRequestToken'>;

async function answered(request: HookRequest | undefined, surroundings: Surroundings): Promise<Answer> {
  if (!request) return success('not judged: neither a stack nor a change set');
  if (request.isDeletion) return success('not judged: the stack is deleted');
  const { clock, log, milliseconds } = surroundings;
  try {
    const config = surroundings.config();
    const time = Math.min(milliseconds, config.deadline * 1000);
    return await within(time, 'the judgement', clock, (signal) => judged(request, config, { ...surroundings, signal }));
  } catch (error) {
    log.error('could not judge', errorFields(error));
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof OutOfTime && request.invocation < MOST_INVOCATIONS) return again(request, message);
    return { hookStatus: 'FAILED', errorCode: 'InternalFailure', message: `could not be judged: ${message}` };
  }
}

/** CloudFormation takes `IN_PROGRESS` three times. */
const MOST_INVOCATIONS = 3;

function again({ invocation }: HookRequest, message: string): Answer {
  return {
    hookStatus: 'IN_PROGRESS',
    message: `${message}; once more`,
    callbackContext: String(invocation),
    callbackDelaySeconds: 5,
  };
}

function success(message: string): Answer {
  return { hookStatus: 'SUCCESS', message };
}

interface Judging extends Surroundings {
  readonly signal: AbortSignal;
}

async function judged(request: HookRequest, organisation: OrganisationConfig, judging: Judging): Promise<Answer> {
  const { clock, log, signal } = judging;
  const name = request.stack.startsWith('arn:') ? nameOf(request.stack) : request.stack;
  const [payload, facts] = await Promise.all([
    judging.get(request.payload, signal).then(hookPayload),
    factsOf(request, judging),
  ]);
  const waiver = waiverOf(organisation.waivers, { name, tags: facts.tags, today: clock.now() });
  const before = payload.previousTemplate || (await deployedTemplate(request, judging));
  const report = reportOf({ ...payload, previousTemplate: before }, name, request, facts, organisation, judging);
  logReport(log, report);
  return answerOf(report, waiver && `waived until ${waiver.until}: ${waiver.reason}`);
}

/** What the payload does not say of a stack: its parameters, and its tags. */
interface Facts {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
  /** Absent if nobody says. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A change set knows both as they would be; of a stack that is updated by other means the tags are known, as they are. */
async function factsOf({ stack, changeSetId }: HookRequest, judging: Judging): Promise<Facts> {
  const { signal, log } = judging;
  const { DescribeChangeSetCommand, DescribeStacksCommand } = await import('../live/clients/stack-hook.ts');
  const options = { abortSignal: signal };
  if (changeSetId !== undefined) {
    // without its parameters the defaults of the template would be judged, which nobody deploys
    const client = await judging.cloudformation();
    const command = new DescribeChangeSetCommand({ ChangeSetName: changeSetId });
    const answer = await reading('cloudformation:DescribeChangeSet', client.send(command, options));
    const { parameters = {}, hiddenParameters: hidden } = parameterValues(answer.Parameters ?? []);
    return { parameters, hidden, tags: tagsOf(answer.Tags) };
  }
  try {
    const client = await judging.cloudformation();
    const command = new DescribeStacksCommand({ StackName: stack });
    const { Stacks = [] } = await reading('cloudformation:DescribeStacks', client.send(command, options));
    return { hidden: [], tags: tagsOf(Stacks[0]?.Tags) };
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn('tags are not known', errorFields(error));
    return { hidden: [] };
  }
}

function tagsOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** A change set is judged before the stack has it: what is deployed is what it is compared with. Empty if nothing is. */
async function deployedTemplate({ stack, target }: HookRequest, judging: Judging): Promise<string> {
  if (target !== 'CHANGE_SET') return '';
  const { GetTemplateCommand } = await import('../live/clients/stack-hook.ts');
  const client = await judging.cloudformation();
  try {
    const command = new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' });
    return (await client.send(command, { abortSignal: judging.signal })).TemplateBody ?? '';
  } catch (error) {
    // so it answers for a stack that is only under review
    if (error instanceof Error && error.name === 'ValidationError') return '';
    return reading('cloudformation:GetTemplate', Promise.reject(error as Error));
  }
}

/** Templates as they were given: the SAM transform has not run yet, so it is run here. */
function reportOf(
  { template, previousTemplate }: HookPayload,
  name: string,
  { stack }: HookRequest,
  facts: Facts,
  { config }: OrganisationConfig,
  { checks, clock }: Judging,
): Report {
  const inputs = inputsOf(stack, name, facts);
  const now = clock.now();
  const assess = (text: string, more: Pick<Parameters<typeof assessment>[0], 'baseline'> = {}) => {
    const loaded = loadTemplate(withoutDefaults(parseDocument(text, name), facts.hidden), inputs);
    return assessment({ template: loaded, config, environment: EVERY_STACK, checks, now, phase: 'template', ...more });
  };
  const baseline = previousTemplate === '' ? undefined : assess(previousTemplate).baseline();
  return assess(template, baseline && { baseline }).report;
}

/** Nothing is known of a parameter that nobody may see, not even that it has its default. */
function withoutDefaults(document: SourceDocument, hidden: readonly string[]): SourceDocument {
  const data = isRecord(document.data) ? document.data : {};
  if (hidden.length === 0 || !isRecord(data['Parameters'])) return document;
  const parameters = Object.entries(data['Parameters']).map(([name, declaration]) => {
    if (!hidden.includes(name) || !isRecord(declaration)) return [name, declaration] as const;
    const { Default: _, ...withoutDefault } = declaration;
    return [name, withoutDefault] as const;
  });
  return { ...document, data: { ...data, Parameters: Object.fromEntries(parameters) } };
}

function inputsOf(stack: string, name: string, { parameters }: Facts): TemplateInputs {
  const [, , , region = '', account = ''] = stack.split(':');
  return {
    ...(parameters && { parameters }),
    pseudo: {
      'AWS::StackName': name,
      ...(region && {
        'AWS::Region': region,
        'AWS::AccountId': account,
        'AWS::StackId': stack,
        'AWS::Partition': partitionOf(region).partition,
        'AWS::URLSuffix': partitionOf(region).suffix,
      }),
    },
  };
}

/** As many as a person reads. */
const REASONS = 20;

function answerOf({ fitness, gate }: Report, waived: string | undefined): Answer {
  const measured = `fitness ${fitness.toFixed(1)}`;
  const said = gate.reasons.slice(0, REASONS).map(({ rule, message }) => `${rule}: ${message}`);
  const more = gate.reasons.length > REASONS ? [`and ${gate.reasons.length - REASONS} more, in the log`] : [];
  const reasons = [...said, ...more].join('; ');
  if (gate.reasons.length === 0 && gate.verdict === 'pass') return success(measured);
  if (waived !== undefined) return success(`${measured}; ${waived}; else stopped: ${reasons}`);
  if (gate.mode === 'observe') return success(`${measured}; observing only; would have been stopped: ${reasons}`);
  const errorCode = gate.verdict === 'incomplete' ? 'InternalFailure' : 'NonCompliant';
  return { hookStatus: 'FAILED', errorCode, message: `${measured}; ${reasons}` };
}

/** Bytes of a payload: two templates of a megabyte each, as JSON strings, and what a change set adds. */
const LARGEST_PAYLOAD = 32 * 1024 * 1024;

async function getText(url: string, signal: AbortSignal): Promise<string> {
  if (!url.startsWith('https://')) throw new Error('the hook was not told where the templates are');
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`the templates could not be fetched: ${response.status} ${response.statusText}`);
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > LARGEST_PAYLOAD) throw new Error(`the templates are too large: ${length} bytes`);
  return response.text();
}
