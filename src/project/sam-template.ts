import { Component } from 'projen/lib/component.js';
import { stringify } from '#yaml';
import type { Config, Trigger } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { OUTCOMES } from '../hooks/outcome.ts';
import { ownPackage } from '../package.ts';
import type { SourceDocument } from '../template/model.ts';
import { placeless } from '../template/placeless.ts';
import { hookOrder, type HookOrder } from '../template/order.ts';
import { parseWithJsYaml } from '../template/syntax/js-yaml.ts';
import { loadTemplate } from '../template/template.ts';
import { renderTemplate } from '../templates.ts';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { DeploymentPreference } from './deployment-preference.ts';
import { serviceFunctions, type ServiceFunction } from './functions.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';
import { TrafficHooks } from './traffic-hooks.ts';

const TEMPLATE = 'template.yaml';

/** An output of the stack; `value` is YAML. */
export interface Output {
  readonly id: string;
  readonly description: string;
  readonly value: string;
}

/** template.yaml: the service's SAM template. */
export class SamTemplate extends Component {
  readonly deployment: DeploymentPreference;
  readonly alarms: Alarms;
  readonly hooks: TrafficHooks;
  readonly dashboard: Dashboard;
  readonly #config: Config;

  constructor(project: FitnessServerlessProject) {
    super(project);
    this.#config = project.config;
    this.deployment = new DeploymentPreference(project);
    this.alarms = new Alarms(project, { deployment: this.deployment });
    this.hooks = new TrafficHooks(project);
    this.dashboard = new Dashboard(project, { alarms: this.alarms });
    new TextFile(project, TEMPLATE, { class: 'merged', text: () => this.#text() });
  }

  /** In two steps: the graph of the template says what the pre-traffic hook and the stack gate have to wait for. */
  #text(): string {
    return this.#render(hookOrder(loadTemplate(withoutPlaces(this.#render([])))));
  }

  #render(orders: readonly HookOrder[]): string {
    const config = this.#config;
    const before = (phase: HookOrder['phases'][number]) =>
      orders.find(({ phases }) => phases.includes(phase))?.dependsOn ?? [];
    return renderTemplate('template.yaml', {
      config,
      scalar,
      description: config.description || `The service ${config.service}.`,
      environments: environments(config),
      tool: `npx create-fitness-serverless@${ownPackage().version}`,
      target: `node${/\d+/.exec(config.runtime)?.[0]}`,
      functions: serviceFunctions(config).map((fn, index) => ({
        ...fn,
        heading: heading(fn.title),
        first: index === 0,
        alarms: this.alarms.of(fn.id),
      })),
      deployment: this.deployment,
      hooks: this.hooks.all.map((hook, index) => ({
        ...hook,
        first: index === 0,
        dependsOn: hook.name === 'pre-traffic' ? before('pre-traffic') : [],
      })),
      stackGate: config.stackGate && { dependsOn: before('stack') },
      outcomes: Object.keys(OUTCOMES),
      alarms: this.alarms.all(),
      dashboard: this.dashboard.body,
      outputs: outputs(config),
    });
  }
}

/** Columns of a line that begins a part of the template. */
const HEADING = 100;

function heading(title: string): string {
  return `# ---- ${title} `.padEnd(HEADING, '-');
}

/** The reader that knows no places is many times faster, and nobody asks for places in a draft. */
function withoutPlaces(text: string): SourceDocument {
  return placeless({ file: TEMPLATE, text, data: parseWithJsYaml(text)?.data });
}

/** Days that logs are kept where nobody but the team is served, and elsewhere. */
const LOG_RETENTION = { allAtOnce: 14, gradual: 90 } as const;

function environments(config: Config): object[] {
  return Object.entries(config.environments).map(([name, { deployment }]) => ({
    name,
    logRetention: deployment === 'AllAtOnce' ? LOG_RETENTION.allAtOnce : LOG_RETENTION.gradual,
    fitnessFloor: forEnvironment(config, name).gate.minimum,
  }));
}

function outputs(config: Config): Output[] {
  const functions = serviceFunctions(config);
  const has = (trigger: Trigger): boolean => functions.some((fn) => fn.trigger === trigger);
  const region = '${AWS::Region}';
  const all: (Output | false)[] = [
    has('http') && {
      id: 'HttpApiUrl',
      description: 'Where the API answers.',
      value: `!Sub https://\${HttpApi}.execute-api.${region}.\${AWS::URLSuffix}`,
    },
    ...originOutputs(functions, 'queue', ({ origin = '', source, named }) => ({
      id: `${origin}Url`,
      description: `Where messages${named ? ` for ${source}` : ''} are sent.`,
      value: `!Ref ${origin}`,
    })),
    has('stream') &&
      !config.table && {
        id: 'StreamName',
        description: 'Stream that records are put into.',
        value: '!Ref Stream',
      },
    ...originOutputs(functions, 'bucket', ({ origin = '', source, named }) => ({
      id: `${origin}Name`,
      description: `Bucket that objects${named ? ` for ${source}` : ''} are put into.`,
      value: `!Ref ${origin}`,
    })),
    config.table && { id: 'TableName', description: 'Table of the service.', value: '!Ref Table' },
    { id: 'AlarmTopicArn', description: 'Topic that every alarm is published to.', value: '!Ref AlarmTopic' },
    {
      id: 'DashboardUrl',
      description: 'Fitness, traffic, errors and duration.',
      value: `!Sub https://${region}.${consoleOf(config.region)}/cloudwatch/home?region=${region}#dashboards:name=\${Dashboard}`,
    },
  ];
  return all.filter((output) => output !== false);
}

function originOutputs(
  functions: readonly ServiceFunction[],
  trigger: Trigger,
  output: (fn: ServiceFunction) => Output,
): Output[] {
  return functions.filter((fn) => fn.trigger === trigger).map(output);
}

/** Host of the AWS console in the partition of a Region. */
function consoleOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return region.startsWith('cn-') ? 'console.amazonaws.cn' : 'console.aws.amazon.com';
}

/** A string as a YAML scalar on one line, quoted only where it has to be. YAML 1.1, which CloudFormation reads. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, version: '1.1' }).trimEnd();
}
