import { Component } from 'projen/lib/component.js';
import type { PackageManager } from '../config/config.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';
import { INSTALL_SCRIPTS, OVERRIDES } from './versions.ts';

const FILES: Readonly<Record<PackageManager, string>> = {
  npm: '.npmrc',
  pnpm: 'pnpm-workspace.yaml',
  yarn: '.yarnrc.yml',
};

/** The configuration file of the package manager. */
export class PackageManagerConfig extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const mayRun = (allowed: boolean) =>
      Object.keys(INSTALL_SCRIPTS).filter((name) => INSTALL_SCRIPTS[name] === allowed);
    new TemplateFile(project, FILES[project.config.packageManager], {
      class: 'merged',
      data: { overrides: OVERRIDES, built: mayRun(true), unbuilt: mayRun(false) },
    });
  }
}
