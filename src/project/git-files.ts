import { Component } from 'projen/lib/component.js';
import { PACKAGE_MANAGERS } from './package-manager.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';

/** .gitignore and .gitattributes. */
export class GitFiles extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const { lockfile } = PACKAGE_MANAGERS[project.config.packageManager];
    new TemplateFile(project, '.gitignore', { class: 'merged' });
    new TemplateFile(project, '.gitattributes', { class: 'merged', data: { lockfile } });
  }
}
