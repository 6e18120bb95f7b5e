import { Component } from 'projen/lib/component.js';
import type { Config } from '../config/config.ts';
import { functionDependencies } from './functions.ts';
import { hookClients } from './hook-clients.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';
import { INSTALL_SCRIPTS, NODE_RANGE, NODE_TYPES, OVERRIDES, TOOLS } from './versions.ts';

/** package.json: the scripts of the service, and what its code and its tools are made of. */
export class PackageJson extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const text = `${JSON.stringify(packageJson(project.config), null, 2)}\n`;
    new TextFile(project, 'package.json', { class: 'merged', text });
  }
}

function packageJson(config: Config): object {
  const dependencies = functionDependencies(config);
  return {
    name: config.service,
    version: '0.0.0',
    private: true,
    ...(config.description && { description: config.description }),
    type: 'module',
    engines: { node: NODE_RANGE },
    scripts: scripts(config),
    dependencies: sorted(dependencies),
    devDependencies: sorted(
      without(dependencies, {
        ...TOOLS,
        ...hookClients(config),
        '@types/node': NODE_TYPES[config.runtime],
        'create-fitness-serverless': config.tool,
      }),
    ),
    ...(config.packageManager === 'npm' && { overrides: OVERRIDES, allowScripts: INSTALL_SCRIPTS }),
    ...(config.packageManager === 'yarn' && { resolutions: OVERRIDES }),
  };
}

function scripts(config: Config): Record<string, string> {
  const deploys = Object.keys(config.environments).map((environment): [string, string] => [
    `deploy:${environment}`,
    `fitness-serverless deploy --env ${environment}`,
  ]);
  return {
    build: 'fitness-serverless validate && fitness-serverless measure && sam build',
    test: 'jest --coverage',
    lint: 'eslint . && tsc --noEmit && tsc --noEmit -p fitness && prettier --check .',
    score: 'fitness-serverless score',
    ...Object.fromEntries(deploys),
    prune: 'fitness-serverless prune',
  };
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function without(taken: object, record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !(name in taken)));
}
