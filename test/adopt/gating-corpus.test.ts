import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatingOf } from '../../src/adopt/gating.ts';
import type { Outcome } from '../../src/adopt/model.ts';
import { composed } from '../../src/project/adopted/template/compose.ts';
import { templateParts } from '../../src/project/adopted/template-parts.ts';
import { dependencyGraph } from '../../src/template/graph.ts';
import { hookOrder } from '../../src/template/order.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { findTraps } from '../../src/template/traps/index.ts';
import { configOf } from '../project/adopted/service-config.ts';

const corpus = join(import.meta.dirname, '../../../shared/corpus/sam-translator');

const CONFIG = configOf();

/** Names of the inputs that AWS's transform takes. */
function inputs(): string[] {
  return readdirSync(join(corpus, 'input')).filter((file) => {
    const output = join(corpus, 'output', file.replace(/\.\w+$/, '.json'));
    return existsSync(output) && 'Resources' in (JSON.parse(readFileSync(output, 'utf8')) as object);
  });
}

interface Adopted {
  readonly file: string;
  readonly outcomes: readonly Outcome[];
  /** Resources that wait for each other, and did not before. */
  readonly loops: readonly string[];
  /** Errors of the doctor that were not there before. */
  readonly traps: readonly string[];
  /** What closes a loop in `DependsOn` of a hook or gate. */
  readonly closing: readonly string[];
}

function adopt(file: string): Adopted {
  const document = parseDocument(readFileSync(join(corpus, 'input', file), 'utf8'), file);
  const before = loadTemplate(document);
  const gating = gatingOf(before, { acceptUrlChange: false, chain: false });
  const parts = templateParts(
    { ...CONFIG, stackGate: gating.stackGate },
    {
      template: file,
      hooks: Object.keys(gating.adopted).length > 0 ? 'source' : 'none',
      functions: gating.adopted,
      environment: gating.names['Environment'] ?? 'Environment',
      names: gating.names,
      files: [],
    },
    document,
  );
  // what was serialized here is not read again
  expect(JSON.parse(JSON.stringify(parts))).toStrictEqual(parts);
  const after = composed(document, parts);
  const known = new Set(dependencyGraph(before).cycles().flat());
  const errors = (template: typeof before): string[] =>
    findTraps(template)
      .filter(({ severity }) => severity === 'error')
      .map(({ code, message }) => `${code}: ${message}`);
  const now = errors(after);
  const had = new Set(now.length > 0 ? errors(before) : []);
  return {
    file,
    outcomes: gating.functions.map(({ outcome }) => outcome),
    loops: dependencyGraph(after)
      .cycles()
      .flat()
      .filter((id) => !known.has(id)),
    traps: now.filter((error) => !had.has(error)),
    closing: hookOrder(after).flatMap((order) => order.closing),
  };
}

(existsSync(corpus) ? describe : describe.skip)('the corpus of AWS’s transform', () => {
  // a part of them: all go through the transform itself in test/conformance/adopt.test.ts
  const all = inputs()
    .filter((_, index) => index % 7 === 0)
    .map(adopt);

  test('most inputs with a function have one that is gated', () => {
    const functions = all.filter(({ outcomes }) => outcomes.length > 0);
    const gated = functions.filter(({ outcomes }) => outcomes.includes('gated'));
    expect(functions.length).toBeGreaterThan(50);
    expect(gated.length / functions.length).toBeGreaterThan(0.9);
  });

  test.each(['loops', 'closing'] as const)('no new %s', (what) => {
    expect(all.flatMap(({ file, [what]: found }) => found.map((each) => `${file}: ${each}`))).toEqual([]);
  });

  test('no error of the doctor but of what its owner wrote', () => {
    // the literal that they keep: it is gated in part, for that reason
    const known = /^fixed-code-sha: /;
    expect(all.flatMap(({ traps }) => traps).filter((trap) => !known.test(trap))).toEqual([]);
  });
});
