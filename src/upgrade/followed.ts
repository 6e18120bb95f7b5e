/**
 * What was put into a function goes with it: its owner gave it another logical id, or wrote a second one after it. Then parts of
 * ours stand where nobody put them, and are ours all the same: what they refer to is.
 */
import { child, isData, valueAt } from '../insert/data.ts';
import { isKey, isLines } from '../insert/part.ts';
import type { DataPart, Part } from '../insert/part.ts';
import { equal } from '../template/edit/data.ts';
import { references } from '../template/graph.ts';
import type { Path } from '../template/model.ts';
import { set } from '../template/syntax/yaml.ts';

export interface Followed {
  /** Parts as their owner's data has them today. */
  readonly parts: readonly Part[];
  /** Functions: logical id under which something was put in → the one of today. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Functions that were written after another: their parts were put in by their owner alone. */
  readonly copied: ReadonlySet<string>;
}

/** Was the template, but for the name of one function, what ours was put into? */
export type IsRenamed = (from: string, to: string) => boolean;

/**
 * @param data of the template, as it stands
 * @param isRenamed of a function that refers to nothing of ours: it might have the same alias by its owner's hand
 */
export function followed(data: unknown, parts: readonly Part[], isRenamed: IsRenamed = () => false): Followed {
  const blocks = blocksIn(parts);
  const strays = straysIn(data, parts, blocks);
  const renamed = new Map<string, string>();
  const copied = new Map<string, string>();
  for (const stray of strays) {
    const free = [...blocks.keys()].filter((id) => !renamed.has(id) && valueAt(data, ['Resources', id]) === undefined);
    const gone = nearest(data, stray, free, blocks);
    if (gone === undefined) copied.set(stray, nearest(data, stray, [...blocks.keys()], blocks) ?? '');
    else renamed.set(gone, stray);
  }
  if (strays.length === 0) for (const [from, to] of provenIn(data, parts, blocks, isRenamed)) renamed.set(from, to);
  const standing = [...renamed].reduce(
    (all, [from, to]) => all.map((part) => renamedPart(part, from, to, data)),
    parts,
  );
  const copies = [...copied].flatMap(
    ([to, from]) =>
      blocksIn(parts)
        .get(from)
        ?.map((part) => under(to, part, data)) ?? [],
  );
  return { parts: [...standing, ...copies], renamed, copied: new Set(copied.keys()) };
}

/** Of a function: what was put into its properties. */
type Blocks = ReadonlyMap<string, readonly DataPart[]>;

function blocksIn(parts: readonly Part[]): Blocks {
  const blocks = new Map<string, DataPart[]>();
  for (const part of parts) {
    const id = isLines(part) ? undefined : functionOf(part.path);
    if (id !== undefined && !isLines(part)) blocks.set(id, [...(blocks.get(id) ?? []), part]);
  }
  return blocks;
}

/** Logical id of the resource that a place in its properties is of. */
export function functionOf([section, id, properties, key]: Path): string | undefined {
  const isInside = section === 'Resources' && properties === 'Properties' && key !== undefined;
  return isInside && typeof id === 'string' ? id : undefined;
}

/**
 * The text with the old name again, where that stood: as a key, or wherever the new one does.
 *
 * @param isAsPut Is a text the one that ours was put into, to the byte?
 */
export function renamedOnly(text: string, isAsPut: (text: string) => boolean): IsRenamed {
  return (from, to) => {
    const key = new RegExp(`(?<![\\w])${to}(?=["']?\\s*:)`, 'g');
    const asKey = [...text.matchAll(key)].map(
      ({ index }) => text.slice(0, index) + from + text.slice(index + to.length),
    );
    return [text.replaceAll(to, from), ...asKey].some(isAsPut);
  };
}

/** Of a function that got its alias alone, nothing but the text of before tells its new name from another function's. */
function provenIn(data: unknown, parts: readonly Part[], blocks: Blocks, isRenamed: IsRenamed): [string, string][] {
  const resources = child(data, 'Resources');
  if (!isData(resources)) return [];
  const [gone, ...others] = [...blocks.keys()].filter((id) => child(resources, id) === undefined);
  if (gone === undefined || others.length > 0) return [];
  const isHeld = (id: string): boolean => (blocks.get(gone) ?? []).every((part) => holds(data, under(id, part, data)));
  const named = new Set(parts.flatMap((part) => (isLines(part) ? [] : [part.path[1]])));
  const found = Object.keys(resources).filter((id) => LOGICAL_ID.test(id) && !named.has(id) && isHeld(id));
  const to = found.find((id) => isRenamed(gone, id));
  return to === undefined ? [] : [[gone, to]];
}

const LOGICAL_ID = /^[A-Za-z0-9]+$/;

/** Functions that nothing was put into, and whose deployments refer to what is ours. */
function straysIn(data: unknown, parts: readonly Part[], blocks: Blocks): string[] {
  const resources = child(data, 'Resources');
  if (blocks.size === 0 || !isData(resources)) return [];
  const ours = new Set(parts.flatMap((part) => (isKey(part) && part.path.length === 2 ? [part.path[1]] : [])));
  return Object.entries(resources).flatMap(([id, resource]) => {
    if (blocks.has(id) || ours.has(id) || child(resource, 'Type') !== 'AWS::Serverless::Function') return [];
    const gate = ['DeploymentPreference', 'AutoPublishCodeSha256'].map((key) => valueAt(resource, ['Properties', key]));
    return references(gate).some(({ name }) => ours.has(name)) ? [id] : [];
  });
}

/** Of these functions the one of which a stray holds the most. */
function nearest(data: unknown, stray: string, ids: readonly string[], blocks: Blocks): string | undefined {
  const held = (id: string): number =>
    (blocks.get(id) ?? []).filter((part) => holds(data, under(stray, part, data))).length;
  const [best] = ids.map((id) => ({ id, held: held(id) })).sort((a, b) => b.held - a.held);
  return best?.id;
}

function holds(data: unknown, part: DataPart): boolean {
  const there = valueAt(data, part.path);
  return isKey(part) ? equal(there, part.value) : Array.isArray(there) && there.some((item) => equal(item, part.item));
}

/** A part of one function, in another. */
function under(to: string, part: DataPart, data: unknown): DataPart {
  const [section = '', from, ...rest] = part.path;
  return asWritten({ ...part, path: [section, to, ...rest] }, String(from), to, data);
}

/** A part after a function got another name; what is called after it may have got one, too. */
function renamedPart(part: Part, from: string, to: string, data: unknown): Part {
  if (isLines(part)) return part;
  if (functionOf(part.path) === from) return under(to, part, data);
  const named = part.path.map((step) => (typeof step === 'string' ? step.replaceAll(from, to) : step));
  const isMoved = valueAt(data, part.path) === undefined && valueAt(data, named) !== undefined;
  return asWritten(isMoved ? { ...part, path: named } : part, from, to, data);
}

/** Where its owner put in the new name for the old one, that was no edit of the part. */
function asWritten(part: DataPart, from: string, to: string, data: unknown): DataPart {
  const there = valueAt(data, part.path);
  if (isKey(part)) return { ...part, value: alike(part.value, there, from, to) };
  const items: readonly unknown[] = Array.isArray(there) ? there : [];
  const isItem = (item: unknown): boolean => equal(alike(part.item, item, from, to), item);
  return { ...part, item: items.find(isItem) ?? part.item };
}

function alike(value: unknown, there: unknown, from: string, to: string): unknown {
  if (typeof value === 'string' && typeof there === 'string')
    return there.replaceAll(to, from) === value ? there : value;
  if (Array.isArray(value)) return value.map((item, index) => alike(item, child(there, index), from, to));
  if (!isData(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) set(result, key, alike(one, child(there, key), from, to));
  return result;
}
