/**
 * The quick reader of YAML: it makes the data and knows where each node begins, in a fraction of the time of the reader
 * that keeps a syntax tree. What the two might read differently it leaves to that one. It also takes flow maps that
 * CloudFormation accepts and `yaml` does not.
 */
import { FAILSAFE_SCHEMA, load, Type } from '#js-yaml';
import type { Schema, State } from '#js-yaml';
import { checkBounds, MAX_DEPTH } from './limits.ts';
import type { ParsedSyntax } from './limits.ts';
import { CLOSED, Places } from './places.ts';
import type { ParserEvent } from './places.ts';
import { plainScalar } from './scalars.ts';
import { longForm, longValue, SHORT_FORMS } from './tags.ts';

/** Anchors and aliases, merge keys, explicit keys, tags of YAML itself, a comment behind a tag, a byte order mark, characters that end a line for one reader only. */
const NOT_QUICK =
  /(?:^[ \t]*|[:?-][ \t\r\n]+|[[{,][ \t\r\n]*)(?:[&*][^\s&*]|<<[ \t]*:|\?[ \t\r\n]|!(?![A-Za-z])|!\S+[ \t]+#)|\r(?!\n)|\uFEFF|\u0085|\u2028|\u2029|\0/m;

export interface Quick {
  readonly data: unknown;
  readonly places: Places;
}

/** What the reader with a tree would read; undefined if that is not sure. */
export function parseQuickly(text: string): Quick | undefined {
  if (NOT_QUICK.test(text)) return undefined;
  const events: ParserEvent[] = [];
  const data = attempt(text, {
    listener: (event, state) => {
      events.push(event === 'open' ? state.position : closingEvent(state, events));
    },
  });
  return data === undefined ? undefined : { data, places: new Places(text, events) };
}

/** What this reader takes, without places. Undefined if it does not take the text. @throws SyntaxProblem beyond the bounds */
export function parseWithJsYaml(text: string): ParsedSyntax | undefined {
  const data = attempt(text, {
    json: true,
    listener: (event, state) => {
      if (event === 'close' && isKey(state) && typeof state.result === 'object' && state.result !== null)
        throw new Error('a key must be text');
    },
  });
  if (data === undefined) return undefined;
  checkBounds(data);
  return { data, remarks: () => [], locate: () => undefined, range: () => undefined };
}

type Options = Parameters<typeof load>[1] & { readonly maxDepth?: number };

function attempt(text: string, options: Options): unknown {
  const all: Options = { ...options, schema: (schema ??= makeSchema()), maxDepth: MAX_DEPTH };
  try {
    return load(text, all);
  } catch {
    return undefined;
  }
}

let schema: Schema | undefined;

/** YAML's core schema with CloudFormation's short forms. */
function makeSchema(): Schema {
  const shortForms = SHORT_FORMS.flatMap((name) => {
    const key = longForm(`!${name}`) as string;
    const construct = (value: unknown) => ({ [key]: longValue(key, value ?? '') });
    return (['scalar', 'sequence', 'mapping'] as const).map((kind) => new Type(`!${name}`, { kind, construct }));
  });
  const plain = new Type('tag:yaml.org,2002:plain', {
    kind: 'scalar',
    resolve: (text: string) => plainScalar(text) !== text,
    construct: plainScalar,
  });
  /** Not part of js-yaml's failsafe schema; its loader knows it by this tag. */
  const merge = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text) => text === '<<' });
  return FAILSAFE_SCHEMA.extend({ implicit: [merge, plain], explicit: shortForms });
}

/** @throws Error where the events do not tell the places: for a key that the data hold otherwise, such as `1.0` or `!Ref X` */
function closingEvent({ kind, result, input, position }: State, events: readonly ParserEvent[]): ParserEvent {
  if (typeof result === 'string') return result;
  const text = String(result);
  if (isKey({ input, position })) {
    const start = events.findLast((event) => typeof event === 'number' && event >= 0) as number;
    if (input.slice(start, position).trim() !== text) throw new Error(`the key ${text} is written differently`);
  }
  // The parser tells nothing of an item or a value that is not written.
  const inFlow = input.charCodeAt(position - 1) === CLOSING_BRACE;
  if ((kind === 'sequence' || inFlow) && hasNull(result)) throw new Error('something is not written');
  if (kind === 'mapping') return CLOSED.mapping;
  if (kind === 'sequence') return CLOSED.sequence;
  return typeof result === 'object' && result !== null ? CLOSED.other : text;
}

function isKey({ input, position }: Pick<State, 'input' | 'position'>): boolean {
  return input.charCodeAt(position) <= COLON && /^[ \t]*:/.test(input.slice(position, position + MARGIN));
}

/** In a list or mapping, also below the key of its short form. */
function hasNull(collection: unknown): boolean {
  const values = Object.values(collection as object);
  const [first] = values as unknown[];
  const tagged = values.length === 1 && typeof first === 'object' && first !== null;
  return values.includes(null) || (tagged && Object.values(first).includes(null));
}

const COLON = 58;
const CLOSING_BRACE = 125;
/** White space between a key and its colon that is looked through. */
const MARGIN = 40;
