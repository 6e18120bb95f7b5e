/** What readers make of answers: nothing is taken for granted, and nothing goes on for ever. */
import type { Resolved } from '../template/model.ts';
import { Unreadable } from './aws.ts';
import type { Operation } from './operations.ts';

/**
 * A member that an answer always has.
 *
 * @throws Unreadable if it is not there
 */
export function member<T>(value: T | null | undefined, operation: Operation, name: string): T {
  if (value === undefined || value === null) throw new Unreadable(`${operation} answered without ${name}`);
  return value;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the next one; absent on the last. */
  readonly next: string | undefined;
}

/** More pages than this nobody reads in front of a deployment. */
const MAX_PAGES = 100;

/**
 * The items of all pages.
 *
 * @throws Unreadable if a token comes twice, or there are too many pages
 */
export async function allPages<T>(
  operation: Operation,
  page: (token: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await page(token);
    items.push(...answer.items);
    token = answer.next;
    if (token === undefined) return items;
    if (tokens.has(token)) throw new Unreadable(`${operation} answers the same page again and again`);
    tokens.add(token);
  } while (tokens.size < MAX_PAGES);
  throw new Unreadable(`${operation} has more than ${MAX_PAGES} pages`);
}

/**
 * A document that a service keeps as JSON text, e.g. a policy; undefined where there is none.
 *
 * @throws Unreadable if it is no JSON
 */
export function jsonDocument(text: string | undefined, operation: Operation): Resolved | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as Resolved;
  } catch (error) {
    throw new Unreadable(`${operation} answered with a document that is no JSON`, { cause: error });
  }
}

/**
 * What a service writes out although nobody asked for it: undefined where it is the service's default and the template
 * (`written`) does not say it.
 */
export function unlessDefault<T extends Resolved>(value: T, byDefault: T, written: unknown): T | undefined {
  return value === byDefault && written === undefined ? undefined : value;
}

/** In the order in which the template has them, so that a verdict points at the right place; what it does not have comes last. */
export function inOrder<T>(items: readonly T[], written: readonly unknown[], nameOf: (item: T) => unknown): T[] {
  const places = new Map(written.map((name, place) => [name, place]));
  const placeOf = (item: T) => places.get(nameOf(item)) ?? Infinity;
  return items
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => (a.place === b.place ? 0 : a.place - b.place))
    .map(({ item }) => item);
}

/** A part of a property, without the members that are not set. */
export function setOf(members: Readonly<Record<string, Resolved | undefined>>): Resolved {
  const set = Object.entries(members).filter((entry): entry is [string, Resolved] => entry[1] !== undefined);
  return Object.fromEntries(set);
}

/** A part of an answer as data, without the members that are not set. */
export function plain<T extends object | undefined>(part: T): Resolved | Extract<T, undefined> {
  return part && (JSON.parse(JSON.stringify(part)) as Resolved);
}
