/** The merge of a whole repository: structured files per place, every other text per line, all of these in one go. */
import { parseDocument } from '../../template/parse.ts';
import { dressed, plain } from './line-endings.ts';
import { refuseConflictsLeft } from './markers.ts';
import { unreadable } from './reread.ts';
import { mergeStructured } from './structured.ts';
import { mergeTexts, textsOf } from './text.ts';
import type { Merge, Merged, MergeOptions, ThreeWay } from './three-way.ts';

/** Files that the tool cannot do without: if one does not parse, nothing is merged. */
const MUST_PARSE: ReadonlySet<string> = new Set(['fitness.yaml', 'template.yaml']);

/**
 * Merges files, in their order. No process is started unless both sides changed a text.
 *
 * @throws UserError `conflict-markers` if a conflict is left in a file, `template-syntax` if fitness.yaml or template.yaml does
 *   not parse
 */
export const merge: Merge = (files, options) => {
  refuseConflictsLeft(
    files.flatMap((file) => {
      const texts = textsOf(file);
      return texts ? [{ path: file.path, ...texts }] : [];
    }),
  );
  const merged = files.map((file) => oneSided(file) ?? structured(file));
  const rest = files.filter((_, index) => merged[index] === undefined);
  const texts =
    rest.length === 0 ? [] : mergeTexts(rest, options).map((text, index) => read(text, rest[index], options));
  return merged.map((result) => result ?? (texts.shift() as Merged));
};

/** What needs no merge: one side alone changed the text, or both in the same way. CRLF and LF are the same here. */
function oneSided(file: ThreeWay): Merged | undefined {
  const texts = textsOf(file);
  if (!texts) return undefined;
  const [base, yours, next] = [plain(texts.base), plain(texts.yours), plain(texts.next)];
  if (yours === base) return { kind: 'clean', bytes: Buffer.from(dressed(next, texts), 'latin1'), kept: [] };
  return next === base || next === yours ? { kind: 'clean', bytes: file.yours, kept: [] } : undefined;
}

function structured(file: ThreeWay): Merged | undefined {
  const merged = mergeStructured(file);
  if (!merged && MUST_PARSE.has(file.path)) parseDocument(Buffer.from(file.yours).toString('utf8'), file.path);
  return merged;
}

/** A structured file that had to be merged as text; what has markers is read by a person first. */
function read(merged: Merged, file: ThreeWay | undefined, { favour }: MergeOptions): Merged {
  if (!file || merged.kind === 'unmergeable') return merged;
  if (merged.kind === 'conflict' && favour === 'markers') return merged;
  const reason = unreadable(file.path, merged.bytes, file.yours);
  return reason === undefined ? merged : { kind: 'unmergeable', reason };
}
