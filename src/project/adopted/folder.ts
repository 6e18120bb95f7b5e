/** The files of an adopted service that are the tool's own: fitness/. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import type { RenderedFile } from '../files.ts';
import { prebuiltFiles } from './prebuilt.ts';
import { sourceFiles } from './source.ts';

export function fitnessFiles(config: Config, { hooks }: AdoptedConfig, configText: string): [string, RenderedFile][] {
  if (hooks === 'none') return [];
  return hooks === 'source' ? sourceFiles(config) : prebuiltFiles(config, configText);
}
