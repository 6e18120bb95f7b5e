import { Component } from 'projen/lib/component.js';
import { LOCKFILE } from '../config/package-managers.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';

/** .gitignore and .gitattributes. */
export class GitFiles extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const lockfile = LOCKFILE[project.config.packageManager];
    new TemplateFile(project, '.gitignore', { class: 'merged' });
    new TemplateFile(project, '.gitattributes', { class: 'merged', data: { lockfile } });
  }
}
