import { Component } from 'projen/lib/component.js';
import type { CheckMeta } from '../checks/api.ts';
import { checkSource } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import type { FitnessServerlessProject } from './project.ts';
import { equipmentFor } from '../live/instruments.ts';
import { enabledChecks } from './enabled-checks.ts';
import { camelCase } from './identifier.ts';
import { TextFile } from './service-file.ts';
import { TemplateFile } from './template-file.ts';
import { ECMASCRIPT } from './versions.ts';

/**
 * fitness/: the checks and the entry points of the hooks, as code that a reviewer sees. It stands alone, whatever the
 * TypeScript, ESLint, Prettier and jest of the repository are.
 */
export class FitnessFolder extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const { config } = project;
    const enabled = enabledChecks(config);
    const { readers, measurers } = equipmentFor(enabled, config.live);
    const checks = enabled.map(({ id }) => ({ id, name: camelCase(id) }));
    const data = { target: ECMASCRIPT[config.runtime], checks, readers, measurers, list };
    for (const { id } of data.checks) {
      new TextFile(project, `fitness/checks/${id}.ts`, { class: 'managed', text: () => checkSource(id).text });
    }
    new TemplateFile(project, 'fitness/checks/README.md', {
      class: 'managed',
      data: { listed: enabled.map((meta) => listedCheck(meta, config)) },
    });
    new TemplateFile(project, 'fitness/checks/custom/index.ts', { class: 'once' });
    const gate = config.stackGate ? ['hooks/stack-gate.ts'] : [];
    for (const path of [...FILES, ...gate]) new TemplateFile(project, `fitness/${path}`, { class: 'managed', data });
  }
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
