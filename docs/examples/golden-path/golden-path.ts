/** The services of one organisation: what create-fitness-serverless makes, and what every team here has beside it. */
import { FitnessServerlessProject, TextFile, type FitnessServerlessProjectOptions } from 'create-fitness-serverless';
import { Component } from 'projen/lib/component.js';
import { JsonFile } from 'projen/lib/json.js';

export interface GoldenPathOptions extends FitnessServerlessProjectOptions {
  /** GitHub team that owns the service, e.g. `@example/orders`. */
  readonly team: string;
}

export class GoldenPath extends FitnessServerlessProject {
  readonly team: string;

  constructor(options: GoldenPathOptions) {
    super(options);
    this.team = options.team;
    new CodeOwners(this);
    new Runbook(this);
    // One of projen's own files: read-only there, so it is the tool's here.
    new JsonFile(this, 'renovate.json', {
      marker: false,
      obj: {
        extends: ['config:recommended'],
        packageRules: [
          {
            matchPackageNames: ['create-fitness-serverless'],
            postUpgradeTasks: { commands: ['npx fitness-serverless upgrade --wanted'], fileFilters: ['**/*'] },
          },
        ],
      },
    });
  }
}

/** The tool's: who edits it is told so by `upgrade --check`. */
class CodeOwners extends Component {
  constructor(project: GoldenPath) {
    super(project);
    new TextFile(project, '.github/CODEOWNERS', { class: 'managed', text: () => `* ${project.team}\n` });
  }
}

/** Begun by us, written by the team: both own it, and an upgrade merges. */
class Runbook extends Component {
  constructor(project: GoldenPath) {
    super(project);
    const functions = project.config.triggers.map((trigger) => `- \`${trigger}\`\n`).join('');
    new TextFile(project, 'docs/runbook.md', {
      class: 'merged',
      text: `# Runbook of ${project.config.service}\n\nOwner: ${project.team}\n\n## Triggers\n\n${functions}`,
    });
  }
}
