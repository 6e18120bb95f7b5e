/**
 * Our verdicts against two independent judges: cdk-nag, over templates that the CDK includes, and AWS Control Tower's
 * proactive rules, run by cfn-guard. Every disagreement stands with its reason in differential-divergences.json; one
 * that is not listed fails, and so does a listed one that occurs no longer.
 *
 * DIFFERENTIAL_UNLISTED=FILE writes what is not listed, grouped, for whoever has to find the reasons.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { askGuard, askNag, type Answer, type GuardVerdict, type NagReport } from './oracles/ask.ts';
import { agrees, isComparable, Judge, type Comparison } from './oracles/compare.ts';
import { CONTROL_TOWER, NAG } from './oracles/rules.ts';
import { corpusTemplates } from './oracles/templates.ts';

interface Group extends Omit<Comparison, 'at'> {
  readonly reason: string;
  readonly at: readonly string[];
}

const here = import.meta.dirname;
const corpus = join(process.env['FITNESS_SHARED'] ?? join(here, '../../../shared'), 'corpus');
const listed = JSON.parse(readFileSync(join(here, 'differential-divergences.json'), 'utf8')) as Group[];

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  describe('verdicts of independent judges', () => {
    const compared: Comparison[] = [];

    beforeAll(async () => {
      const templates = corpusTemplates(corpus);
      const asked = [askNag(templates, rulesOf(NAG)), askGuard(templates, rulesOf(CONTROL_TOWER))] as const;
      const judge = new Judge(templates);
      const [nag, guard] = await Promise.all(asked);
      const byNag = [...judge.compare(NAG, (rule, template) => nagAnswers(nag, rule, template))];
      const byGuard = [...judge.compare(CONTROL_TOWER, (...of) => guardAnswers(guard, ...of))];
      report('cdk-nag', byNag, Object.keys(templates).length - Object.keys(nag.left).length);
      report('Control Tower', byGuard, Object.keys(templates).length);
      compared.push(...byNag, ...byGuard);
    }, 300_000);

    test('every disagreement is listed with a reason, and every listed one occurs', () => {
      const differing = compared.filter((each) => isComparable(each) && !agrees(each));
      const occurring = differing.map((each) => text(each, each.at));
      const known = listed.flatMap((group) => group.at.map((each) => text(group, each)));
      const unlisted = without(differing, new Set(known));
      const target = process.env['DIFFERENTIAL_UNLISTED'];
      if (target) writeFileSync(target, JSON.stringify(grouped(unlisted), null, 2));

      expect({
        unlisted: unlisted.map((each) => text(each, each.at)),
        gone: known.filter((each) => !occurring.includes(each)),
        twice: known.filter((each, index) => known.indexOf(each) !== index),
      }).toEqual({ unlisted: [], gone: [], twice: [] });
    });

    test('every reason says something', () => {
      for (const { reason } of listed) expect(reason.length).toBeGreaterThan(40);
    });

    test('every rule that a check names is asked', () => {
      const named = catalogue.flatMap(({ meta: { id, references: { controlTower = [], cdkNag = [] } = {} } }) =>
        [...controlTower, ...cdkNag].map((rule) => ({ id, rule })),
      );
      // A pack's own number of a rule of cdk-nag, as in AwsSolutions-S1, does not say which rule it is.
      const known = named.filter(({ rule }) => !/^AwsSolutions-/.test(rule));
      const isAsked = ({ id, rule }: { id: string; rule: string }) =>
        [...NAG, ...CONTROL_TOWER].some(
          (pair) => pair.check === id && pair.rule.endsWith(rule.split('-').at(-1) ?? ''),
        );

      expect(known.filter((each) => !isAsked(each))).toEqual([]);
    });
  });
}

function rulesOf(pairs: typeof NAG): string[] {
  return pairs.map(({ rule }) => rule);
}

function nagAnswers({ verdicts, left }: NagReport, rule: string, template: string) {
  if (Object.hasOwn(left, template)) return undefined;
  return new Map(Object.entries(verdicts[rule]?.[template] ?? {}));
}

/** It names what fails; of the rest it says only that something passed, if so. */
function guardAnswers(
  verdicts: Readonly<Record<string, Readonly<Record<string, GuardVerdict>>>>,
  rule: string,
  template: string,
  judged: readonly string[],
) {
  const { status, failing } = verdicts[rule]?.[template] as GuardVerdict;
  if (status === 'SKIP') return new Map<string, Answer>();
  const rest = judged.filter((id) => !failing.includes(id)).map((id): [string, Answer] => [id, 'pass']);
  return new Map<string, Answer>([...rest, ...failing.map((id): [string, Answer] => [id, 'fail'])]);
}

function report(oracle: string, all: readonly Comparison[], templates: number): void {
  const comparable = all.filter(isComparable);
  const same = comparable.filter(agrees).length;
  const faults = comparable.filter((each) => each.ours === 'fail' && agrees(each)).length;
  const thrown = all.filter(({ theirs }) => theirs === 'error').length;
  process.stdout.write(
    `${oracle}: ${same} of ${comparable.length} verdicts agree (${faults} of them faults), ${templates} templates${thrown > 0 ? `; it failed to judge ${thrown} resources` : ''}\n`,
  );
}

function text({ check, rule, ours, theirs }: Omit<Comparison, 'at'>, at: string): string {
  return `${check} (${ours}) ${rule} (${theirs}): ${at}`;
}

function without(all: readonly Comparison[], known: ReadonlySet<string>): Comparison[] {
  return all.filter((each) => !known.has(text(each, each.at)));
}

function grouped(all: readonly Comparison[]): Group[] {
  const groups = new Map<string, Group & { at: string[] }>();
  for (const { at, ...key } of all) {
    const id = JSON.stringify(key);
    const group = groups.get(id) ?? { ...key, reason: '', at: [] };
    group.at.push(at);
    groups.set(id, group);
  }
  return [...groups.values()];
}
