/** The owner's template with parts in it, as data: what a graph is made of before anything is written. */
import { valueAt, withValue } from '../../../insert/data.ts';
import type { Part } from '../../../insert/part.ts';
import type { SourceDocument, Template } from '../../../template/model.ts';
import { loadResources } from '../../../template/template.ts';

/** It knows no places. */
export function compose({ file, text, data }: SourceDocument, parts: readonly Part[]): SourceDocument {
  const all = parts.reduce(withPart, data);
  return { file, text, data: all, diagnostics: [], locate: () => undefined, range: () => undefined };
}

export function composed(document: SourceDocument, parts: readonly Part[]): Template {
  return loadResources(compose(document, parts));
}

function withPart(data: unknown, part: Part): unknown {
  if ('lines' in part) return data;
  if ('value' in part) return withValue(data, part.path, part.value);
  const list = valueAt(data, part.path);
  return withValue(data, part.path, [...(Array.isArray(list) ? (list as unknown[]) : []), part.item]);
}
