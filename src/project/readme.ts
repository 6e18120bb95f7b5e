import { Component } from 'projen/lib/component.js';
import { describeDeployment } from '../config/deployment.ts';
import { forEnvironment } from '../config/defaults.ts';
import { serviceFunctions } from './functions.ts';
import { costPerMillion, METRIC, priceLists, standingCost } from './monthly-cost.ts';
import { PACKAGE_MANAGERS, runScript } from './package-manager-commands.ts';
import type { FitnessServerlessProject } from './project.ts';
import { TextFile } from './service-file.ts';
import { renderTemplate } from '../templates.ts';
import { ownPackage } from '../package.ts';
import { SAM_CLI } from './versions.ts';

export interface ReadmeOptions {
  /** The text of template.yaml, which says what there is to pay for and what outlives the stack. */
  readonly template: () => string;
}

/** README.md: for a colleague who has never seen the service. */
export class Readme extends Component {
  constructor(project: FitnessServerlessProject, options: ReadmeOptions) {
    super(project);
    new TextFile(project, 'README.md', { class: 'once', text: () => readme(project, options.template()) });
  }
}

function readme({ config }: FitnessServerlessProject, template: string): string {
  const environments = Object.keys(config.environments).map((name) => {
    const { deployment } = config.environments[name]!;
    const { region, gate } = forEnvironment(config, name);
    return {
      name,
      deployment,
      about: describeDeployment(deployment),
      region,
      gate,
      stack: `${config.service}-${name}`,
    };
  });
  const standing = standingCost(template, config);
  return renderTemplate('README.md', {
    config,
    environments,
    first: environments[0],
    last: environments.at(-1),
    functions: serviceFunctions(config),
    samCli: SAM_CLI,
    packageManager: PACKAGE_MANAGERS[config.packageManager],
    tool: `npx create-fitness-serverless@${ownPackage().version}`,
    script: (name: string, args?: string) => runScript(config.packageManager, name, args),
    standing,
    standingTotal: standing.reduce((sum, { price }) => sum + price, 0),
    perMillion: costPerMillion(config),
    metric: METRIC,
    priceLists: priceLists(config),
    dollars: (price: number) => `$${price.toFixed(2)}`,
    retained: [...template.matchAll(/^ {2}(\w+):\n {4}Type: (\S+)\n {4}DeletionPolicy: Retain/gm)].map(
      ([, id, type]) => ({ id, type }),
    ),
  });
}
