import { Component } from 'projen/lib/component.js';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';

/** jest.config.js: ts-jest hoists `jest.mock`, as people expect, and checks no types: `npm run lint` does. */
export class UnitTests extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    new TemplateFile(project, 'jest.config.js', { class: 'merged' });
  }
}
