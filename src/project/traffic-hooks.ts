import { Component } from 'projen/lib/component.js';
import { hookFunctions, type HookFunction } from './hook-functions.ts';
import type { FitnessServerlessProject } from './project.ts';

/** The functions that judge a release: both traffic hooks, who answers for them, who records the outcome, and the stack gate. */
export class TrafficHooks extends Component {
  readonly all: readonly HookFunction[];

  constructor(project: FitnessServerlessProject) {
    super(project);
    this.all = hookFunctions(project.config);
  }
}
