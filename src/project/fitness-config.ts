import { Component } from 'projen/lib/component.js';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';

/** fitness.yaml: the only record of the service's answers. What is written there is what is rendered. */
export class FitnessConfig extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    new TextFile(project, 'fitness.yaml', { class: 'merged', text: project.configText });
  }
}
