import type { SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import type { Config } from './config.ts';
import { configOf } from './read.ts';

/**
 * Reads fitness.yaml.
 *
 * @param file its name as the reader of an error knows it
 * @param own may it name checks of the service's own? Then `refuseOwnProblems` has to say whether they are there
 * @throws UserError `invalid-config` with every problem and its place; `template-syntax` if it is not YAML
 */
export function loadConfig(text: string, file: string, own = false): { config: Config; document: SourceDocument } {
  const document = parseDocument(text, file);
  return { config: configOf(document, own), document };
}
