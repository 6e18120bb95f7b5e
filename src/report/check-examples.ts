/** Examples for the page of a check, from the cases of its test. */
import type { Check } from '../checks/check.ts';
import { evaluate } from '../checks/evaluate.ts';
import { editsOf } from '../checks/fixes.ts';
import { wholeTemplate, type CheckCase, type CheckCases } from '../checks/testing.ts';
import { applyEdits } from '../template/edit.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import type { Example, Examples } from './check-page.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface ExampleChoice {
  /** How many of each result. */
  readonly shown: Readonly<Record<keyof Examples, number>>;
  /** Lines of a template that is worth reading. */
  readonly longest: number;
}

export function examplesOf(check: Check, cases: CheckCases, { shown, longest }: ExampleChoice): Examples {
  const some = (all: readonly CheckCase[] = [], count: number): Example[] => {
    const short = all.filter(({ template }) => template.trim().split('\n').length <= longest);
    return (short.length > 0 ? short : all.slice(0, 1)).slice(0, count).map((each) => exampleOf(check, each));
  };
  return {
    passes: some(cases.pass, shown.passes).map(({ message: _, ...example }) => example),
    fails: some(cases.fail, shown.fails),
    unknown: some(cases.unknown, shown.unknown),
    notApplicable: some(cases.notApplicable, shown.notApplicable),
  };
}

/** Examples have a clock of their own where they depend on it: a page does not change with the day on which it is made. */
const DAY = '2026-01-01';

function exampleOf(check: Check, { name, template: text, resource, options, now, inputs }: CheckCase): Example {
  const document = parseDocument(wholeTemplate(text), 'template.yaml');
  const template = loadTemplate(document, inputs);
  const enabled = { check, options: options ?? {}, mode: 'enforced' as const, weight: check.meta.weight };
  const { results, fixes } = evaluate(template, [enabled], { now: new Date(now ?? DAY), exclude: new Set() });
  const result = results.find((each) => resource === undefined || each.resource === resource);
  const edits = result && editsOf(template, result.resource, fixes.get(result) ?? []);
  const fix = edits && edits.length > 0 ? unifiedDiff(document.text, applyEdits(document, edits), '') : '';
  return { name, template: dedented(text), options, message: result?.message, ...(fix && { fix: bodyOf(fix) }) };
}

/** Without the heads of files and hunks. */
function bodyOf(diff: string): string {
  return diff
    .split('\n')
    .slice(2)
    .filter((line) => !line.startsWith('@@') && !line.startsWith('\\'))
    .join('\n');
}

function dedented(text: string): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(margin)).join('\n');
}
