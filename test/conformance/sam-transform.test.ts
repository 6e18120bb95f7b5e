/**
 * Our expansion of SAM templates against AWS's own transform, on the inputs and outputs of its test suite. Documents are
 * compared as they are written, intrinsic functions unresolved. Where we differ, the reason stands in
 * sam-divergences.json; an unlisted difference fails, and so does a listed one that occurs no longer.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { transformDocument } from '../../src/template/expand/document.ts';
import type { TemplateInputs } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';

const shared = process.env.FITNESS_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus', 'sam-translator');

/** What has to agree, and in how many of a hundred. */
const LEAST = {
  /** Templates with the same logical ids, and for each the same type, condition and dependencies. */
  ids: 99,
  /** Resources, of the types that checks read, with the same properties. */
  properties: 99,
  /** Templates that are the same in all their sections and attributes. */
  document: 90,
} as const;

type Measure = keyof typeof LEAST;

interface Divergence {
  readonly pair: string;
  readonly diverges: readonly Measure[];
  readonly reason: string;
}

const divergences = JSON.parse(
  readFileSync(new URL('./sam-divergences.json', import.meta.url), 'utf8'),
) as readonly Divergence[];

/** How the outputs were made. */
const INPUTS: TemplateInputs = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

interface ResourceData {
  readonly Type?: unknown;
  readonly Condition?: unknown;
  readonly DependsOn?: unknown;
  readonly Properties?: unknown;
}

interface Data {
  readonly Resources: Readonly<Record<string, ResourceData>>;
}

interface Pair {
  readonly name: string;
  readonly ours: Data;
  readonly theirs: Data;
}

function* pairs(): Generator<Pair> {
  for (const file of readdirSync(join(corpus, 'input'))) {
    const name = file.replace(/\.yaml$/, '');
    const output = join(corpus, 'output', `${name}.json`);
    if (!existsSync(output)) continue;
    const theirs = JSON.parse(readFileSync(output, 'utf8')) as Partial<Data>;
    if (!theirs.Resources) continue;
    const document = parseDocument(readFileSync(join(corpus, 'input', file), 'utf8'), file);
    const ours = JSON.parse(JSON.stringify(transformDocument(document, INPUTS).data)) as Data;
    yield { name, ours: comparable(ours), theirs: comparable(theirs as Data) };
  }
}

const HASH = /[0-9a-f]{10}$/;

/**
 * Keys and lists in one order, since theirs has no meaning in the corpus, and deployments without their hashes: these
 * are of Python's text of the definition. Those of versions and layers are compared.
 */
function comparable(data: Data): Data {
  let text = JSON.stringify(data);
  for (const [logicalId, { Type }] of Object.entries(data.Resources)) {
    const [hash] = Type === 'AWS::ApiGateway::Deployment' ? (HASH.exec(logicalId) ?? []) : [];
    if (hash !== undefined) text = text.replaceAll(hash, '#');
  }
  // 40 digits long in the description
  text = text.replaceAll(/(RestApi deployment id: )(?:#[0-9a-f]{30}|[0-9a-f]{40})/g, '$1#');
  return sorted(JSON.parse(text)) as Data;
}

function sorted(value: unknown, key?: string): unknown {
  // one name says the same as a list of one
  if (key === 'DependsOn' && typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sorted(item, name)]));
}

/** CloudFormation's types that the texts of the checks name. */
function typesThatChecksRead(): ReadonlySet<string> {
  const folder = fileURLToPath(new URL('../../src/checks', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(/'AWS::\w+::\w+'/g) ?? []).map((type) => type.slice(1, -1)));
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function identities({ Resources }: Data): unknown {
  return Object.entries(Resources).map(([id, { Type, Condition, DependsOn }]) => [id, Type, Condition, DependsOn]);
}

interface Count {
  agree: number;
  all: number;
}

/** Pairs that differ, by what is measured, with the counts that the measures are made of. */
class Comparison {
  readonly counts: Record<Measure, Count> = {
    ids: { agree: 0, all: 0 },
    properties: { agree: 0, all: 0 },
    document: { agree: 0, all: 0 },
  };
  readonly byType = new Map<string, Count>();
  readonly differing = new Map<string, Set<Measure>>();
  readonly #read: ReadonlySet<string>;

  constructor(read: ReadonlySet<string>) {
    this.#read = read;
  }

  add({ name, ours, theirs }: Pair): void {
    this.#count(name, 'ids', same(identities(ours), identities(theirs)));
    this.#count(name, 'document', same(ours, theirs));
    for (const [logicalId, resource] of Object.entries(theirs.Resources)) {
      const type = String(resource.Type);
      if (!this.#read.has(type)) continue;
      const agrees = same(ours.Resources[logicalId]?.Properties, resource.Properties);
      this.#count(name, 'properties', agrees);
      const count = this.byType.get(type) ?? { agree: 0, all: 0 };
      this.byType.set(type, { agree: count.agree + Number(agrees), all: count.all + 1 });
    }
  }

  #count(name: string, measure: Measure, agrees: boolean): void {
    const count = this.counts[measure];
    count.all++;
    if (agrees) count.agree++;
    else this.differing.set(name, (this.differing.get(name) ?? new Set()).add(measure));
  }

  percent(measure: Measure): number {
    const { agree, all } = this.counts[measure];
    return (100 * agree) / all;
  }
}

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  const comparison = new Comparison(typesThatChecksRead());
  for (const pair of pairs()) comparison.add(pair);

  describe('543 pairs of the SAM transform', () => {
    test('are all here', () => {
      expect(comparison.counts.document.all).toBe(543);
      const lines = Object.entries(comparison.counts).map(([measure, { agree, all }]) => {
        return `${measure}: ${agree} of ${all} agree`;
      });
      const types = [...comparison.byType].sort().map(([type, { agree, all }]) => `  ${type}: ${agree} of ${all}`);
      console.log([...lines, 'properties by type that checks read:', ...types].join('\n'));
    });

    for (const [measure, least] of Object.entries(LEAST) as [Measure, number][]) {
      test(`${measure}: at least ${least} of 100 agree`, () => {
        expect(comparison.percent(measure)).toBeGreaterThanOrEqual(least);
      });
    }

    test('those that differ are listed with their reasons, and no others', () => {
      const found = [...comparison.differing].map(([pair, measures]) => ({ pair, diverges: [...measures].sort() }));
      const listed = divergences.map(({ pair, diverges }) => ({ pair, diverges: [...diverges].sort() }));
      const byPair = (a: { pair: string }, b: { pair: string }) => (a.pair < b.pair ? -1 : 1);
      expect(found.sort(byPair)).toEqual(listed.sort(byPair));
      expect(divergences.filter(({ reason }) => reason.length < 40)).toEqual([]);
    });
  });
}
