import { loadConfig } from '../config/load.ts';
import type { RenderedFiles } from './files.ts';
import { FitnessServerlessProject } from './project.ts';

/**
 * The files of a service, from its fitness.yaml and the version of this tool alone: no clock, no network, no environment.
 * @throws UserError if the configuration is not valid
 */
export function render(configText: string): RenderedFiles {
  const { config } = loadConfig(configText, 'fitness.yaml', true);
  return new FitnessServerlessProject({ config, configText }).rendered();
}
