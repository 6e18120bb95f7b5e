/** Surgical edits of YAML and JSON: the text changes at the node that an edit is about, and every other byte stays. */
import { UserError } from '../errors.ts';
import { copy, equal } from './edit/data.ts';
import { differences } from './edit/diff.ts';
import type { Splice } from './edit/place.ts';
import { NotEditable, readTree } from './edit/tree.ts';
import type { Path, SourceDocument } from './model.ts';
import { parseDocument } from './parse.ts';
import { set as setKey } from './syntax/yaml.ts';

/** A change of data, intrinsics in their long form. What already is as it should be is no change. */
export type Edit =
  /** The value at `path` becomes this one; maps that are missing on the way are made. */
  | { readonly path: Path; readonly set: unknown }
  /** The list at `path` gets this item at its end; a missing list is made. */
  | { readonly path: Path; readonly append: unknown }
  /** The key or item at `path` goes away, if it is there. */
  | { readonly path: Path; readonly remove: true };

/**
 * The text of the document with the edits applied, one after the other. Comments, indentation, quotes, tags, line endings and
 * the end of the file stay as they are; what is new is written in the manner of the file. The result was read again, and holds
 * exactly the data that the edits ask for.
 *
 * @throws UserError `edit-impossible` if a path leads through something that is no map or list, or the text cannot be changed
 *   in place (the reader fell back on a lenient one, say)
 */
export function applyEdits(document: SourceDocument, edits: readonly Edit[]): string {
  const target = editData(document.data, edits, document);
  let { text, data } = document;
  // Each round mends all differences that do not touch, and at least one, so the size of the data bounds their number.
  for (let rounds = text.length + JSON.stringify(target ?? null).length; !equal(data, target); rounds--) {
    const next = splice(text, differencesIn(document, text, data, target));
    if (next === text || rounds < 0) throw impossible(document, [], 'it is written in an unusual way');
    text = next;
    data = reread(document, text);
  }
  return text;
}

/** Why no text can be changed in place, in a clause; undefined if it can. */
export function whyNotEditable({ text }: SourceDocument): string | undefined {
  try {
    readTree(text);
    return undefined;
  } catch (error) {
    if (error instanceof NotEditable) return error.message;
    throw error;
  }
}

/**
 * The data after the edits, as a copy.
 *
 * @throws UserError `edit-impossible` if a path leads through something that is no map or list
 */
export function editData(data: unknown, edits: readonly Edit[], document?: SourceDocument): unknown {
  const root = { value: copy(data) };
  for (const edit of edits) {
    if ('remove' in edit) removeAt(root, edit.path);
    else put(root, edit, document);
  }
  return root.value;
}

type Container = Record<string, unknown> | unknown[];

function put(
  root: { value: unknown },
  edit: Exclude<Edit, { remove: true }>,
  document: SourceDocument | undefined,
): void {
  const path = ['value', ...edit.path];
  let container: Container = root;
  path.forEach((step, depth) => {
    const last = depth === path.length - 1;
    const list = last ? 'append' in edit : typeof path[depth + 1] === 'number';
    const present = get(container, step);
    if (last && 'set' in edit) return write(container, step, copy(edit.set), edit.path, document);
    const child: unknown = present ?? (list ? [] : {});
    if (typeof child !== 'object' || child === null || (list && !Array.isArray(child))) {
      throw impossible(document, edit.path.slice(0, depth), list ? 'it is no list' : 'it is no map');
    }
    if (present === undefined || present === null) write(container, step, child, edit.path, document);
    if (last && 'append' in edit) (child as unknown[]).push(copy(edit.append));
    container = child as Container;
  });
}

function get(container: Container, step: string | number): unknown {
  if (Array.isArray(container)) return typeof step === 'number' ? container[step] : undefined;
  return Object.hasOwn(container, String(step)) ? container[String(step)] : undefined;
}

function write(
  container: Container,
  step: string | number,
  value: unknown,
  path: Path,
  document: SourceDocument | undefined,
): void {
  if (!Array.isArray(container)) return setKey(container, String(step), value);
  if (typeof step !== 'number' || step < 0 || step > container.length) {
    throw impossible(document, path, `a list of ${container.length} has no item ${step}`);
  }
  container[step] = value;
}

function removeAt(root: { value: unknown }, path: Path): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let container: unknown = root.value;
  for (const step of path.slice(0, -1)) {
    if (typeof container !== 'object' || container === null) return;
    container = get(container as Container, step);
  }
  if (typeof container !== 'object' || container === null) return;
  if (Array.isArray(container)) {
    if (typeof last === 'number') container.splice(last, 1);
  } else delete (container as Record<string, unknown>)[String(last)];
}

function differencesIn(document: SourceDocument, text: string, data: unknown, target: unknown): Splice[] {
  try {
    return differences(readTree(text), data, target);
  } catch (error) {
    if (error instanceof NotEditable) throw impossible(document, [], error.message);
    throw error;
  }
}

function splice(text: string, splices: readonly Splice[]): string {
  let at = 0;
  let result = '';
  for (const { start, end, text: replacement } of splices) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** What the text holds now; a text that does not read is ours to blame, never written. */
function reread(document: SourceDocument, text: string): unknown {
  try {
    return parseDocument(text, document.file).data;
  } catch (error) {
    if (error instanceof UserError && error.code === 'template-too-large') throw error;
    throw impossible(document, [], error instanceof Error ? error.message : String(error));
  }
}

function impossible(document: SourceDocument | undefined, path: Path, reason: string): UserError {
  const where = path.length > 0 ? ` at ${path.join('.')}` : '';
  return new UserError('edit-impossible', `${document?.file ?? 'The data'} cannot be edited${where}: ${reason}`, {
    location: document?.locate(path),
    hint: 'Make this change by hand.',
  });
}
