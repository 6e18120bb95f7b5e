import type { SourceDocument } from './model.ts';
import { readDocument } from './read.ts';
import { parseYaml } from './syntax/yaml.ts';

/** As `readDocument`, and what is read can be edited. */
export function parseDocument(text: string, file: string): SourceDocument {
  return readDocument(text, file, parseYaml);
}
