/** Random documents, as models: how they are written in a format and a style, how they are edited, and how two edits merge. */
import fc from 'fast-check';

export type Format = 'yaml' | 'json' | 'toml';

export interface Style {
  readonly indent: string;
  readonly flushLists: boolean;
  readonly eol: string;
  readonly ends: boolean;
  readonly mark: string;
}

export const PLAIN: Style = { indent: '  ', flushLists: false, eol: '\n', ends: true, mark: '' };

export interface Entry {
  /** The key, or what an item is known by. */
  readonly id: string;
  /** Lines above it: comments with `#`, and blank ones. */
  readonly gap: readonly string[];
  readonly note: string;
  readonly value: Value;
}

export type Value =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'script'; readonly lines: readonly string[] }
  | { readonly kind: 'map' | 'list'; readonly entries: readonly Entry[]; readonly tail: readonly string[] };

export type Collection = Extract<Value, { kind: 'map' | 'list' }>;

// ---- documents

const word = fc.integer({ min: 0, max: 99 }).map((number) => `w${number}`);

function scalar(format: Format): fc.Arbitrary<Value> {
  const texts = word.chain((text) =>
    format === 'yaml'
      ? fc.constantFrom(text, `'${text}'`, `"${text}"`, `!Sub '${text}-\${x}'`, `!GetAtt ${text}.Arn`, `{ k: ${text} }`)
      : fc.constantFrom(`"${text}"`, '12', 'true'),
  );
  return texts.map((text) => ({ kind: 'scalar', text }));
}

const gaps = (format: Format): fc.Arbitrary<readonly string[]> =>
  format === 'json'
    ? fc.constant([])
    : fc.oneof(
        fc.constant([]),
        word.map((text) => [`# about ${text}`]),
        word.map((text) => ['', `# about ${text}`]),
        fc.constant(['']),
      );

const notes = (format: Format): fc.Arbitrary<string> =>
  format === 'json'
    ? fc.constant('')
    : fc.oneof(
        fc.constant(''),
        word.map((text) => ` # ${text}`),
      );

function entries(format: Format, ids: fc.Arbitrary<string>, value: (id: string) => fc.Arbitrary<Value>) {
  const entry = ids.chain((id) =>
    fc.record({ id: fc.constant(id), gap: gaps(format), note: notes(format), value: value(id) }),
  );
  return fc.uniqueArray(entry, { selector: ({ id }) => id, minLength: 1, maxLength: 4 });
}

const keys = (prefix: string): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: 9 }).map((number) => `${prefix}${number}`);

function list(format: Format, depth: number): fc.Arbitrary<Value> {
  const scalars = entries(format, keys('i'), (id) =>
    fc.constant({ kind: 'scalar', text: quoted(format, id) } as const),
  );
  const maps = entries(format, keys('n'), (id) => namedMap(format, id, depth));
  return (format === 'toml' || depth === 0 ? scalars : fc.oneof(scalars, maps)).map((found) => ({
    kind: 'list',
    entries: found.map((each) => (each.value.kind === 'scalar' ? each : { ...each, note: '' })),
    tail: [],
  }));
}

function namedMap(format: Format, id: string, depth: number): fc.Arbitrary<Value> {
  const name: Entry = { id: 'Name', gap: [], note: '', value: { kind: 'scalar', text: quoted(format, id) } };
  return map(format, depth - 1).map((value) => ({ ...value, entries: [name, ...value.entries] }));
}

export function quoted(format: Format, text: string): string {
  return format === 'yaml' ? text : `"${text}"`;
}

function map(format: Format, depth: number): fc.Arbitrary<Collection> {
  const ids = keys(depth > 0 && format !== 'toml' ? '' : 's').chain((id) =>
    depth > 0
      ? fc.constantFrom(...(format === 'yaml' ? 'smltp' : format === 'json' ? 'smlp' : 'slp')).map((kind) => kind + id)
      : fc.constant(id),
  );
  const found = entries(format, ids, (id) => valueFor(format, id, depth));
  const tail =
    format === 'yaml'
      ? fc.oneof(
          fc.constant([]),
          word.map((text) => [`# end ${text}`]),
        )
      : fc.constant([]);
  return fc.record({ kind: fc.constant('map' as const), entries: found, tail });
}

function valueFor(format: Format, id: string, depth: number): fc.Arbitrary<Value> {
  if (id.startsWith('m')) return map(format, depth - 1);
  if (id.startsWith('l')) return list(format, depth - 1);
  if (id.startsWith('t'))
    return fc.array(word, { minLength: 1, maxLength: 4 }).map((lines) => ({ kind: 'script', lines }));
  return scalar(format);
}

/** A file: its first keys show its manner, and are not edited. */
export function file(format: Format): fc.Arbitrary<Collection> {
  const item: Entry = { id: 'x', gap: [], note: '', value: { kind: 'scalar', text: quoted(format, 'x') } };
  const fixed = (id: string, kind: 'map' | 'list'): Entry => {
    return { id, gap: [], note: '', value: { kind, entries: [item], tail: [] } };
  };
  const manner =
    format === 'toml'
      ? [{ ...item, id: 'fixed' }]
      : [{ ...item, id: 'fixed' }, fixed('fixedMap', 'map'), fixed('fixedList', 'list')];
  if (format !== 'toml') return map(format, 3).map((root) => ({ ...root, entries: [...manner, ...root.entries] }));
  const tables = entries(format, keys('table.t'), () => map(format, 1));
  return fc.tuple(map(format, 1), tables).map(([root, found]) => ({
    ...root,
    entries: [...manner, ...root.entries, ...found.map((table) => ({ ...table, id: `[${table.id}]` }))],
  }));
}

// ---- how they are written

export function write(root: Collection, format: Format, style: Style): string {
  const lines =
    format === 'yaml'
      ? yamlEntries(root, '', style)
      : format === 'json'
        ? jsonLines(root, '', style)
        : tomlEntries(root);
  const text = lines.map((line) => line + style.eol).join('');
  return style.mark + (style.ends ? text : text.slice(0, -style.eol.length));
}

function yamlEntries({ kind, entries: found, tail }: Collection, indent: string, style: Style): string[] {
  const written = found.flatMap(({ id, gap, note, value }) => {
    const above = gap.map((line) => (line === '' ? '' : indent + line));
    if (kind === 'map') return [...above, ...yamlValue(`${indent}${id}:`, value, note, indent, style)];
    if (value.kind !== 'map') return [...above, ...yamlValue(`${indent}-`, value, note, indent, style)];
    const [first = '', ...rest] = yamlEntries(value, `${indent}  `, style);
    return [...above, `${indent}- ${first.trimStart()}`, ...rest];
  });
  return [...written, ...tail.map((line) => indent + line)];
}

function yamlValue(head: string, value: Value, note: string, indent: string, style: Style): string[] {
  if (value.kind === 'scalar') return [`${head} ${value.text}${note}`];
  if (value.kind === 'script') return [`${head} |${note}`, ...value.lines.map((line) => indent + style.indent + line)];
  if (value.entries.length === 0) return [`${head} ${value.kind === 'map' ? '{}' : '[]'}${note}`];
  const isFlush = value.kind === 'list' && style.flushLists;
  return [`${head}${note}`, ...yamlEntries(value, isFlush ? indent : indent + style.indent, style)];
}

function jsonLines(value: Value, indent: string, style: Style): string[] {
  if (value.kind === 'scalar') return [value.text];
  if (value.kind === 'script') return [JSON.stringify(value.lines.join(' '))];
  const [open, close] = value.kind === 'map' ? ['{', '}'] : ['[', ']'];
  if (value.entries.length === 0) return [open + close];
  const inner = indent + style.indent;
  const parts = value.entries.flatMap(({ id, value: child }, index) => {
    const lines = jsonLines(child, inner, style);
    const head = value.kind === 'map' ? `${inner}${JSON.stringify(id)}: ` : inner;
    const comma = index < value.entries.length - 1 ? ',' : '';
    return lines.map((line, at) => (at === 0 ? head : '') + line + (at === lines.length - 1 ? comma : ''));
  });
  return [open, ...parts, indent + close];
}

function tomlEntries({ entries: found }: Collection): string[] {
  return found.flatMap(({ id, gap, note, value }) => {
    if (value.kind === 'scalar') return [...gap, `${id} = ${value.text}${note}`];
    if (value.kind === 'script') return [...gap, `${id} = '${value.lines.join(' ')}'${note}`];
    if (value.kind === 'map') return [...gap, `${id}${note}`, ...tomlEntries(value)];
    const items = value.entries.flatMap((item) => [
      ...item.gap.map((line) => (line === '' ? '' : `  ${line}`)),
      `  ${(item.value as { text: string }).text},${item.note}`,
    ]);
    return [...gap, `${id} = [`, ...items, `]${note}`];
  });
}

// ---- how they are edited

/** What an edit does, where it goes by numbers: the number of collections, entries and words is not known before. */
export interface Edit {
  readonly action: 'change' | 'add' | 'remove' | 'comment' | 'note';
  readonly where: number;
  readonly which: number;
}

export function edits(actions: readonly Edit['action'][], maxLength: number): fc.Arbitrary<Edit[]> {
  const edit = fc.record({ action: fc.constantFrom(...actions), where: fc.nat(1000), which: fc.nat(1000) });
  return fc.array(edit, { minLength: 1, maxLength });
}

/** @param who makes every word of the edits one that nobody else has */
export function edited(root: Collection, list: readonly Edit[], format: Format, who: string): Collection {
  return list.reduce((current, edit, index) => {
    const target = edit.where % count(current);
    let number = 0;
    const visit = (collection: Collection, isTop: boolean): Collection => {
      const isTarget = number++ === target;
      const here = isTarget ? editedHere(collection, edit, format, `${who}${index}`, isTop) : collection;
      return { ...here, entries: here.entries.map((entry) => ({ ...entry, value: inner(entry) })) };
    };
    const inner = ({ value }: Entry): Value =>
      value.kind === 'map' || value.kind === 'list' ? visit(value, false) : value;
    return visit(current, true);
  }, root);
}

function count(value: Value): number {
  if (value.kind !== 'map' && value.kind !== 'list') return 0;
  return value.entries.reduce((sum, entry) => sum + count(entry.value), 1);
}

function isFixed({ id }: Entry): boolean {
  return id.startsWith('fixed') || id === 'Name' || id === 'x';
}

function editedHere(collection: Collection, edit: Edit, format: Format, name: string, isTop: boolean): Collection {
  const { kind, entries: found } = collection;
  const free = found.map((entry, index) => ({ entry, index })).filter(({ entry }) => !isFixed(entry));
  const chosen = free[edit.which % Math.max(1, free.length)];
  const replaced = (entry: Entry): Collection => {
    return { ...collection, entries: found.map((each, index) => (index === chosen?.index ? entry : each)) };
  };
  if (edit.action === 'add') {
    const isNested = found.some(({ value }) => value.kind === 'map') && kind === 'list';
    const tables = found.findIndex(({ id }) => id.startsWith('['));
    const last = isTop && tables >= 0 ? tables : found.length;
    const first = found.findLastIndex(isFixed) + 1;
    const at = first + (edit.which % (last - first + 1));
    const entry = isNested ? newItem(name, format) : newEntry(name, kind, format, edit.which);
    return { ...collection, entries: [...found.slice(0, at), entry, ...found.slice(at)] };
  }
  if (!chosen) return collection;
  const { entry, index } = chosen;
  if (edit.action === 'remove')
    return free.length < 2 ? collection : { ...collection, entries: found.filter((_, each) => each !== index) };
  if (edit.action === 'change') {
    if (entry.value.kind === 'scalar' && kind === 'map')
      return replaced({ ...entry, value: { kind: 'scalar', text: quoted(format, name) } });
    return entry.value.kind === 'script'
      ? replaced({ ...entry, value: { kind: 'script', lines: [name, `${name} b`] } })
      : collection;
  }
  if (format === 'json') return collection;
  if (edit.action === 'comment') return replaced({ ...entry, gap: [...entry.gap, `# ${name}`] });
  const isCompact = kind === 'list' && entry.value.kind === 'map';
  return isCompact ? collection : replaced({ ...entry, note: ` # ${name}` });
}

function newEntry(name: string, kind: 'map' | 'list', format: Format, which: number): Entry {
  const scalarValue: Value = { kind: 'scalar', text: quoted(format, name) };
  const gap = format === 'json' || which % 3 > 0 ? [] : ['', `# new ${name}`];
  if (kind === 'list' || format === 'toml' || which % 2 === 0) return { id: name, gap, note: '', value: scalarValue };
  const item: Entry = { id: name, gap: [], note: '', value: scalarValue };
  const list: Value = { kind: 'list', entries: [item], tail: [] };
  return {
    id: name,
    gap,
    note: '',
    value: { kind: 'map', entries: [item, { ...item, id: 'l', value: list }], tail: [] },
  };
}

function newItem(name: string, format: Format): Entry {
  const text: Value = { kind: 'scalar', text: quoted(format, name) };
  const entry = (id: string): Entry => ({ id, gap: [], note: '', value: text });
  return { id: name, gap: [], note: '', value: { kind: 'map', entries: [entry('Name'), entry('v')], tail: [] } };
}

// ---- how they merge

export interface MergedModel {
  readonly root: Collection;
  /** Is its text sure? Not where both changed the same comments, or nothing is left of a map. */
  isSure: boolean;
}

export function mergedModel(base: Collection, yours: Collection, next: Collection): MergedModel {
  const state = { isSure: true };
  const root = mergedValue(base, yours, next, state) as Collection;
  return { root, isSure: state.isSure };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function choose<T>(base: T | undefined, yours: T, next: T, bothChanged: () => void): T {
  if (base !== undefined && same(next, base)) return yours;
  if (base !== undefined && same(yours, base)) return next;
  if (!same(yours, next)) bothChanged();
  return yours;
}

function mergedValue(base: Value | undefined, yours: Value, next: Value, state: { isSure: boolean }): Value {
  if (!isCollection(yours) || !isCollection(next)) return choose(base, yours, next, () => undefined);
  const known = base && isCollection(base) ? base : undefined;
  const find = (collection: Collection | undefined, id: string): Entry | undefined =>
    collection?.entries.find((entry) => entry.id === id);
  const result: Entry[] = [];
  for (const entry of yours.entries) {
    const [last, other] = [find(known, entry.id), find(next, entry.id)];
    if (other) result.push(mergedEntry(last, entry, other, state));
    else if (!last || !same(last, entry)) result.push(entry);
  }
  let at = 0;
  for (const entry of next.entries) {
    const place = result.findIndex(({ id }) => id === entry.id);
    if (place >= 0) at = place + 1;
    else if (!find(known, entry.id)) result.splice(at++, 0, entry);
  }
  if (result.length === 0 || yours.entries.length === 0) state.isSure = false;
  const tail = choose(known?.tail, yours.tail, next.tail, () => (state.isSure = false));
  return { ...yours, entries: result, tail };
}

function mergedEntry(base: Entry | undefined, yours: Entry, next: Entry, state: { isSure: boolean }): Entry {
  return {
    id: yours.id,
    gap: choose(base?.gap, yours.gap, next.gap, () => (state.isSure = false)),
    ...mergedLine(base, yours, next, state),
  };
}

/** In a line that the person edited nothing changes. */
function mergedLine(base: Entry | undefined, yours: Entry, next: Entry, state: { isSure: boolean }) {
  const line = ({ value, note }: Entry) => ({ value, note });
  if (yours.value.kind === 'scalar') return choose(base && line(base), line(yours), line(next), () => undefined);
  return {
    note: choose(base?.note, yours.note, next.note, () => undefined),
    value: mergedValue(base?.value, yours.value, next.value, state),
  };
}

function isCollection(value: Value): value is Collection {
  return value.kind === 'map' || value.kind === 'list';
}
