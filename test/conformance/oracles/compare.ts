/** Holds our verdicts against those of an oracle, resource by resource. */
import { checkById } from '../../../src/checks/catalogue.ts';
import type { Check } from '../../../src/checks/api.ts';
import { evaluate } from '../../../src/checks/evaluate.ts';
import type { Status } from '../../../src/fitness/report.ts';
import type { Template } from '../../../src/template/model.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import type { Answer } from './ask.ts';
import type { Attachment, Pair } from './rules.ts';
import type { RawTemplate, Templates } from './templates.ts';

export type Ours = Status | 'not-judged';
/** `not-applicable`: the rule looks at no such resource. */
export type Theirs = Answer | 'not-applicable';

export interface Comparison {
  readonly check: string;
  readonly rule: string;
  readonly ours: Ours;
  readonly theirs: Theirs;
  /** Template and logical id. */
  readonly at: string;
}

/** What an oracle says of one template by one rule; undefined if it was not asked. */
export type AnswersOf = (
  rule: string,
  template: string,
  judged: readonly string[],
) => ReadonlyMap<string, Answer> | undefined;

/** The day on which all is judged: what is deprecated, and what the latest is, changes. */
const NOW = new Date('2026-11-01T00:00:00Z');

export class Judge {
  readonly #templates: Templates;
  readonly #loaded: ReadonlyMap<string, Template>;

  constructor(templates: Templates) {
    this.#templates = templates;
    this.#loaded = new Map(
      Object.entries(templates).map(([name, template]) => [
        name,
        loadTemplate(parseDocument(JSON.stringify(template), `${name}.json`)),
      ]),
    );
  }

  /** Every resource that either of the two finds fault with, and every one that the oracle judges. */
  *compare(pairs: readonly Pair[], answersOf: AnswersOf): Generator<Comparison> {
    for (const pair of pairs) {
      const check = checkOf(pair.check);
      const others = pairs.filter(({ rule }) => rule === pair.rule).map((each) => checkOf(each.check));
      for (const [name, template] of this.#loaded) {
        const raw = this.#templates[name] as RawTemplate;
        const mine = ownVerdicts(template, check, pair);
        const answers = answersOf(pair.rule, name, judgedBy(pair, mine, raw));
        if (!answers) continue;
        const theirs = pair.through ? attributed(answers, raw, check, pair.through) : answers;
        for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
          const type = raw.Resources[id]?.Type ?? '';
          // Of what nothing is attached to, the rule says nothing.
          if (pair.through && !theirs.has(id)) continue;
          // What the rule says of other types is held against the check that judges those.
          if (!mine.has(id) && others.some((other) => other !== check && judges(other, type))) continue;
          yield {
            check: pair.check,
            rule: pair.rule,
            ours: mine.get(id) ?? 'not-judged',
            theirs: theirs.get(id) ?? 'not-applicable',
            at: `${name} ${id}`,
          };
        }
      }
    }
  }
}

export function agrees({ ours, theirs }: Comparison): boolean {
  return (ours as string) === theirs;
}

/** Two verdicts, or one that the other has no word on; that there is nothing to judge does not contradict a pass. */
export function isComparable({ ours, theirs }: Comparison): boolean {
  if (theirs === 'error') return false;
  const isSilent = (verdict: Ours | Theirs) => verdict === 'not-applicable' || verdict === 'not-judged';
  if (isSilent(theirs)) return !isSilent(ours) && ours !== 'pass';
  return !isSilent(ours) || theirs === 'fail';
}

function ownVerdicts(template: Template, check: Check, { options = {}, types }: Pair): Map<string, Ours> {
  const enabled = { check, options, mode: 'enforced' as const, weight: check.meta.weight };
  const { results, diagnostics } = evaluate(template, [enabled], { now: NOW, exclude: new Set() });
  const crash = diagnostics.find(({ code }) => code === 'check-crashed');
  if (crash) throw new Error(crash.message);
  const judged = results.filter(({ type }) => types?.includes(type) ?? true);
  return new Map(judged.map(({ resource, status }): [string, Ours] => [resource, status]));
}

/** The resources that the rule looks at. */
function judgedBy({ through }: Pair, mine: ReadonlyMap<string, Ours>, { Resources }: RawTemplate): string[] {
  if (!through) return [...mine.keys()];
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === through.type);
}

/** What is said of an attachment is said of what it is attached to; of itself if that is not in the template. */
function attributed(
  answers: ReadonlyMap<string, Answer>,
  template: RawTemplate,
  check: Check,
  through: Attachment,
): Map<string, Answer> {
  const found = new Map<string, Answer>();
  for (const [id, answer] of answers) {
    const isAttachment = template.Resources[id]?.Type === through.type;
    const owner = isAttachment ? (ownerOf(id, template, check, through) ?? id) : id;
    found.set(owner, worse(answer, found.get(owner)));
  }
  return found;
}

function worse(answer: Answer, other: Answer = 'pass'): Answer {
  return (['fail', 'error'] as const).find((each) => answer === each || other === each) ?? 'pass';
}

/** Through aliases and versions, which name their function by the same property. */
function ownerOf(id: string, template: RawTemplate, check: Check, { type, property }: Attachment): string | undefined {
  for (let at: string | undefined = id, steps = 0; at !== undefined && steps < 5; steps++) {
    const resource: RawTemplate['Resources'][string] | undefined = template.Resources[at];
    if (!resource) return undefined;
    if (resource.Type !== type && judges(check, resource.Type ?? '')) return at;
    at = referenced(resource.Properties?.[property]);
  }
  return undefined;
}

function referenced(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string | string[] };
  return Ref ?? (typeof attribute === 'string' ? attribute.split('.') : attribute)?.[0];
}

function judges({ meta }: Check, type: string): boolean {
  return meta.resourceTypes.includes(type);
}

function checkOf(id: string): Check {
  const check = checkById(id);
  if (!check) throw new Error(`there is no check ${id}`);
  return check;
}
