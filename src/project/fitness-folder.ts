import { Component } from 'projen/lib/component.js';
import { fitnessFolderFiles } from './fitness-files.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';

/**
 * fitness/: the checks and the entry points of the hooks, as code that a reviewer sees. It stands alone, whatever the
 * TypeScript, ESLint, Prettier and jest of the repository are.
 */
export class FitnessFolder extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    for (const { path, ...options } of fitnessFolderFiles(project.config)) new TextFile(project, path, options);
  }
}
