/** Documents that know no places: of data that nobody wrote, or of a text in which nobody is told where something stands. */
import type { SourceDocument } from './model.ts';

export function placeless(
  of: Pick<SourceDocument, 'file' | 'text' | 'data'> & Partial<SourceDocument>,
): SourceDocument {
  const { file, text, data, diagnostics = [] } = of;
  return { file, text, data, diagnostics, locate: () => undefined, range: () => undefined };
}
