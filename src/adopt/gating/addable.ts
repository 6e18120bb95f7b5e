/** Whether what a function needs can be put into the text as it is written. */
import { insertParts } from '../../insert/insert.ts';
import type { DataPart, Part } from '../../insert/part.ts';
import type { SourceDocument } from '../../template/model.ts';

/** An anchor or an alias of YAML, where such may stand: what is written once for several cannot be added to for one. */
const SHARED = /(?:^|[\s[{,])[&*][\w-]/m;

/** Functions to which nothing can be added, by logical id, and why: a clause. */
export function notAddable({ text, file }: SourceDocument, parts: readonly Part[]): ReadonlyMap<string, string> {
  if (!SHARED.test(text)) return new Map();
  const below = parts.filter((part): part is DataPart => 'path' in part && part.path.length > 2);
  const { left } = insertParts(text, file, below);
  return new Map(left.flatMap(({ part, reason }) => ('path' in part ? [[String(part.path[1]), reason] as const] : [])));
}
