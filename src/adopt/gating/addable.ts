/** Whether what a function needs can be put into the text as it is written. */
import { insertParts } from '../../insert/insert.ts';
import type { DataPart, Part } from '../../insert/part.ts';
import type { SourceDocument } from '../../template/model.ts';

/** An anchor, an alias or an explicit key of YAML, where such may stand: what is written once for several cannot be added to for one. */
const UNUSUAL = /(?:^|[\s[{,])(?:[&*][\w-]|\?\s)/m;

/**
 * Functions to which nothing can be added, by logical id, and why: a clause. None, where nothing can be added beside them
 * either: that is no matter of a function.
 */
export function notAddable({ text, file }: SourceDocument, parts: readonly Part[]): ReadonlyMap<string, string> {
  if (!UNUSUAL.test(text)) return new Map();
  const ofResources = parts.filter((part): part is DataPart => 'path' in part && part.path[0] === 'Resources');
  const beside = ofResources.find(({ path }) => path.length === 2);
  const below = ofResources.filter(({ path }) => path.length > 2);
  const { left } = insertParts(text, file, beside ? [beside, ...below] : below);
  if (left.some(({ part }) => part === beside)) return new Map();
  return new Map(left.flatMap(({ part, reason }) => ('path' in part ? [[String(part.path[1]), reason] as const] : [])));
}
