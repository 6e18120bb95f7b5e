/**
 * Our verdicts against those that AWS's Guard rules registry expects of its own test cases. Where we disagree, the reason
 * stands in oracle-divergences.json; an unlisted disagreement fails, and so does a listed one that occurs no longer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import type { Status } from '../../src/fitness/report.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

interface Case {
  source: string;
  sourceRule: string;
  checkIds: string[];
  name: string;
  template: unknown;
  expected: { stack: Status };
}

interface Divergence {
  check: string;
  rule: string;
  case: string;
  expected: Status;
  ours: Status;
  reason: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const shared = process.env['FITNESS_SHARED'] ?? join(here, '../../../shared');
const corpus = join(shared, 'corpus', 'guard-cases.ndjson');
const divergences = JSON.parse(readFileSync(join(here, 'oracle-divergences.json'), 'utf8')) as Divergence[];

describe('AWS Guard rules registry', () => {
  if (!existsSync(corpus)) {
    test.skip('skipped: there is no corpus (FITNESS_SHARED)', () => undefined);
    return;
  }

  const found = readFileSync(corpus, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Case)
    .flatMap((each) => each.checkIds.map((check) => ({ check, case: each })))
    .flatMap(({ check: id, case: each }) => {
      const check = catalogue.find(({ meta }) => meta.id === id);
      return check ? [{ check, case: each, ours: stackStatus(check, each.template) }] : [];
    });
  const disagreements = found
    .filter(({ case: each, ours }) => ours !== each.expected.stack)
    .map(({ check, case: each, ours }) => ({
      check: check.meta.id,
      rule: each.sourceRule,
      case: each.name,
      expected: each.expected.stack,
      ours,
    }));

  test('every disagreement is listed with a reason, and every listed one occurs', () => {
    process.stdout.write(`Guard rules registry: ${found.length - disagreements.length} agree of ${found.length}\n`);
    const listed = divergences.map(({ reason: _reason, ...divergence }) => divergence);
    expect(disagreements.map(text).sort()).toEqual(listed.map(text).sort());
  });

  test('every reason says something', () => {
    for (const { reason } of divergences) expect(reason.length).toBeGreaterThan(40);
  });
});

function text(value: unknown): string {
  return JSON.stringify(value);
}

/** Any failure fails the stack; else what is unknown, else any pass. */
function stackStatus(check: (typeof catalogue)[number], template: unknown): Status {
  const document = parseDocument(JSON.stringify(template), 'template.json');
  const enabled = { check, options: {}, mode: 'enforced' as const, weight: check.meta.weight };
  const { results } = evaluate(loadTemplate(document), [enabled], { now: new Date(), exclude: new Set() });
  const order: Status[] = ['fail', 'unknown', 'pass'];
  return order.find((status) => results.some((result) => result.status === status)) ?? 'not-applicable';
}
