import { UserError } from '../errors.ts';
import type { SourceDocument } from './model.ts';
import { readDocument } from './read.ts';
import { parseYaml } from './syntax/yaml.ts';

/** As `readDocument`, and what is read can be edited. */
export function parseDocument(text: string, file: string): SourceDocument {
  return readDocument(text, file, parseYaml);
}

/** As `parseDocument`; undefined for a text that does not read. */
export function parseReadable(text: string, file: string): SourceDocument | undefined {
  try {
    return parseDocument(text, file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
