import { Component } from 'projen/lib/component.js';
import { forEnvironment } from '../config/defaults.ts';
import { PACKAGE_MANAGERS, runScript } from './package-manager-commands.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';
import { SAM_CLI } from './versions.ts';

/** buildspec.yml: what CodeBuild does with a commit; it deploys only where it is told an environment. */
export class Buildspec extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const { config } = project;
    const environments = Object.keys(config.environments).map((name) => ({
      name,
      region: forEnvironment(config, name).region,
    }));
    new TemplateFile(project, 'buildspec.yml', {
      class: 'merged',
      data: {
        commands: PACKAGE_MANAGERS[config.packageManager],
        script: (name: string, args?: string) => runScript(config.packageManager, name, args),
        node: /\d+/.exec(config.runtime)?.[0],
        samCli: SAM_CLI,
        environments,
        severalRegions: new Set(environments.map(({ region }) => region)).size > 1,
      },
    });
  }
}
