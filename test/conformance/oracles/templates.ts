/** The templates of the corpus, as all judges are given them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RawResource {
  readonly Type?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>;
}

export type Templates = Readonly<Record<string, RawTemplate>>;

/** What the SAM transform made of its test suite's templates, and the templates of the Guard registry's cases, by line. */
export function corpusTemplates(corpus: string): Templates {
  const output = join(corpus, 'sam-translator', 'output');
  const translated = readdirSync(output)
    .sort()
    .map((name): [string, unknown] => [
      name.replace('.json', ''),
      JSON.parse(readFileSync(join(output, name), 'utf8'), subInOrder) as unknown,
    ]);
  const cases = readFileSync(join(corpus, 'guard-cases.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line, index): [string, unknown] => [
      `guard-${index + 1}`,
      (JSON.parse(line) as { template: unknown }).template,
    ]);
  const seen = new Set<string>();
  const kept = [...translated, ...cases].flatMap(([name, template]): [string, RawTemplate][] => {
    if (!hasResources(template)) return [];
    const bare = withoutWhatOnlyWeRead(template);
    const text = JSON.stringify(bare);
    if (seen.has(text)) return [];
    seen.add(text);
    return [[name, bare]];
  });
  return Object.fromEntries(kept);
}

/** The corpus does not keep the order of lists, and `Fn::Sub` has one: the text, then what to put in. */
function subInOrder(key: string, value: unknown): unknown {
  if (key !== 'Fn::Sub' || !Array.isArray(value)) return value;
  const [first, second] = value as unknown[];
  return typeof second === 'string' ? [second, first] : value;
}

function hasResources(template: unknown): template is RawTemplate {
  const { Resources } = template as { Resources?: unknown };
  return typeof Resources === 'object' && Resources !== null;
}

/**
 * Neither oracle reads on what condition a resource exists, nor the suppressions in its metadata. Without them, all judge
 * the same resources, and more of them.
 */
function withoutWhatOnlyWeRead(template: RawTemplate): RawTemplate {
  const bare = Object.entries(template.Resources).map(([id, resource]) => {
    if (typeof resource !== 'object' || resource === null) return [id, resource];
    const { Condition: _condition, Metadata: _metadata, ...rest } = resource as Record<string, unknown>;
    return [id, rest];
  });
  return { ...template, Resources: Object.fromEntries(bare) as RawTemplate['Resources'] };
}
