/** What stands in fitness/: the checks and the entry points of the hooks, of a service that was created or adopted. */
import type { CheckMeta } from '../checks/api.ts';
import { checkSource } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { equipmentFor } from '../live/equipment.ts';
import { renderTemplate } from '../templates.ts';
import { enabledChecks } from './enabled-checks.ts';
import type { FileClass } from './files.ts';
import { camelCase } from './identifier.ts';
import { ECMASCRIPT } from './versions.ts';

export interface FitnessFile {
  /** From the service's folder. */
  readonly path: string;
  readonly class: FileClass;
  /** Makes the text. */
  readonly text: () => string;
}

export function fitnessFolderFiles(config: Config): FitnessFile[] {
  const enabled = enabledChecks(config);
  const { readers, measurers } = equipmentFor(enabled, config.live);
  const checks = enabled.map(({ id }) => ({ id, name: camelCase(id) }));
  const file = (path: string, data: object, owner: FileClass = 'managed'): FitnessFile => {
    const template = `fitness/${path.replace(/(^|\/)\./g, '$1_')}`;
    return { path: `fitness/${path}`, class: owner, text: () => renderTemplate(template, { config, ...data }) };
  };
  const data = { target: ECMASCRIPT[config.runtime], checks, readers, measurers, list };
  const gate = config.stackGate ? ['hooks/stack-gate.ts'] : [];
  return [
    ...enabled.map(({ id }) => sourceOf(id)),
    file('checks/README.md', { listed: enabled.map((meta) => listedCheck(meta, config)) }),
    file('checks/custom/index.ts', {}, 'once'),
    ...[...FILES, ...gate].map((path) => file(path, data)),
  ];
}

function sourceOf(id: string): FitnessFile {
  return { path: `fitness/checks/${id}.ts`, class: 'managed', text: () => checkSource(id).text };
}

/** A line of README.md: not a row of a table, whose other rows would change with the longest one. */
function listedCheck({ id, title, severity, weight }: CheckMeta, { checks }: Config): object {
  const own = Object.hasOwn(checks, id) ? checks[id] : undefined;
  return { id, title, severity, weight: own?.weight ?? weight, trial: own?.mode === 'trial', since: own?.since };
}

const FILES = [
  'hooks/pre-traffic.ts',
  'hooks/post-traffic.ts',
  'hooks/report-failure.ts',
  'hooks/recorder.ts',
  'package.json',
  'tsconfig.json',
  'jest.config.js',
  '.prettierrc.json',
  'yaml.d.ts',
];

/** Columns of a line of generated code. */
const WIDTH = 120;

interface Listed {
  readonly name: string;
  readonly types?: readonly string[];
}

/** `readers: [s3, sqs]`, as Prettier writes it in an object at an indentation of two. */
function list(name: string, items: readonly Listed[]): string {
  const line = `${name}: [${items.map((item) => made(item, ['', ', ', ''])).join(', ')}]`;
  if (line.length + 3 <= WIDTH) return line;
  const lines = items.map((item) => {
    const short = `    ${made(item, ['', ', ', ''])},`;
    return short.length <= WIDTH ? short : `    ${made(item, ['\n      ', ',\n      ', ',\n    '])},`;
  });
  return `${name}: [\n${lines.join('\n')}\n  ]`;
}

/** `s3`, or `cloudControl(['AWS::Kinesis::Stream'])`. */
function made({ name, types }: Listed, [before, between, after]: readonly [string, string, string]): string {
  return types ? `${name}([${before}${types.map((type) => `'${type}'`).join(between)}${after}])` : name;
}
