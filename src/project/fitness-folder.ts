import { Component } from 'projen/lib/component.js';
import { checkById, checkSource } from '../checks/catalogue.ts';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import type { FitnessServerlessProject } from './project.ts';
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
    const data = { target: ECMASCRIPT[config.runtime], checks: enabledChecks(config) };
    for (const { id } of data.checks) {
      new TextFile(project, `fitness/checks/${id}.ts`, { class: 'managed', text: () => checkSource(id).text });
    }
    new TemplateFile(project, 'fitness/checks/custom/index.ts', { class: 'once' });
    for (const path of FILES) new TemplateFile(project, `fitness/${path}`, { class: 'managed', data });
  }
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

/** The checks of the tool that are enabled in some environment, with the names that the hooks import them by. */
function enabledChecks(config: Config): { id: string; name: string }[] {
  const ids = Object.keys(config.environments).flatMap((environment) =>
    Object.entries(forEnvironment(config, environment).checks)
      .filter(([, { enabled }]) => enabled)
      .map(([id]) => id),
  );
  return [...new Set(ids)]
    .filter((id) => checkById(id))
    .sort()
    .map((id) => ({ id, name: camelCase(id) }));
}
