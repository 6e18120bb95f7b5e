/** The files of an adopted service that are the tool's own: fitness/. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import type { RenderedFile } from '../files.ts';

export function fitnessFiles(config: Config, adopted: AdoptedConfig, configText: string): [string, RenderedFile][] {
  void [config, adopted, configText];
  return [];
}
