/** The owner's template with parts in it, as data: what a graph is made of before anything is written. */
import { withChanges } from '../../../insert/data.ts';
import type { Change } from '../../../insert/data.ts';
import type { Part } from '../../../insert/part.ts';
import type { SourceDocument, Template } from '../../../template/model.ts';
import { placeless } from '../../../template/placeless.ts';
import { loadResources } from '../../../template/template.ts';

/** It knows no places. */
export function compose({ file, text, data }: SourceDocument, parts: readonly Part[]): SourceDocument {
  const all = withChanges(data, parts.flatMap(changeOf));
  return placeless({ file, text, data: all });
}

export function composed(document: SourceDocument, parts: readonly Part[]): Template {
  return loadResources(compose(document, parts));
}

function changeOf(part: Part): Change[] {
  if ('lines' in part) return [];
  if ('value' in part) return [{ path: part.path, value: () => part.value }];
  return [{ path: part.path, value: (list) => [...(Array.isArray(list) ? (list as unknown[]) : []), part.item] }];
}
