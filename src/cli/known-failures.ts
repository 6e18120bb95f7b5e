/** `fitness-known-failures.json` on disk. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { evaluate } from '../checks/evaluate.ts';
import { forEnvironment } from '../config/defaults.ts';
import type { KnownFailuresInput } from '../fitness/assess.ts';
import { counts } from '../fitness/comparison.ts';
import { checksOf } from '../fitness/enabled.ts';
import {
  failureKey,
  failureOf,
  isAcceptable,
  parseKnownFailures,
  serializeKnownFailures,
  type KnownFailures,
} from '../fitness/known-failures.ts';
import type { Report, Result } from '../fitness/report.ts';
import { unjudgedGear } from '../template/gear.ts';
import type { TemplateInputs } from '../template/model.ts';
import { loadTemplate } from '../template/template.ts';
import { apply } from '../upgrade/apply.ts';
import { hashOf } from '../upgrade/manifest.ts';
import { toolCommand } from './command-line.ts';
import type { ServiceChecks } from './service-checks.ts';
import { readIfThere, shownAs } from './service.ts';
import type { ServiceTemplate } from './service.ts';

export interface KnownFailuresFile {
  readonly file: string;
  /** As messages name it. */
  readonly shown: string;
  /** Undefined if there is none yet. */
  readonly text: string | undefined;
  readonly entries: KnownFailures;
}

/** @throws UserError `broken-known-failures` */
export function readKnownFailures(file: string, cwd: string): KnownFailuresFile {
  const shown = shownAs(file, cwd);
  const text = readIfThere(file);
  return { file, shown, text, entries: text === undefined ? new Map() : parseKnownFailures(text, shown) };
}

/** Through plan and apply, like everything that is written into a repository. */
export function writeKnownFailures({ file, text }: KnownFailuresFile, entries: KnownFailures): boolean {
  const lines = serializeKnownFailures(entries);
  const after = text?.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines;
  if (after === text) return false;
  const path = basename(file);
  const before = text === undefined ? {} : { before: hashOf(Buffer.from(text)) };
  apply(dirname(file), {
    actions: [{ path, class: 'once', action: text === undefined ? 'create' : 'update', reason: 'known failures' }],
    writes: [{ path, content: { bytes: Buffer.from(after), executable: false }, ...before }],
  });
  return true;
}

/** The entries with what fails in a report and could stop it, without what fails no longer. */
export function updatedFailures(
  known: KnownFailuresFile,
  service: ServiceTemplate,
  report: Report,
  { accept, prune, required }: { accept: boolean; prune: boolean; required: readonly string[] },
): KnownFailures {
  const entries = new Map(known.entries);
  const template = templateOf(known, service);
  if (prune) for (const key of report.knownFailures?.stale ?? []) entries.delete(key);
  if (accept)
    for (const result of report.results) {
      if (!isAcceptable(result) || (!counts(result) && !required.includes(result.check))) continue;
      const key = failureKey(template, result);
      // What was said when it was accepted stays.
      if (!entries.has(key)) entries.set(key, result.message);
    }
  return entries;
}

export interface StaleContext extends ServiceChecks {
  readonly service: ServiceTemplate;
  /** The template, as it was named on the command line. */
  readonly named: string | undefined;
  /** The one that is judged. */
  readonly environment: string;
  /** What the template is given in each of the others. */
  readonly others: Readonly<Record<string, TemplateInputs>>;
  /** False: checks of the repository do not run, so nobody knows what fails them. */
  readonly custom: boolean;
  readonly now: Date;
}

/** For the assessment of a template. */
export function knownFailuresInput(known: KnownFailuresFile, context: StaleContext): KnownFailuresInput {
  const { service, named } = context;
  const template = templateOf(known, service);
  return {
    file: known.shown,
    prune: toolCommand('score', ...(named === undefined ? [] : [named]), '--prune-failures'),
    has: (result) => known.entries.has(failureKey(template, result)),
    stale: (results) => staleOf(known, template, results, context),
  };
}

/**
 * An entry is stale if it fails in no environment, or if its template is gone. What is not known may still fail. The other
 * environments are judged only by the checks in question, and only if there are any.
 */
function staleOf(
  known: KnownFailuresFile,
  template: string,
  results: readonly Result[],
  { service, environment, others, checks, config, custom, now }: StaleContext,
): string[] {
  const folder = dirname(known.file);
  const gone: string[] = [];
  const open = new Map<string, { readonly resource: string; readonly check: string }>();
  for (const key of known.entries.keys()) {
    const failure = failureOf(key);
    if (!failure) continue;
    if (failure.template === template) {
      const runs = custom || checks.some(({ meta }) => meta.id === failure.check);
      if (runs) open.set(key, failure);
    } else if (!existsSync(join(folder, failure.template))) gone.push(key);
  }
  close(results);
  for (const [name, inputs] of Object.entries(others)) {
    if (open.size === 0) break;
    if (name === environment) continue;
    const wanted = new Set([...open.values()].map(({ check }) => check));
    const enabled = checksOf(forEnvironment(config, name).checks, checks);
    const there = loadTemplate(service.document, inputs);
    const judged = enabled.filter(({ check }) => wanted.has(check.meta.id));
    close(evaluate(there, judged, { now, exclude: unjudgedGear(there) }).results);
  }
  return [...gone, ...open.keys()].sort();

  function close(found: readonly Result[]): void {
    const unknown = new Set<string>();
    for (const result of found) {
      if (result.status === 'fail') open.delete(failureKey(template, result));
      if (result.status === 'unknown') unknown.add(`${result.resource} ${result.check}`);
    }
    for (const [key, { resource, check }] of open) if (unknown.has(`${resource} ${check}`)) open.delete(key);
  }
}

/** The template, as the keys of this file name it. */
function templateOf({ file }: KnownFailuresFile, service: ServiceTemplate): string {
  return relative(dirname(file), service.file).split(sep).join('/');
}
