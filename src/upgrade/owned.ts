/**
 * The files of an adopted service's owner, as the rendering reads them: without the parts of ours that were put in, so that the
 * same parts are rendered again.
 */
import { UserError } from '../errors.ts';
import { valueAt } from '../insert/data.ts';
import { isKey, isLines, parseParts } from '../insert/part.ts';
import type { Part } from '../insert/part.ts';
import { dataWithout, takeOut, takeOutParts } from '../insert/take-out.ts';
import type { AdoptedConfig } from '../config/config.ts';
import { ALIAS_NAME } from '../config/read.ts';
import type { OwnedFiles } from '../project/adopted/owned.ts';
import { ALIAS } from '../project/adopted/template/written-function.ts';
import { equal } from '../template/edit/data.ts';
import type { Location, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { placeless } from '../template/placeless.ts';
import { readDisk } from './disk.ts';
import { followed, renamedOnly } from './followed.ts';
import { legible, utf8Text } from './legible.ts';
import { basePath, insertedPath } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import type { Disk, OnDisk } from './plan.ts';
import { isAsInserted, parseInserted } from './plan/inserted.ts';
import { standing } from './plan/side.ts';

/** What could be read of the owner's files, and what could not. */
export interface Owned {
  readonly files: OwnedFiles;
  /** Paths that fitness.yaml names and that hold nothing to read, with why, a clause. */
  readonly unread: ReadonlyMap<string, string>;
  /** Where its owner moved a file, as fitness.yaml says: old path → new. */
  readonly moved: ReadonlyMap<string, string>;
  /** Functions that their owner gave another logical id: old → new. */
  readonly renamed: ReadonlyMap<string, string>;
  /** What aliases of ours are called, by the logical id that the function has today. */
  readonly aliases: ReadonlyMap<string, string>;
}

type Paths = Pick<AdoptedConfig, 'template' | 'files'>;

/**
 * The owner's files that parts of ours are rendered for.
 *
 * @param manifest absent: nothing of ours is in them
 * @throws UserError `template-syntax` if the template does not read
 */
export function ownedFiles(root: string, adopted: Paths, manifest?: Manifest): OwnedFiles {
  return readOwned(root, adopted, manifest).files;
}

/** A file that nothing can be put into as it is. */
export interface LeftAlone {
  readonly location: Location;
  /** A clause. */
  readonly reason: string;
}

/** Those beside a template that nothing of ours is in, and those that have to be left alone. */
export function untouchedFiles(
  root: string,
  paths: readonly string[],
): { readonly files: OwnedFiles; readonly left: readonly LeftAlone[] } {
  const files = new Map<string, SourceDocument>();
  const left: LeftAlone[] = [];
  for (const [path, file] of readDisk(root, paths)) {
    const found = file.kind === 'file' ? readBeside(path, file.bytes) : leftAt(path, whyNot(file));
    if ('reason' in found) left.push(found);
    else files.set(path, found);
  }
  return { files, left };
}

function readBeside(path: string, bytes: Uint8Array): SourceDocument | LeftAlone {
  const found = legible(bytes, /\.(?:ya?ml|json)$/i.test(path) ? 'data' : 'text');
  if (!('text' in found)) return leftAt(path, found.reason, found);
  try {
    return documentOf(path, found.text, false);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, location } = error;
    const noJson = /\.json$/i.test(path) ? whyNoJson(found.text) : undefined;
    if (noJson !== undefined) return leftAt(path, noJson, location);
    return leftAt(path, location ? message.replace(`${placeOf(location)}: `, '') : message, location);
  }
}

/** A parser of YAML says of a flow map what nobody who writes JSON would understand. */
function whyNoJson(text: string): string | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return undefined;
  } catch (error) {
    // without what it quotes of the text, and the offset: the place stands beside it
    const said = (error as Error).message.replace(/(?:, (?:\.\.\.)?"| (?:in|after) JSON at position )[^]*$/, '');
    return `it is no JSON: ${said}`;
  }
}

function leftAt(
  path: string,
  reason: string,
  at: { line: number; column: number } = { line: 1, column: 1 },
): LeftAlone {
  return { reason, location: { file: path, line: at.line, column: at.column } };
}

function placeOf({ file, line, column }: Location): string {
  return `${file}:${line}:${column}`;
}

/** The same, with what could not be read. @throws UserError `template-syntax` if the template does not read */
export function readOwned(root: string, { template, files: beside }: Paths, manifest?: Manifest): Owned {
  const paths = [template, ...beside];
  const disk = readDisk(root, [...paths, ...recordedPaths(manifest)]);
  const moved = movedIn(template, beside, disk, manifest);
  const before = new Map([...moved].map(([from, to]) => [to, from]));
  const files = new Map<string, SourceDocument>();
  const unread = new Map<string, string>();
  let { renamed, aliases }: Pick<Owned, 'renamed' | 'aliases'> = { renamed: NONE, aliases: NONE };
  for (const path of paths) {
    const file = disk.get(path);
    const found = file?.kind === 'file' ? read(path, file.bytes, path === template) : whyNot(file);
    const record = recordOf(before.get(path) ?? path, disk, manifest);
    const bare = typeof found === 'string' ? found : withoutOurs(found, path === template, record);
    if (typeof bare === 'string') unread.set(path, bare);
    else files.set(path, bare.document);
    if (path === template && typeof bare !== 'string') ({ renamed, aliases } = bare);
  }
  return { files, unread, moved, renamed, aliases };
}

/** The functions of fitness.yaml, by the logical ids that they have today, with their aliases of today. */
export function functionsToday(
  { functions }: Pick<AdoptedConfig, 'functions'>,
  { renamed, aliases }: Pick<Owned, 'renamed' | 'aliases'>,
): AdoptedConfig['functions'] {
  const named = new Set(Object.keys(functions));
  const called = (id: string): string => {
    const today = renamed.get(id);
    // its owner wrote it there themselves
    return today === undefined || named.has(today) ? id : today;
  };
  return Object.fromEntries(
    Object.entries(functions).map(([id, fn]) => {
      const { alias: before, ...rest } = fn;
      const alias = aliases.get(called(id)) ?? before;
      return [called(id), alias === undefined || alias === ALIAS ? rest : { ...rest, alias }];
    }),
  );
}

/** Records, and the files of which they are: where one is gone, its owner may have moved it. */
function recordedPaths(manifest: Manifest | undefined): string[] {
  return partsIn(manifest).flatMap((path) => [path, basePath(path), insertedPath(path)]);
}

function partsIn(manifest: Manifest | undefined): string[] {
  return Object.entries(manifest?.files ?? {}).flatMap(([path, { parts }]) => (parts ? [path] : []));
}

function whyNot(file: OnDisk | undefined): string {
  if (file?.kind === 'obstacle') return `${file.what} stands in its place`;
  return file ? 'a symbolic link stands in its place' : 'there is no such file';
}

/** A file that does not read; why, or for the template an error with the place. */
function read(path: string, bytes: Uint8Array, isTemplate: boolean): SourceDocument | string {
  const text = utf8Text(bytes);
  if (text === undefined) return 'it is no text in UTF-8';
  try {
    return documentOf(path, text, isTemplate);
  } catch (error) {
    if (isTemplate || !(error instanceof UserError)) throw error;
    return `it cannot be read: ${error.message}`;
  }
}

function documentOf(path: string, text: string, isTemplate: boolean): SourceDocument {
  return isTemplate || isStructured(path, text)
    ? parseDocument(text, path)
    : placeless({ file: path, text, data: undefined });
}

/** JSON with comments may read as YAML, but as something else than it is. */
function isStructured(path: string, text: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path) && (!MAY_HAVE_COMMENTS.test(path) || whyNoJson(text) === undefined);
}

const MAY_HAVE_COMMENTS = /(?:^|\/)(?:tsconfig[^/]*|\.eslintrc)\.json$/;

/** What was put into a file: the parts, if anybody knows them still, and if nobody edited it since, the places. */
interface Put {
  readonly parts: readonly Part[] | undefined;
  original(text: string): string | undefined;
}

function recordOf(path: string, disk: Disk, manifest: Manifest | undefined): Put | undefined {
  const entry = manifest && Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
  const base = standing(disk.get(basePath(path)));
  if (!entry?.parts) return undefined;
  const inserted = standing(disk.get(insertedPath(path)));
  const record = inserted && parseInserted(inserted.bytes);
  return {
    parts: base?.hash === entry.hash ? parseParts(base.bytes) : undefined,
    original: (text) => (record && isAsInserted(record, text) ? takeOut(text, record.chunks) : undefined),
  };
}

/** A file without what is ours, and what its owner called a function or an alias since. */
interface Bare extends Pick<Owned, 'renamed' | 'aliases'> {
  readonly document: SourceDocument;
}

const NONE: ReadonlyMap<string, string> = new Map();
const AS_BEFORE = { renamed: NONE, aliases: NONE };

/** Without edits of its owner's the very file that there was; else its data without the parts; or why neither is known. */
function withoutOurs(document: SourceDocument, isTemplate: boolean, record: Put | undefined): Bare | string {
  if (!record) return { document, ...AS_BEFORE };
  const { file, text } = document;
  const original = record.original(text);
  if (original !== undefined) {
    const aliases = isTemplate ? aliasesIn(document.data, record.parts ?? []) : NONE;
    return { document: documentOf(file, original, isTemplate), renamed: NONE, aliases };
  }
  if (!record.parts) return `nobody knows what of it is ours: ${basePath(file)} is missing, or was changed`;
  const isData = isTemplate || isStructured(file, text);
  if (!isData && !record.parts.every(isLines)) return 'it has comments now, and cannot be changed in place';
  if (isData && !record.parts.some(isLines)) return bareData(document, record.parts, isTemplate ? record : undefined);
  return { document: documentOf(file, takeOutParts(text, file, record.parts).text, isTemplate), ...AS_BEFORE };
}

/**
 * The data alone, with the places where it stands beside what is ours.
 *
 * @param put of the template
 */
function bareData(document: SourceDocument, held: readonly Part[], put: Put | undefined): Bare {
  const isRenamed = put && renamedOnly(document.text, (text) => put.original(text) !== undefined);
  const { parts, renamed } = put ? followed(document.data, held, isRenamed) : { parts: held, renamed: NONE };
  // in a template items come only into lists that were there
  const data = dataWithout(document, parts, put ? 'stay' : 'go');
  const bare = placeless({ file: document.file, text: document.text, data });
  const aliases = put ? aliasesIn(document.data, parts) : NONE;
  return { document: { ...bare, locate: (path) => document.locate(path) }, renamed, aliases };
}

/** Whatever their owner calls aliases of ours: what names them follows. */
function aliasesIn(data: unknown, parts: readonly Part[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of parts) {
    if (!isKey(part) || part.path[3] !== 'AutoPublishAlias') continue;
    const name = valueAt(data, part.path);
    if (typeof name === 'string' && ALIAS_NAME.test(name)) found.set(String(part.path[1]), name);
  }
  return found;
}

/**
 * A file that holds what was put into one that is gone is that file: its owner moved it, and says so in fitness.yaml. Of several
 * the one that holds the most.
 */
function movedIn(
  template: string,
  beside: readonly string[],
  disk: Disk,
  manifest: Manifest | undefined,
): ReadonlyMap<string, string> {
  const paths = [template, ...beside];
  const known = new Set(partsIn(manifest));
  const named = new Set(paths);
  const gone = [...known].filter((path) => !named.has(path) && !disk.has(path));
  const fresh = paths.filter((path) => !known.has(path));
  const moved = new Map<string, string>();
  if (gone.length === 0) return moved;
  for (const to of fresh) {
    const file = disk.get(to);
    const document = file?.kind === 'file' ? read(to, file.bytes, to === template) : '';
    if (typeof document === 'string') continue;
    const [best] = gone
      .filter((from) => !moved.has(from))
      .map((from) => ({ from, held: heldIn(document, recordOf(from, disk, manifest)?.parts ?? []) }))
      .filter(({ held }) => held > HALF)
      .sort((a, b) => b.held - a.held);
    if (best) moved.set(best.from, to);
  }
  return moved;
}

const HALF = 0.5;

/** Which of the parts a text holds, as a share of them. */
function heldIn({ text, data }: SourceDocument, parts: readonly Part[]): number {
  if (parts.length === 0) return 0;
  const lines = new Set(text.split(/\r?\n/));
  const held = parts.filter((part) => {
    if (isLines(part)) return part.lines.every((line) => lines.has(line));
    const there = valueAt(data, part.path);
    return isKey(part) ? there !== undefined : Array.isArray(there) && there.some((item) => equal(item, part.item));
  });
  return held.length / parts.length;
}
