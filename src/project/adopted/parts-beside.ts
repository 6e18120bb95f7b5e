/** What of ours stands in the files beside the template of an adopted service: scripts, steps, what is not for git. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import type { Part } from '../../insert/part.ts';
import type { SourceDocument } from '../../template/model.ts';

/** @param file its owner's, without the parts of ours; its name says what it is */
export function partsBeside(path: string, config: Config, adopted: AdoptedConfig, file: SourceDocument): Part[] {
  void [path, config, adopted, file];
  return [];
}
