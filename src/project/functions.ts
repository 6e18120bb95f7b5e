import { Component } from 'projen/lib/component.js';
import type { Config, Trigger } from '../config/config.ts';
import { TemplateFile } from './template-file.ts';
import type { FitnessServerlessProject } from './project.ts';
import { AWS_SDK, POWERTOOLS } from './versions.ts';

/** A function of the service: one per trigger. */
export interface ServiceFunction {
  readonly trigger: Trigger;
  /** Logical id, e.g. `HttpFunction`. */
  readonly id: string;
  /** Name of the module in `src/`, of its test and of its sample event. */
  readonly source: string;
  /** Seconds. */
  readonly timeout: number;
  /** Milliseconds that 99 of 100 invocations have to stay below. */
  readonly slow: number;
  /** Logical id of the queue that takes what could not be handled. */
  readonly deadLetters?: string;
}

const FUNCTIONS: Readonly<Record<Trigger, ServiceFunction>> = {
  http: { trigger: 'http', id: 'HttpFunction', source: 'http', timeout: 10, slow: 3_000 },
  queue: {
    trigger: 'queue',
    id: 'QueueFunction',
    source: 'queue',
    timeout: 30,
    slow: 24_000,
    deadLetters: 'QueueDlq',
  },
  schedule: {
    trigger: 'schedule',
    id: 'ScheduleFunction',
    source: 'schedule',
    timeout: 60,
    slow: 48_000,
    deadLetters: 'ScheduleDlq',
  },
  stream: {
    trigger: 'stream',
    id: 'StreamFunction',
    source: 'stream',
    timeout: 30,
    slow: 24_000,
    deadLetters: 'StreamDlq',
  },
  bucket: {
    trigger: 'bucket',
    id: 'BucketFunction',
    source: 'bucket',
    timeout: 30,
    slow: 24_000,
    deadLetters: 'BucketDlq',
  },
};

/** The functions of a service, in the order of the schema, whatever the order of the answers. */
export function serviceFunctions(config: Pick<Config, 'triggers'>): readonly ServiceFunction[] {
  return Object.values(FUNCTIONS).filter(({ trigger }) => config.triggers.includes(trigger));
}

/** Does any function read or write the table through `src/items.ts`? The stream's only follows its changes. */
function usesItems(config: Pick<Config, 'table' | 'triggers'>): boolean {
  return config.table && config.triggers.some((trigger) => trigger !== 'stream');
}

/** Packages that the code of the functions imports, with the versions that work together. */
export function functionDependencies(config: Pick<Config, 'table' | 'triggers'>): Readonly<Record<string, string>> {
  const uses = (...triggers: Trigger[]): boolean => triggers.some((trigger) => config.triggers.includes(trigger));
  return {
    ...((uses('queue') || uses('stream')) && { '@aws-lambda-powertools/batch': POWERTOOLS }),
    '@aws-lambda-powertools/logger': POWERTOOLS,
    '@aws-lambda-powertools/metrics': POWERTOOLS,
    ...(usesItems(config) && { '@aws-sdk/client-dynamodb': AWS_SDK }),
    ...(uses('bucket') && { '@aws-sdk/client-s3': AWS_SDK }),
    ...(usesItems(config) && { '@aws-sdk/lib-dynamodb': AWS_SDK }),
  };
}

/** The code of the functions, its tests and its sample events: written once, then the user's. */
export class Functions extends Component {
  readonly functions: readonly ServiceFunction[];

  constructor(project: FitnessServerlessProject) {
    super(project);
    const { config } = project;
    this.functions = serviceFunctions(config);
    const once = (path: string): void => {
      new TemplateFile(project, path, { class: 'once', data: { functions: this.functions } });
    };
    once('src/powertools.ts');
    if (usesItems(config))
      for (const path of ['src/items.ts', 'test/items.test.ts', 'test/memory-items.ts']) once(path);
    for (const { source } of this.functions) {
      for (const path of [`src/${source}.ts`, `test/${source}.test.ts`, `events/${source}.json`]) once(path);
    }
    once('events/codedeploy-hook.json');
    once('test/support.ts');
    once('test/template.test.ts');
  }
}
