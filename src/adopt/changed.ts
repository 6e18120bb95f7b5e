/** `.fitness/changed.json`: the values of its owner's that `--fix` changed, so that taking the adoption back gives them back. */
import { UserError } from '../errors.ts';
import { functionOf, isData, valueAt } from '../insert/data.ts';
import { isPath } from '../insert/part.ts';
import { applyEdits } from '../template/edit.ts';
import { equal } from '../template/edit/data.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { isList, isRecord, own } from '../template/resolve/values.ts';
import { checkBounds } from '../template/syntax/limits.ts';
import { STATE_FOLDER } from '../upgrade/manifest.ts';

/** One value, as its owner had it, and as it is since. */
export interface Changed {
  readonly path: Path;
  readonly was: unknown;
  readonly is: unknown;
  /** As they are written, with the space before them; absent where the one text cannot stand for the other. */
  readonly text?: { readonly was: string; readonly is: string };
}

/** Of the one template that is adopted, wherever its owner moves that. */
export const CHANGED_PATH = `${STATE_FOLDER}/changed.json`;

/** What differs, in as small values as can be put back each by itself. */
export function changedBetween(source: SourceDocument, document: SourceDocument): Changed[] {
  const changed = differing(source.data, document.data).map((each): Changed => {
    const [was, is] = [textAt(source, each.path), textAt(document, each.path)];
    return was === undefined || is === undefined ? each : { ...each, text: { was, is } };
  });
  const { text, left } = putBack(document, changed);
  if (text === source.text && left.length === 0) return changed;
  return changed.map(({ path, was, is }) => ({ path, was, is }));
}

function differing(was: unknown, is: unknown, path: Path = []): Changed[] {
  if (equal(was, is)) return [];
  const keys = keysOf(was, is);
  if (!keys) return [{ path, was, is }];
  return keys.flatMap((key) => differing(valueAt(was, [key]), valueAt(is, [key]), [...path, key]));
}

/** Of two maps or lists that have the same; an intrinsic is one value. */
function keysOf(was: unknown, is: unknown): Path | undefined {
  if (isList(was) && isList(is)) return was.length === is.length ? [...was.keys()] : undefined;
  if (!isData(was) || !isData(is) || (functionOf(was) ?? functionOf(is)) !== undefined) return undefined;
  const keys = Object.keys(was);
  return keys.length === Object.keys(is).length && keys.every((key) => Object.hasOwn(is, key)) ? keys : undefined;
}

/** A block stands on lines of its own, what is short behind its key: the space before it is part of how it is written. */
function placeOf(document: SourceDocument, path: Path): readonly [start: number, end: number] | undefined {
  const { text } = document;
  const [at, end] = document.range(path) ?? [];
  if (at === undefined || end === undefined) return undefined;
  let start = at;
  while (start > 0 && ' \t\r\n'.includes(text.charAt(start - 1))) start--;
  return [start, end];
}

function textAt(document: SourceDocument, path: Path): string | undefined {
  const place = placeOf(document, path);
  return place && document.text.slice(...place);
}

/** The text with the values of its owner's again; `left`: those that they changed since, which stay. */
export function putBack(
  document: SourceDocument,
  changed: readonly Changed[],
): { readonly text: string; readonly left: readonly Changed[] } {
  const asWritten = changed.flatMap((each) => {
    const place = placeOf(document, each.path);
    return place && each.text && document.text.slice(...place) === each.text.is ? [{ each, place, ...each.text }] : [];
  });
  const spliced = asWritten
    .sort((a, b) => b.place[0] - a.place[0])
    .reduce((text, { place: [start, end], was }) => text.slice(0, start) + was + text.slice(end), document.text);
  const done = new Set(asWritten.map(({ each }) => each));
  const rest = changed.filter((each) => !done.has(each));
  const asData = rest.filter(({ path, is }) => equal(valueAt(document.data, path), is));
  const text = withData(document, spliced, asData);
  const left = rest.filter((each) => {
    const now = valueAt(document.data, each.path);
    // what its owner took out is nobody's to put back
    return now !== undefined && !equal(now, each.was) && (text === undefined || !asData.includes(each));
  });
  return { text: text ?? spliced, left };
}

/** Undefined: it is written in a way that nothing can be changed in. */
function withData({ file }: SourceDocument, text: string, changed: readonly Changed[]): string | undefined {
  if (changed.length === 0) return text;
  try {
    return applyEdits(
      parseDocument(text, file),
      changed.map(({ path, was }) => ({ path, set: was })),
    );
  } catch (error) {
    if (error instanceof UserError && error.code === 'edit-impossible') return undefined;
    throw error;
  }
}

/** One line per value, so that a diff of it says something. */
export function serializeChanged(changed: readonly Changed[]): Uint8Array {
  return Buffer.from(`[\n${changed.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);
}

/** Reads it again. It comes from a repository: what is none counts as missing. */
export function parseChanged(bytes: Uint8Array): Changed[] {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(bytes).toString('utf8'));
    checkBounds(data);
  } catch {
    return [];
  }
  return isList(data) ? data.flatMap((each) => changedIn(each) ?? []) : [];
}

function changedIn(data: unknown): Changed | undefined {
  const path = own(data, 'path');
  if (!isRecord(data) || !isPath(path) || !Object.hasOwn(data, 'was') || !Object.hasOwn(data, 'is')) return undefined;
  const [was, is] = ['was', 'is'].map((key) => own(own(data, 'text'), key));
  const isText = typeof was === 'string' && typeof is === 'string';
  return { path, was: data['was'], is: data['is'], ...(isText && { text: { was, is } }) };
}
