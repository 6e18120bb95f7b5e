/** `--against <git ref | file>`: the template before this change, judged as today's is. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEitherConfig } from '../config/load.ts';
import type { SamConfig } from '../config/samconfig.ts';
import { UserError } from '../errors.ts';
import { assessment } from '../fitness/assess.ts';
import type { AgainstSource } from '../fitness/against.ts';
import { withCustom } from '../fitness/enabled.ts';
import type { Baseline } from '../fitness/baseline.ts';
import type { Report } from '../fitness/report.ts';
import type { Diagnostic, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import { revisionOf } from './git-revision.ts';
import type { Revision, RevisionOptions } from './git-revision.ts';
import { inputsOf } from './parameters.ts';
import type { Given } from './parameters.ts';
import type { ServiceChecks } from './service-checks.ts';
import { CONFIG_FILE, SAMCONFIG_FILES, shownAs } from './service.ts';
import type { ServiceTemplate } from './service.ts';

/** How the other side is read, and judged. */
export interface AgainstRequest extends RevisionOptions {
  readonly ref: string;
  /** One file cannot be what several templates were. */
  readonly refOnly: boolean;
  readonly cwd: string;
  readonly now: Date;
  readonly given: Given;
  readonly environment: string;
  /** Was the environment named on the command line? */
  readonly named: boolean;
}

/** The other side. */
export interface Before {
  readonly source: AgainstSource;
  /** Undefined if the template was not there, or was no template. */
  readonly report: Report | undefined;
  /** What this change is compared with: of no resources, if the template was not there; undefined if it was no template. */
  readonly baseline: Baseline | undefined;
  /** What of it could not be read. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a repository held at a ref, or a file holds. */
interface Sources {
  readonly source: AgainstSource;
  /** Text and name of the template; undefined if it was not there. */
  readonly template: { readonly text: string; readonly shown: string } | undefined;
  /** Text of fitness.yaml; undefined: today's. */
  readonly config: string | undefined;
  readonly samconfig: SamConfig | undefined;
}

/**
 * Judges the template as it was, by its own fitness.yaml, parameters of samconfig included, and by today's checks and clock:
 * what differs is the change's doing.
 */
export async function before(
  service: ServiceTemplate,
  { checks, config: today }: ServiceChecks,
  request: AgainstRequest,
): Promise<Before> {
  const { ref, cwd, now, given, environment, named } = request;
  const isNamed = isFile(resolve(cwd, ref));
  if (isNamed && request.refOnly)
    throw new UserError('one-against-many', `${ref} is one template, and several are scored.`, {
      hint: 'Compare them with a git ref, or each with its own file.',
    });
  const sources = isNamed ? fromFile(service, ref, cwd) : fromGit(service, request);
  const diagnostics: Diagnostic[] = [];
  const { source, template: written, config: text } = sources;
  const config =
    text === undefined
      ? today
      : (attempt(() => loadEitherConfig(text, `${ref}:${CONFIG_FILE}`).config, diagnostics) ?? today);
  const document = written
    ? attempt(() => parseDocument(written.text, written.shown), diagnostics)
    : emptyDocument(service);
  if (!document) return { source, report: undefined, baseline: undefined, diagnostics };
  const inputs = await inputsOf(given, { ...service, samconfig: sources.samconfig }, { environment, named });
  const { report, baseline } = assessment({
    template: loadTemplate(document, inputs),
    config: withCustom(config, checks),
    environment,
    checks,
    now,
    phase: 'template',
  });
  return { source, report: written && report, baseline: baseline(), diagnostics };
}

function fromFile(service: ServiceTemplate, file: string, cwd: string): Sources {
  const text = readFileSync(resolve(cwd, file), 'utf8');
  const { samconfig } = service;
  return { source: { ref: file, template: file }, template: { text, shown: file }, config: undefined, samconfig };
}

function fromGit(service: ServiceTemplate, { ref, cwd, ...options }: AgainstRequest): Sources {
  if (/\.(?:ya?ml|json|template)$/i.test(ref) && !ref.includes(':'))
    throw new UserError('no-template', `There is no ${ref}.`, { hint: 'Name a template, or a git ref.' });
  const revision = revisionOf(service.root, ref, options);
  const path = revision.text(service.file) === undefined ? revision.formerPath(service.file) : service.file;
  const text = path === undefined ? undefined : revision.text(path);
  const shown = path === undefined ? '' : shownAs(path, cwd);
  const { commit } = revision;
  return {
    source: { ref, commit, ...(text !== undefined && { template: shown }) },
    template: text === undefined ? undefined : { text, shown: `${ref}:${shown}` },
    config: revision.text(join(service.root, CONFIG_FILE)),
    samconfig: samconfigAt(service.root, revision),
  };
}

function samconfigAt(root: string, revision: Revision): SamConfig | undefined {
  for (const file of SAMCONFIG_FILES) {
    const text = revision.text(join(root, file));
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/** What was not there had no resources: all of them are new. */
function emptyDocument({ shown }: ServiceTemplate): SourceDocument {
  return parseDocument('{"Resources": {}}', shown);
}

/** What cannot be read stands in nobody's way: a change may mend it. */
function attempt<T>(read: () => T, diagnostics: Diagnostic[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, location } = error;
    diagnostics.push({
      severity: 'warning',
      code: 'against-unreadable',
      message: `what cannot be read is not compared: ${message}`,
      ...(location && { location }),
    });
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
