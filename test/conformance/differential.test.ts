/**
 * Our verdicts against two independent judges: cdk-nag, over templates that the CDK includes, and AWS Control Tower's
 * proactive rules, run by cfn-guard. Every disagreement stands with its reason in differential-divergences.json; one
 * that is not listed fails, and so does a listed one that occurs no longer.
 *
 * DIFFERENTIAL_UNLISTED=FILE writes what is not listed, grouped, for whoever has to find the reasons.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { checkById } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import type { Status } from '../../src/fitness/report.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { CONTROL_TOWER, NAG } from './oracles/rules.ts';
import { installOracles } from './oracles/setup.mjs';

/** What an oracle says of a resource; `skip`: its rule does not apply to anything in the template. */
type Theirs = 'pass' | 'fail' | 'error' | 'skip';
type Ours = Status | 'not-judged';

interface Group {
  readonly check: string;
  readonly rule: string;
  readonly ours: Ours;
  readonly theirs: Theirs;
  readonly reason: string;
  /** Template and logical id. */
  readonly at: readonly string[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const corpus = join(process.env['FITNESS_SHARED'] ?? join(here, '../../../shared'), 'corpus');
const file = join(here, 'differential-divergences.json');

type Templates = Readonly<Record<string, unknown>>;

/** What the SAM transform made of its test suite's templates, and the templates of the Guard registry's cases. */
function allTemplates(): Templates {
  const output = join(corpus, 'sam-translator', 'output');
  const translated = readdirSync(output).map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(join(output, name), 'utf8')) as unknown,
  ]);
  const cases = readFileSync(join(corpus, 'guard-cases.ndjson'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line, index) => [`guard-${index + 1}`, (JSON.parse(line) as { template: unknown }).template]);
  const seen = new Set<string>();
  const entries = [...translated, ...cases].filter(([, template]) => {
    const text = JSON.stringify(template);
    if (seen.has(text) || !(template as { Resources?: unknown }).Resources) return false;
    seen.add(text);
    return true;
  });
  return Object.fromEntries(entries) as Templates;
}

function ask<T>(oracle: string, templates: Templates, rules: readonly string[]): T {
  const script = join(here, 'oracles', `${oracle}.mjs`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, installOracles()], {
    input: JSON.stringify({ templates, rules }),
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
  });
  if (status !== 0) throw new Error(`${oracle}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

type Verdicts<V> = Readonly<Record<string, Readonly<Record<string, V>>>>;

/** Statuses by template, then by resource. */
function judged(check: string, templates: Templates): Map<string, Map<string, Ours>> {
  const found = checkById(check);
  if (!found) throw new Error(`there is no check ${check}`);
  const enabled = { check: found, options: {}, mode: 'enforced' as const, weight: found.meta.weight };
  const statuses = (name: string, template: unknown) => {
    const loaded = loadTemplate(parseDocument(JSON.stringify(template), `${name}.json`));
    const { results } = evaluate(loaded, [enabled], { now: new Date(), exclude: new Set() });
    return new Map(results.map(({ resource, status }): [string, Ours] => [resource, status]));
  };
  return new Map(Object.entries(templates).map(([name, template]) => [name, statuses(name, template)]));
}

/** One verdict on a template of those on its resources. */
function worst<S extends string>(statuses: Iterable<S>, none: S): S {
  const all = [...statuses];
  return (['fail', 'unknown', 'error', 'pass', 'not-applicable'] as S[]).find((each) => all.includes(each)) ?? none;
}

interface Compared {
  readonly key: Omit<Group, 'reason' | 'at'>;
  readonly at: string;
}

function* compareNag(templates: Templates): Generator<Compared> {
  const rules = [...new Set(Object.values(NAG).flatMap((each) => each.rules))];
  const verdicts = ask<Verdicts<Readonly<Record<string, Theirs>>>>('cdk-nag', templates, rules);
  for (const [check, { rules, perTemplate }] of Object.entries(NAG)) {
    const ours = judged(check, templates);
    for (const rule of rules) {
      for (const [name, theirs] of Object.entries(verdicts[rule] ?? {})) {
        const mine = ours.get(name) ?? new Map<string, Ours>();
        const key = (a: Ours, b: Theirs) => ({ check, rule, ours: a, theirs: b });
        if (perTemplate)
          yield { key: key(worst(mine.values(), 'not-judged'), worst(Object.values(theirs), 'skip')), at: name };
        else
          for (const [id, verdict] of Object.entries(theirs))
            yield { key: key(mine.get(id) ?? 'not-judged', verdict), at: `${name} ${id}` };
      }
    }
  }
}

function* compareControlTower(templates: Templates): Generator<Compared> {
  const rules = Object.values(CONTROL_TOWER).flatMap((each) => each.rules);
  interface Report {
    readonly status: 'PASS' | 'FAIL' | 'SKIP';
    readonly failing: readonly string[];
  }
  const verdicts = ask<Verdicts<Report>>('cfn-guard', templates, rules);
  for (const [check, { rules, perTemplate }] of Object.entries(CONTROL_TOWER)) {
    const ours = judged(check, templates);
    for (const rule of rules) {
      for (const [name, { status, failing }] of Object.entries(verdicts[rule] ?? {})) {
        const mine = ours.get(name) ?? new Map<string, Ours>();
        const key = (a: Ours, b: Theirs) => ({ check, rule, ours: a, theirs: b });
        const whole = ({ PASS: 'pass', FAIL: 'fail', SKIP: 'skip' } as const)[status];
        if (perTemplate) yield { key: key(worst(mine.values(), 'not-judged'), whole), at: name };
        else
          for (const id of new Set([...failing, ...(whole === 'skip' ? [] : mine.keys())]))
            yield {
              key: key(mine.get(id) ?? 'not-judged', failing.includes(id) ? 'fail' : 'pass'),
              at: `${name} ${id}`,
            };
      }
    }
  }
}

/** Where one of the two gives no verdict at all there is nothing to compare. */
function agrees({ key: { ours, theirs } }: Compared): boolean {
  if (theirs === 'error' || ours === theirs) return true;
  if (theirs === 'skip') return true;
  return theirs === 'pass' && (ours === 'not-applicable' || ours === 'not-judged');
}

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  describe('verdicts of independent judges', () => {
    const templates = allTemplates();
    const compared = [...compareNag(templates), ...compareControlTower(templates)];
    const found = new Map<string, { key: Compared['key']; at: string[] }>();
    for (const { key, at } of compared.filter((each) => !agrees(each))) {
      const id = JSON.stringify(key);
      const group = found.get(id) ?? { key, at: [] };
      group.at.push(at);
      found.set(id, group);
    }
    const listed = JSON.parse(readFileSync(file, 'utf8')) as Group[];

    test('every disagreement is listed with a reason, and every listed one occurs', () => {
      const differing = compared.filter((each) => !agrees(each)).length;
      process.stdout.write(
        `cdk-nag and Control Tower: ${compared.length - differing} of ${compared.length} verdicts agree, ${Object.keys(templates).length} templates\n`,
      );
      const text = ({ check, rule, ours, theirs }: Compared['key'], at: string) =>
        `${check} (${ours}) ${rule} (${theirs}): ${at}`;
      const occurring = [...found.values()].flatMap(({ key, at }) => at.map((each) => text(key, each)));
      const known = new Set(listed.flatMap((group) => group.at.map((each) => text(group, each))));
      const unlisted = occurring.filter((each) => !known.has(each));
      const gone = [...known].filter((each) => !occurring.includes(each));
      const target = process.env['DIFFERENTIAL_UNLISTED'];
      if (target) writeFileSync(target, JSON.stringify(unlistedGroups(found.values(), listed), null, 2));
      expect({ unlisted, gone }).toEqual({ unlisted: [], gone: [] });
    });

    test('every reason says something', () => {
      for (const { reason } of listed) expect(reason.length).toBeGreaterThan(40);
    });
  });
}

function unlistedGroups(found: Iterable<{ key: Compared['key']; at: string[] }>, listed: readonly Group[]) {
  return [...found].flatMap(({ key, at }) => {
    const same = listed.filter((group) =>
      (['check', 'rule', 'ours', 'theirs'] as const).every((name) => group[name] === key[name]),
    );
    const known = new Set(same.flatMap((group) => group.at));
    const left = at.filter((each) => !known.has(each));
    return left.length > 0 ? [{ ...key, reason: '', at: left }] : [];
  });
}
