import { Component } from 'projen/lib/component.js';
import { stringify } from '#yaml';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { Alarms } from './alarms.ts';
import { Dashboard } from './dashboard.ts';
import { DeploymentPreference } from './deployment-preference.ts';
import { serviceFunctions } from './functions.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';
import { renderTemplate } from '../templates.ts';
import { TrafficHooks } from './traffic-hooks.ts';

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
    new TextFile(project, 'template.yaml', { class: 'merged', text: () => this.#text() });
  }

  #text(): string {
    return this.#render([]);
  }

  #render(dependsOn: readonly string[]): string {
    const config = this.#config;
    return renderTemplate('template.yaml', {
      config,
      scalar,
      description: config.description || `The service ${config.service}.`,
      environments: environments(config),
      target: `node${/\d+/.exec(config.runtime)?.[0]}`,
      functions: serviceFunctions(config).map((fn) => ({ ...fn, alarms: this.alarms.of(fn.id) })),
      deployment: this.deployment,
      hooks: this.hooks.hooks.map((hook) => ({ ...hook, dependsOn: hook.name === 'pre-traffic' ? dependsOn : [] })),
      alarms: this.alarms.all(),
      dashboard: this.dashboard.body,
      outputs: outputs(config),
    });
  }
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
  const has = (trigger: Config['triggers'][number]): boolean => config.triggers.includes(trigger);
  const output = (id: string, description: string, value: string): Output => ({ id, description, value });
  return [
    ...(has('http')
      ? [
          output(
            'HttpApiUrl',
            'Where the API answers.',
            '!Sub https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}',
          ),
        ]
      : []),
    ...(has('queue') ? [output('QueueUrl', 'Where messages are sent.', '!Ref Queue')] : []),
    ...(has('stream') && !config.table
      ? [output('StreamName', 'Stream that records are put into.', '!Ref Stream')]
      : []),
    ...(has('bucket') ? [output('BucketName', 'Bucket that objects are put into.', '!Ref Bucket')] : []),
    ...(config.table ? [output('TableName', 'Table of the service.', '!Ref Table')] : []),
    output('AlarmTopicArn', 'Topic that every alarm is published to.', '!Ref AlarmTopic'),
    output(
      'DashboardUrl',
      'Traffic, errors, duration and fitness.',
      '!Sub https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards:name=${Dashboard}',
    ),
  ];
}

/** A string as a YAML scalar on one line, quoted only where it has to be. YAML 1.1, which CloudFormation reads. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, version: '1.1' }).trimEnd();
}
