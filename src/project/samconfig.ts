import { Component } from 'projen/lib/component.js';
import type { Config } from '../config/config.ts';
import { forEnvironment } from '../config/defaults.ts';
import { runScript } from './package-manager-commands.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';

/** samconfig.toml: complete tables per environment, for SAM inherits nothing from `default` (aws-sam-cli#9048). */
export class Samconfig extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const environments = Object.keys(project.config.environments).map((name) => environment(project.config, name));
    const script = (name: string): string => runScript(project.config.packageManager, name);
    new TemplateFile(project, 'samconfig.toml', { class: 'merged', data: { environments, script } });
  }
}

function environment(config: Config, name: string): object {
  const { region } = forEnvironment(config, name);
  return {
    name,
    region,
    stack: `${config.service}-${name}`,
    // an empty value is written "": SAM refuses the whole list for a bare `PermissionsBoundary=`
    parameters: [
      `Environment="${name}"`,
      // fitness.yaml decides, and goes on to do so when somebody edits it
      'GateMode=""',
      'FitnessOverrideReason=""',
      'IgnoreAlarms="false"',
      'PermissionsBoundary=""',
    ],
  };
}
