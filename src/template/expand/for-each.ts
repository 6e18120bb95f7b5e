/**
 * `Fn::ForEach` of the AWS::LanguageExtensions transform, where the collection is known.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 */
import type { Path } from '../model.ts';
import { isList, isRecord } from '../resolve/values.ts';

const KEY = 'Fn::ForEach::';

export interface Unrolled {
  readonly data: Readonly<Record<string, unknown>>;
  /** By section and key that a loop made: where it is written. */
  readonly sources: ReadonlyMap<string, Path>;
  /** Paths of loops whose collection is not known. */
  readonly open: readonly Path[];
}

/** Unrolls the loops of a template. @param collectionOf the items of a collection; undefined if it is not known */
export function unrollForEach(
  data: Readonly<Record<string, unknown>>,
  collectionOf: (collection: unknown) => readonly string[] | undefined,
): Unrolled {
  const unroller = new Unroller(collectionOf);
  return { data: unroller.unroll(data, []) as Record<string, unknown>, sources: unroller.sources, open: unroller.open };
}

class Unroller {
  readonly sources = new Map<string, Path>();
  readonly open: Path[] = [];
  readonly #collectionOf: (collection: unknown) => readonly string[] | undefined;
  /** Loops in loops multiply: characters that may still be made. */
  #left = 10_000_000;

  constructor(collectionOf: (collection: unknown) => readonly string[] | undefined) {
    this.#collectionOf = collectionOf;
  }

  /** The same object if there is no loop in it. */
  unroll(value: unknown, path: Path): unknown {
    if (isList(value)) {
      const items = value.map((item, index) => this.unroll(item, [...path, index]));
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isRecord(value)) return value;
    const entries = Object.entries(value).flatMap(([key, item]) => {
      return key.startsWith(KEY) ? this.#loop(key, item, path) : [[key, this.unroll(item, [...path, key])] as const];
    });
    const same = entries.length === Object.keys(value).length && entries.every(([key, item]) => value[key] === item);
    return same ? value : Object.fromEntries(entries);
  }

  #loop(key: string, loop: unknown, path: Path): (readonly [string, unknown])[] {
    const [identifier, collection, body] = isList(loop) ? loop : [];
    const items = typeof identifier === 'string' && isRecord(body) ? this.#collectionOf(collection) : undefined;
    if (!items || (this.#left -= items.length * JSON.stringify(body).length) < 0) {
      this.open.push([...path, key]);
      return [[key, loop]];
    }
    return items.flatMap((item) => {
      return Object.entries(body as object).flatMap(([name, template]: [string, unknown]) => {
        const made = substitute({ [name]: template }, identifier as string, item) as Record<string, unknown>;
        const unrolled = this.unroll(made, path) as Record<string, unknown>;
        for (const madeKey of Object.keys(unrolled)) {
          const id = sourceKey([...path, madeKey]);
          if (!this.sources.has(id)) this.sources.set(id, [...path, key, 2, name]);
        }
        return Object.entries(unrolled);
      });
    });
  }
}

function sourceKey(path: Path): string {
  return path.join('\u0000');
}

/** Where a path of the unrolled template is written. */
export function writtenPath(path: Path, sources: Unrolled['sources']): Path {
  for (let length = sources.size ? path.length : 0; length > 0; length--) {
    const source = sources.get(sourceKey(path.slice(0, length)));
    if (source) return [...source, ...path.slice(length)];
  }
  return path;
}

/** `${Name}` is the item, `&{Name}` the item without what is not alphanumeric, in keys and values. */
function substitute(value: unknown, identifier: string, item: string): unknown {
  if (typeof value === 'string') return fill(value, identifier, item);
  if (isList(value)) return value.map((part) => substitute(part, identifier, item));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && value.Ref === identifier) return item;
  return Object.fromEntries(
    entries.map(([key, part]) => [fill(key, identifier, item), substitute(part, identifier, item)]),
  );
}

function fill(text: string, identifier: string, item: string): string {
  return text.replaceAll(`\${${identifier}}`, item).replaceAll(`&{${identifier}}`, item.replace(/[^A-Za-z0-9]/g, ''));
}
