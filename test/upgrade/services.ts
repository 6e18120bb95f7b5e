/** Random services: what the tool makes of them in three versions, and what a person makes of the first. */
import fc from 'fast-check';
import type { FileClass, RenderedFile, RenderedFiles } from '../../src/project/files.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { file, link } from './memory.ts';
import type { Tree } from './memory.ts';
import type { Content } from '../../src/upgrade/plan/side.ts';

/** A file as a list of words that stand nowhere else, so that each can be looked for. */
interface Model {
  readonly path: string;
  readonly words: readonly string[];
  readonly class: FileClass;
  readonly executable: boolean;
  readonly link: boolean;
}

/** One change of a list of words. */
interface Edit {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'remove';
}

const edits = (maxLength: number): fc.Arbitrary<Edit[]> =>
  fc.array(fc.record({ at: fc.nat(30), kind: fc.constantFrom('replace', 'insert', 'remove') }), { maxLength });

function edited(words: readonly string[], changes: readonly Edit[], word: () => string): string[] {
  const now = [...words];
  for (const { at, kind } of changes) {
    const index = at % (now.length + 1);
    if (kind === 'insert' || index === now.length) now.splice(index, 0, word());
    else if (kind === 'replace') now.splice(index, 1, word());
    else if (now.length > 1) now.splice(index, 1);
  }
  return now;
}

const seldom = fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const sketch = fc.record({
  kind: fc.constantFrom('txt', 'yaml', 'json', 'sh'),
  folder: fc.constantFrom('', 'docs/', 'src/deep/'),
  size: fc.integer({ min: 1, max: 14 }),
  class: fc.constantFrom<FileClass>('managed', 'merged', 'merged', 'merged', 'once'),
  executable: fc.boolean(),
  link: seldom,
});

const change = fc.record({
  edits: edits(3),
  fate: fc.oneof(
    { weight: 8, arbitrary: fc.constant('stays') },
    { weight: 1, arbitrary: fc.constant('goes') },
    { weight: 1, arbitrary: fc.constant('moves') },
  ),
  mode: seldom,
  swap: seldom,
  class: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<FileClass>('managed', 'merged', 'once') },
  ),
});

const deed = fc.record({
  edits: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: edits(3) }),
  fate: fc.oneof(
    { weight: 8, arbitrary: fc.constant('stays') },
    { weight: 1, arbitrary: fc.constant('deleted') },
    { weight: 1, arbitrary: fc.constant('linked') },
    { weight: 1, arbitrary: fc.constant('moved') },
  ),
  mode: seldom,
  windows: seldom,
});

export interface Version {
  readonly files: RenderedFiles;
  /** What leads to it from the version before. */
  readonly migration: Migration;
}

export interface Service {
  readonly versions: readonly [Version, Version, Version];
  /** What a person makes of a tree of the first version. */
  readonly person: (tree: Tree) => Tree;
  /** Files that the person moved: old path → new. */
  readonly moved: ReadonlyMap<string, string>;
  /** Words that the person wrote. */
  readonly words: readonly string[];
  /** The person's own files. */
  readonly own: Tree;
}

/** The tool never changes the text of a once file, which nobody would get, and changes class and mode of a file once. */
export const service: fc.Arbitrary<Service> = fc
  .record({
    first: fc.array(sketch, { minLength: 1, maxLength: 6 }),
    added: fc.tuple(fc.array(sketch, { maxLength: 2 }), fc.array(sketch, { maxLength: 2 })),
    changes: fc.tuple(
      fc.array(change, { minLength: 10, maxLength: 10 }),
      fc.array(change, { minLength: 10, maxLength: 10 }),
    ),
    deeds: fc.array(deed, { minLength: 6, maxLength: 6 }),
    // where the second and third version put something, too
    own: fc.subarray(['notes.txt', 'docs/mine.md', 'v2-1.txt', 'docs/v2-2.yaml', 'moved/v1-0.txt', 'moved/v1-1.yaml']),
  })
  .map((drawn) => serviceOf(drawn));

type Drawn = {
  first: readonly Sketched[];
  added: readonly [readonly Sketched[], readonly Sketched[]];
  changes: readonly [readonly Change[], readonly Change[]];
  deeds: readonly Deed[];
  own: readonly string[];
};
type Sketched = typeof sketch extends fc.Arbitrary<infer T> ? T : never;
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

function serviceOf({ first, added, changes, deeds, own }: Drawn): Service {
  const one = first.map((drawn, index) => modelOf(drawn, 1, index));
  const two = nextOf({ models: one, past: new Map() }, changes[0], added[0], 2);
  const three = nextOf(two, changes[1], added[1], 3);
  const mine = new Map(own.map((path) => [path, file(`own-${path}\n`)]));
  const words: string[] = own.map((path) => `own-${path}`);
  const moved = new Map<string, string>();
  const acts = one.map((model, index) => actOf(model, deeds[index]!, index, words, moved));
  return {
    versions: [
      versionOf('1.0.0', one, {}),
      versionOf('2.0.0', two.models, two.paths),
      versionOf('3.0.0', three.models, three.paths),
    ],
    person: (tree) => acts.reduce((so, act) => act(so), new Map([...tree, ...mine]) as Tree),
    moved,
    words,
    own: mine,
  };
}

function modelOf(
  { kind, folder, size, class: owner, executable, link: isLink }: Sketched,
  version: number,
  index: number,
): Model {
  const name = `v${version}-${index}`;
  return {
    path: `${folder}${name}.${kind}`,
    words: Array.from({ length: isLink ? 1 : size }, (_, line) => `${name}-${line}`),
    class: owner,
    executable: executable && !isLink,
    link: isLink,
  };
}

/** What changed of a file before. A law of ways over versions asks that mode and class change once. */
interface Past {
  readonly mode: boolean;
  readonly class: boolean;
  readonly text: boolean;
  readonly once: boolean;
}

const NOTHING: Past = { mode: false, class: false, text: false, once: false };

interface Next {
  readonly models: Model[];
  readonly paths: Record<string, string>;
  readonly past: ReadonlyMap<string, Past>;
}

function nextOf(
  { models, past }: Pick<Next, 'models' | 'past'>,
  changes: readonly Change[],
  added: readonly Sketched[],
  version: number,
): Next {
  const paths: Record<string, string> = {};
  const now = new Map<string, Past>();
  const kept = models.flatMap((model, index): Model[] => {
    const wanted = changes[index % changes.length]!;
    const before = past.get(model.path) ?? NOTHING;
    const wasOnce = before.once || model.class === 'once';
    // what was written once stays
    if (wanted.fate === 'goes' && !wasOnce) return [];
    const next = changedBy(wanted, model, before, `v${version}-${index}`);
    if (next.path !== model.path) paths[model.path] = next.path;
    now.set(next.path, {
      mode: before.mode || next.executable !== model.executable || next.link !== model.link,
      class: before.class || next.class !== model.class,
      text: before.text || next.words !== model.words,
      once: wasOnce,
    });
    return [next];
  });
  const fresh = added.map((drawn, index) => modelOf(drawn, version, models.length + index));
  return { models: [...kept, ...fresh], paths, past: now };
}

function changedBy(wanted: Change, model: Model, before: Past, name: string): Model {
  let count = 0;
  const word = (): string => `${name}-new${count++}`;
  const turns = wanted.class !== undefined && !before.class && !(wanted.class === 'once' && before.text);
  const owner = turns && wanted.class !== undefined ? wanted.class : model.class;
  const fixed = owner === 'once' && model.class === 'once';
  const isLink = wanted.swap && !fixed && !before.mode ? !model.link : model.link;
  const words = fixed ? model.words : isLink ? [word()] : edited(model.words, wanted.edits, word);
  const executable = wanted.mode && !before.mode && !fixed ? !model.executable : model.executable;
  const path = wanted.fate === 'moves' ? `moved/${model.path.slice(model.path.lastIndexOf('/') + 1)}` : model.path;
  return { path, words, class: owner, executable: executable && !isLink, link: isLink };
}

function actOf(
  model: Model,
  { edits: changes, fate, mode, windows }: Deed,
  index: number,
  words: string[],
  moved: Map<string, string>,
): (tree: Tree) => Tree {
  const word = (): string => {
    words.push(`mine-${index}-${words.length}`);
    return words.at(-1)!;
  };
  const { path } = model;
  if (fate === 'deleted') return (tree) => new Map([...tree].filter(([at]) => at !== path));
  if (fate === 'linked') {
    const target = link(word());
    return (tree) => new Map([...tree, [path, target]]);
  }
  const texts = model.link ? model.words : edited(model.words, changes, word);
  const text = textOf(path, texts);
  const content: Content = model.link
    ? link(texts[0]!)
    : file(windows ? text.replaceAll('\n', '\r\n') : text, mode ? !model.executable : model.executable);
  const to =
    fate === 'moved' && model.class === 'merged' && !model.link
      ? `elsewhere/${index}-${path.replaceAll('/', '-')}`
      : path;
  if (to !== path) moved.set(path, to);
  return (tree) => new Map([...[...tree].filter(([at]) => at !== path), [to, content]]);
}

/** In the manner of the file's kind, so that it parses. */
function textOf(path: string, words: readonly string[]): string {
  if (path.endsWith('.yaml')) return words.map((word) => `${word}: 1\n`).join('');
  if (path.endsWith('.json')) return `${JSON.stringify(Object.fromEntries(words.map((word) => [word, 1])), null, 2)}\n`;
  return words.map((word) => `${word}\n`).join('');
}

function versionOf(version: string, models: readonly Model[], paths: Readonly<Record<string, string>>): Version {
  const files = models.map((model): [string, RenderedFile] => [
    model.path,
    {
      ...(model.link ? link(model.words[0]!) : file(textOf(model.path, model.words), model.executable)),
      class: model.class,
    },
  ]);
  return {
    files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    migration: { version, notes: [], answers: {}, values: {}, paths, classes: {}, released: [] },
  };
}
