/**
 * Adoption of templates that nobody here wrote: all inputs of the SAM transform's own tests that it translates, and the demo of
 * the talk. What AWS's transform and cfn-lint say of each before and after; what it takes away of the original (nothing); that it
 * is done once, can be scored, and taken out again. What became of each is kept in adopt/outcomes.json: a difference fails, and
 * `FITNESS_UPDATE=1` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionOutcome } from '../../src/adopt/model.ts';
import { UserError } from '../../src/errors.ts';
import { tried, type Adopted, type Refused } from './adopt/adopted.ts';
import { corpus, DEMO, hasCorpus, SHARED } from './adopt/corpus.ts';
import { differences } from './adopt/compare.ts';
import { hasJudge, judged, keepOnly, type Judges, type LintFinding, type Verdict } from './adopt/judge.ts';
import { isSubsequence, keepsLines, worse } from './adopt/laws.ts';

/** Inputs with a function, of which so many in a hundred have to be gated. */
const WITH_FUNCTION = 412;
const WITHOUT_FUNCTION = 131;
const LEAST = 97;

const OUTCOMES = join(import.meta.dirname, 'adopt', 'outcomes.json');

interface Case extends Adopted {
  readonly was: Verdict;
  readonly is: Verdict;
}

if (!hasCorpus) test.skip(`skipped: there is no corpus in ${SHARED} (FITNESS_SHARED)`, () => undefined);
else if (!hasJudge) test.skip('skipped: run `node test/e2e/setup.mjs` first', () => undefined);
else {
  const cases: Case[] = [];
  const refused: Refused[] = [];

  beforeAll(async () => {
    const adopted: Adopted[] = [];
    for (const template of corpus()) {
      const each = await tried(template);
      if ('error' in each) refused.push(each);
      else adopted.push(each);
    }
    const originals = adopted.map(({ name, text, judges }) => ({ name, text, judges }));
    const results = adopted.map(({ name, after, judges }) => ({ name, text: after, judges }));
    const verdicts = await judged([...originals, ...results]);
    keepOnly([...originals, ...results, ...refused]);
    for (const [index, each] of adopted.entries()) {
      const [was, is] = [verdicts[index], verdicts[index + adopted.length]];
      if (was && is) cases.push({ ...each, was, is });
    }
  }, 7_200_000);

  /** By input, what is not as it should be. */
  const failing = (check: (each: Case) => readonly string[]): Record<string, readonly string[]> =>
    Object.fromEntries(cases.map((each) => [each.name, check(each)] as const).filter(([, found]) => found.length > 0));

  describe('adoption of the inputs of the SAM transform, and of the demo', () => {
    test('refuses with a reason, and never breaks', () => {
      expect(refused.filter(({ error }) => !(error instanceof UserError))).toEqual([]);
      expect(cases.length + refused.length).toBe(WITH_FUNCTION + WITHOUT_FUNCTION + 1);
    });

    test('the transform translates what it translated, and cfn-lint finds no error that was not there', () => {
      expect(failing((each) => newIn(each, isError))).toEqual({});
    });

    test('cfn-lint finds nothing of ours unused, and no dependency twice', () => {
      expect(failing((each) => newIn(each, (finding) => !isError(finding)))).toEqual({});
    });

    test('every resource of the original is there with the same properties, but for what gating means', () => {
      expect(
        failing(({ name, was, is, adoption }) => {
          if (!was.translated || !is.translated) return [];
          const gated = adoption.functions.filter(({ outcome }) => outcome !== 'refused').map(({ id }) => id);
          return differences(was.translated, is.translated, gated)
            .filter(({ at }) => !listed(name, at))
            .map(({ at, before, after }) => `${at}: ${shortly(before)} → ${shortly(after)}`);
        }),
      ).toEqual({});
    });

    test('what differs for a reason that is listed does so still', () => {
      const named = (judges: readonly Judges[]): Set<string> =>
        new Set(cases.filter((each) => judges.includes(each.judges)).map(({ name }) => name));
      const compared = named(['transform', 'transform and linter']);
      const linted = named(['transform and linter']);
      const all = divergences
        .filter(({ input, found = 'transform' }) => compared.has(input) && (found === 'transform' || linted.has(input)))
        .flatMap(({ input, at }) => at.map((place) => `${input} ${place}`));
      expect(all.filter((each) => !occurred.has(each))).toEqual([]);
    });

    test('the original is a subsequence of the result, line by line where it ends with a newline', () => {
      expect(
        failing(({ text, after }) => [
          ...(isSubsequence(text, after) ? [] : ['something of the text is gone']),
          ...(!text.endsWith('\n') || keepsLines(text, after) ? [] : ['a line is gone']),
        ]),
      ).toEqual({});
    });

    test('a second adoption changes nothing', () => {
      expect(failing(({ again }) => again)).toEqual({});
    });

    test('taking it out gives the original bytes, and leaves no file', () => {
      expect(failing(({ left }) => left)).toEqual({});
    });

    test('what was adopted can be scored', () => {
      expect(failing(({ fitness }) => (fitness > 0 && fitness <= 100 ? [] : [String(fitness)]))).toEqual({});
    });

    test(`at least ${LEAST} of 100 inputs with a function are gated, and the others are gated by their score`, () => {
      const outcomes = new Map([
        ...cases
          .filter(({ name }) => name !== DEMO)
          .map(({ name, adoption }) => [name, outcomeOf(adoption.functions)] as const),
        ...refused.map(({ name, error }) => [name, `refused: ${(error as { code?: string }).code}`] as const),
      ]);
      const counts = new Map<string, number>();
      for (const outcome of outcomes.values()) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      const lines = [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([outcome, count]) => `${String(count).padStart(5)} ${outcome}`);
      const all = [...outcomes.values()];
      const translated = cases.filter(({ judges }) => judges !== 'nobody').length;
      const linted = cases.filter(({ judges }) => judges === 'transform and linter').length;
      const without = all.filter((outcome) => outcome === NO_FUNCTION).length;
      const gated = all.filter((outcome) => outcome.startsWith('gated')).length;
      const percent = (100 * gated) / (all.length - without);
      process.stdout.write(
        `adopt: ${gated} of ${all.length - without} inputs with a function gated (${percent.toFixed(1)} %), ${without} without; ${translated} translated, ${linted} linted\n${lines.join('\n')}\n`,
      );
      expect([all.length - without, without]).toEqual([WITH_FUNCTION, WITHOUT_FUNCTION]);
      expect(percent).toBeGreaterThanOrEqual(LEAST);
    });

    test('what becomes of each is as it is listed', () => {
      const outcomes = Object.fromEntries(
        [
          ...cases.map(({ name, adoption }) => [name, tableOf(adoption.functions)] as const),
          ...refused.map(({ name, error }) => [name, (error as { code?: string }).code] as const),
        ].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      if (process.env['FITNESS_UPDATE']) writeFileSync(OUTCOMES, `${JSON.stringify(outcomes, null, 2)}\n`);
      expect(outcomes).toEqual(JSON.parse(readFileSync(OUTCOMES, 'utf8')));
    });
  });
}

interface Divergence {
  readonly input: string;
  /** Where the places begin that differ. */
  readonly at: readonly string[];
  /** Who says so; default: `transform`. */
  readonly found?: 'linter';
  readonly reason: string;
}

const divergences = JSON.parse(
  readFileSync(join(import.meta.dirname, 'adopt', 'divergences.json'), 'utf8'),
) as readonly Divergence[];
/** Those of the list that occurred. */
const occurred = new Set<string>();

/** Is there a reason for what differs there? */
function listed(input: string, at: string): boolean {
  const found = divergences
    .filter((each) => each.input === input)
    .flatMap((each) => each.at)
    .find((place) => at.startsWith(place));
  if (found !== undefined) occurred.add(`${input} ${found}`);
  return found !== undefined;
}

/** Findings of an adopted template that have no reason. */
function newIn({ name, was, is }: Case, counts: (finding: LintFinding) => boolean): string[] {
  return worse(was, is, counts)
    .filter(({ at }) => !listed(name, at))
    .map(({ at, said }) => `${at}: ${said.slice(0, 300)}`);
}

const isError = ([, rule]: LintFinding): boolean => rule.startsWith('E');
const NO_FUNCTION = 'no function';

/** Of a template in one word: gated if it has a function that is. Plain AWS::Lambda::Function is none of SAM's. */
function outcomeOf(all: readonly FunctionOutcome[]): string {
  const functions = all.filter(({ code }) => code !== 'plain-lambda');
  if (functions.length === 0) return NO_FUNCTION;
  const codes = [
    ...new Set(functions.map(({ outcome, code }) => (code === undefined ? outcome : `${outcome}: ${code}`))),
  ].sort();
  const [first = ''] = ['gated', 'in-part', 'refused'].filter((outcome) =>
    codes.some((code) => code.startsWith(outcome)),
  );
  const rest = codes.filter((code) => code !== first);
  return rest.length > 0 ? `${first} (${rest.join(', ')})` : first;
}

/** By function: `gated`, or why not. */
function tableOf(functions: readonly FunctionOutcome[]): Record<string, string> {
  return Object.fromEntries(
    functions.map(({ id, outcome, code }) => [id, code === undefined ? outcome : `${outcome}: ${code}`]),
  );
}

function shortly(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 300);
}
