/** What of ours stands in the template of an adopted service. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import type { Part } from '../../insert/part.ts';
import type { SourceDocument } from '../../template/model.ts';

/** @param template its owner's, without the parts of ours */
export function templateParts(config: Config, adopted: AdoptedConfig, template: SourceDocument): Part[] {
  void [config, adopted, template];
  return [];
}
