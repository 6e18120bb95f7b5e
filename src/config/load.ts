import type { SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import type { Config } from './config.ts';
import { isOrganisationConfig, organisationConfigOf } from './organisation.ts';
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

/** A fitness.yaml of either kind. */
export interface LoadedConfig {
  readonly config: Config;
  readonly document: SourceDocument;
  /** Is it that of an organisation hook? Then `config` is what it judges every stack by. */
  readonly isOrganisation: boolean;
}

/**
 * Reads the fitness.yaml of a service, which may name checks of its own, or of an organisation hook.
 *
 * @param file its name as the reader of an error knows it
 * @throws UserError `invalid-config` with every problem and its place; `template-syntax` if it is not YAML
 */
export function loadEitherConfig(text: string, file: string): LoadedConfig {
  const document = parseDocument(text, file);
  const isOrganisation = isOrganisationConfig(document);
  const config = isOrganisation ? organisationConfigOf(document).config : configOf(document, true);
  return { config, document, isOrganisation };
}
