/** Mends what the graph decides, and every other trap that has a safe mechanical fix. */
import { applyEdits } from './edit.ts';
import type { Edit } from './edit.ts';
import type { Diagnostic, SourceDocument, Template } from './model.ts';
import { parseDocument } from './parse.ts';
import { loadTemplate } from './template.ts';
import { findWithFixes } from './traps/index.ts';

export interface Diagnosis {
  /** What the graph decides and is otherwise, and the other traps that can be mended; in the order of the template. */
  readonly findings: readonly Diagnostic[];
  /** One after the other, for `applyEdits`. None if nothing can be mended. */
  readonly edits: readonly Edit[];
  /** The findings that are left after the edits: a person has to decide. */
  readonly remaining: readonly Diagnostic[];
}

/** What only the graph knows. Shown also where there is no fix. */
const GRAPH = new Set([
  'alias-in-alarm',
  'alias-in-hook',
  'circular-dependency',
  'hook-depends-on-loop',
  'hook-order-incomplete',
  'hook-policy-loop',
]);

/**
 * Examines a template. Pure; after `applyEdits(document, edits)` a second examination finds what `remaining` says and has no
 * edits.
 *
 * @param files texts beside the template by name, as for `findTraps`
 */
export function doctor(
  document: SourceDocument,
  template: Template = loadTemplate(document),
  files: Readonly<Record<string, string>> = {},
): Diagnosis {
  const edits: Edit[] = [];
  const tried = new Set<string>();
  let found = findWithFixes(template, files);
  const findings = concerning(found);
  // One fix at a time: each may change what the graph decides, and the places of the others.
  for (let current = document; ;) {
    const next = found.find((finding) => finding.fix && !tried.has(`${finding.code} ${finding.message}`));
    if (!next?.fix) return { findings, edits, remaining: concerning(found) };
    tried.add(`${next.code} ${next.message}`);
    const text = edited(current, next.fix);
    if (text === undefined) continue;
    edits.push(...next.fix);
    current = parseDocument(text, document.file);
    found = findWithFixes(loadTemplate(current, template.inputs), files);
  }
}

/** Undefined if the text cannot be edited there: then a person has to. */
function edited(document: SourceDocument, edits: readonly Edit[]): string | undefined {
  try {
    return applyEdits(document, edits);
  } catch {
    return undefined;
  }
}

function concerning(found: ReturnType<typeof findWithFixes>): Diagnostic[] {
  return found
    .filter(({ code, fix }) => fix !== undefined || GRAPH.has(code))
    .map(({ fix: _, ...diagnostic }) => diagnostic);
}
