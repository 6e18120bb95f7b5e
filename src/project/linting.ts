import { Component } from 'projen/lib/component.js';
import { LOCKFILE } from '../config/package-managers.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';

/** ESLint, Prettier at its defaults, and the same for editors. */
export class Linting extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    const lockfile = LOCKFILE[project.config.packageManager];
    new TemplateFile(project, 'eslint.config.mjs', { class: 'merged' });
    new TemplateFile(project, '.prettierignore', { class: 'merged', data: { lockfile } });
    new TemplateFile(project, '.editorconfig', { class: 'merged' });
  }
}
