/** What is ours in one file beside the template. */
import type { AdoptedConfig, Config } from '../../../config/config.ts';
import type { Part } from '../../../insert/part.ts';
import type { SourceDocument } from '../../../template/model.ts';

/** The file, and the service that it is of. */
export interface Beside {
  readonly config: Config;
  readonly adopted: AdoptedConfig;
  /** Its path in the service. */
  readonly path: string;
  /** Its owner's, without the parts of ours. */
  readonly file: SourceDocument;
}

export interface Found {
  readonly parts: readonly Part[];
  /** What an insertion cannot do: sentences for the owner, who may do it by hand. */
  readonly remarks: readonly string[];
}

export const NOTHING: Found = { parts: [], remarks: [] };

export function only(...parts: readonly Part[]): Found {
  return { parts, remarks: [] };
}

export function remark(...remarks: readonly string[]): Found {
  return { parts: [], remarks };
}

/** The texts of a list, or one that stands alone. */
export function textsOf(value: unknown): string[] {
  return [value].flat().filter((text): text is string => typeof text === 'string');
}
