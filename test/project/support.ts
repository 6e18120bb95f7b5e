import { configText, withDefaultAnswers, type Answers } from '../../src/config/answers.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { render } from '../../src/project/render.ts';
import type { Template, TemplateInputs } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

/** A rendered service. */
export interface Service {
  readonly config: Config;
  /** Text by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The template as CloudFormation sees it, with values of parameters, and what was measured beside it. */
  template(parameters?: Readonly<Record<string, string>>, measurements?: TemplateInputs['measurements']): Template;
  /** Data of template.yaml, intrinsics in long form. */
  readonly data: TemplateData;
}

export interface TemplateData {
  readonly [section: string]: unknown;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what is in it
  readonly Resources: Readonly<Record<string, any>>;
}

/** The service that is made of these answers; the others take their defaults. */
export function service(
  answers: Partial<Answers> = {},
  edit: (fitnessYaml: string) => string = (text) => text,
): Service {
  const detected = { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' } as const;
  const text = edit(configText(withDefaultAnswers({ name: 'orders', ...answers }, detected)));
  const files = new Map([...render(text)].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString()]));
  const document = parseDocument(files.get('template.yaml') ?? '', 'template.yaml');
  return {
    config: loadConfig(text, 'fitness.yaml').config,
    files,
    data: document.data as TemplateData,
    template: (parameters = {}, measurements) =>
      loadTemplate(document, { parameters, ...(measurements && { measurements }) }),
  };
}

export const TRIGGERS = ['http', 'queue', 'schedule', 'stream', 'bucket'] as const;

/** Writes functions with names into a fitness.yaml. */
export function withFunctions(functions: Readonly<Record<string, string>>): (fitnessYaml: string) => string {
  const lines = Object.entries(functions).map(([name, trigger]) => `  ${name}:\n    trigger: ${trigger}\n`);
  return (text) => text.replace(/^table:/m, `functions:\n${lines.join('')}table:`);
}

/** Two functions of every trigger, as far as a stream bears them, and a name as long as names may be. */
export const NAMED = {
  api: 'http',
  refunds: 'queue',
  'monthly-report': 'schedule',
  follow: 'stream',
  upload: 'bucket',
  import: 'bucket',
  nightly: 'schedule',
  returns: 'queue',
  'longest-name-that-may-be': 'http',
} as const;

type Shape = readonly [name: string, answers: Partial<Answers>, edit?: (fitnessYaml: string) => string];

/** Every trigger alone and all of them, with and without a table; and functions that have names. */
export const SHAPES: readonly Shape[] = [
  ...[...TRIGGERS.map((one) => [one]), TRIGGERS].flatMap((triggers) =>
    [true, false].map((table): Shape => [
      `${triggers.join('+')} ${table ? 'with' : 'without'} a table`,
      { triggers: triggers, table },
    ]),
  ),
  ['functions with names beside all triggers, with a table', { triggers: TRIGGERS, table: true }, withFunctions(NAMED)],
  ['functions with names beside a queue', { triggers: ['queue'], table: false }, withFunctions(NAMED)],
  ['functions with names beside a schedule and a table', { triggers: ['schedule'], table: true }, withFunctions(NAMED)],
];
