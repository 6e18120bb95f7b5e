import { Component } from 'projen/lib/component.js';
import type { FitnessServerlessProject } from './project.ts';
import { TemplateFile } from './template-file.ts';
import { ECMASCRIPT } from './versions.ts';

/** tsconfig.json: types are checked here; esbuild makes the bundles. */
export class TypeScriptConfig extends Component {
  constructor(project: FitnessServerlessProject) {
    super(project);
    new TemplateFile(project, 'tsconfig.json', {
      class: 'merged',
      data: { target: ECMASCRIPT[project.config.runtime] },
    });
  }
}
