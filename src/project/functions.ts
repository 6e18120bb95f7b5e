import { Component } from 'projen/lib/component.js';
import { TRIGGERS, type Config, type Trigger } from '../config/config.ts';
import { logicalPrefix } from '../config/functions.ts';
import { TemplateFile } from './template-file.ts';
import type { FitnessServerlessProject } from './project.ts';
import { AWS_SDK, POWERTOOLS } from './versions.ts';

/** A function of the service: one per trigger, and those that have a name of their own. */
export interface ServiceFunction {
  readonly trigger: Trigger;
  /** Logical id, e.g. `HttpFunction`. */
  readonly id: string;
  /** Name of the module in `src/`, of its test and of its sample event. */
  readonly source: string;
  /** What its part of template.yaml is headed. */
  readonly title: string;
  /** Has it a name of its own? */
  readonly named: boolean;
  /** Does it read, write or follow the table? */
  readonly table: boolean;
  /** Logical id of the queue or bucket whose events it takes. */
  readonly origin?: string;
  /** Is it the first of its trigger? It brings along what they share: the API, the stream, the bucket of access logs. */
  readonly leads: boolean;
  /** Seconds. */
  readonly timeout: number;
  /** Milliseconds that 99 of 100 invocations have to stay below. */
  readonly slow: number;
  /** Logical id of the queue that takes what could not be handled. */
  readonly deadLetters?: string;
}

/** What functions of a trigger have in common. */
interface Kind {
  readonly title: string;
  readonly timeout: number;
  readonly slow: number;
  /** What its events come from, if each function has its own. */
  readonly origin?: 'Queue' | 'Bucket';
  /** Who sends the events waits for no answer, so what fails is set aside. */
  readonly setsAside: boolean;
}

const KINDS: Readonly<Record<Trigger, Kind>> = {
  http: { title: 'HTTP', timeout: 10, slow: 3_000, setsAside: false },
  queue: { title: 'Queue', timeout: 30, slow: 24_000, origin: 'Queue', setsAside: true },
  schedule: { title: 'Schedule', timeout: 60, slow: 48_000, setsAside: true },
  stream: { title: 'Stream', timeout: 30, slow: 24_000, setsAside: true },
  bucket: { title: 'Bucket', timeout: 30, slow: 24_000, origin: 'Bucket', setsAside: true },
};

type Shape = Pick<Config, 'table' | 'triggers' | 'functions'>;

/**
 * The functions of a service: those of the triggers in the order of the schema, whatever the order of the answers; then
 * those with names, in the order of fitness.yaml.
 */
export function serviceFunctions(config: Shape): readonly ServiceFunction[] {
  const triggers = TRIGGERS.filter((trigger) => config.triggers.includes(trigger));
  const named = Object.entries(config.functions);
  return [
    ...triggers.map((trigger) => functionOf(trigger, undefined, config)),
    ...named.map(([name, { trigger }]) => functionOf(trigger, name, config)),
  ].map((fn, index, all) => ({ ...fn, leads: all.findIndex(({ trigger }) => trigger === fn.trigger) === index }));
}

function functionOf(trigger: Trigger, name: string | undefined, { table }: Shape): Omit<ServiceFunction, 'leads'> {
  const { title, origin, timeout, slow, setsAside } = KINDS[trigger];
  const prefix = logicalPrefix(name ?? trigger);
  return {
    trigger,
    id: `${prefix}Function`,
    source: name ?? trigger,
    title: name ?? title,
    named: name !== undefined,
    // src/items.ts is the user's by the time that a named one is added: nothing new may lean on it
    table: table && (name === undefined || trigger === 'stream'),
    timeout,
    slow,
    ...(origin && { origin: name === undefined ? origin : `${prefix}${origin}` }),
    ...(setsAside && { deadLetters: `${prefix}Dlq` }),
  };
}

/** The triggers of all functions, each once. */
export function triggersOf(functions: readonly ServiceFunction[]): readonly Trigger[] {
  return [...new Set(functions.map(({ trigger }) => trigger))];
}

/** Does any function read or write the table through `src/items.ts`? The stream's only follows its changes. */
function usesItems(config: Pick<Config, 'table' | 'triggers'>): boolean {
  return config.table && config.triggers.some((trigger) => trigger !== 'stream');
}

/** Packages that the code of the functions imports, with the versions that work together. */
export function functionDependencies(config: Shape): Readonly<Record<string, string>> {
  const used = triggersOf(serviceFunctions(config));
  const uses = (...triggers: Trigger[]): boolean => triggers.some((trigger) => used.includes(trigger));
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
    const triggers = triggersOf(this.functions);
    const once = (path: string, template = path, fn?: ServiceFunction): void => {
      new TemplateFile(project, path, { class: 'once', template, data: { triggers, fn } });
    };
    once('src/powertools.ts');
    if (usesItems(config))
      for (const path of ['src/items.ts', 'test/items.test.ts', 'test/memory-items.ts']) once(path);
    for (const fn of this.functions) {
      once(`src/${fn.source}.ts`, `src/${fn.trigger}.ts`, fn);
      once(`test/${fn.source}.test.ts`, `test/${fn.trigger}.test.ts`, fn);
      once(`events/${fn.source}.json`, `events/${fn.trigger}.json`, fn);
    }
    once('events/codedeploy-hook.json');
    once('test/support.ts');
    once('test/template.test.ts');
  }
}
