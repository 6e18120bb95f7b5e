/** What would be adopted, and how: survey → gating → fitness.yaml → parts → plan. Reads, and writes nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { applyEdits } from '../template/edit.ts';
import type { Edit } from '../template/edit.ts';
import type { SourceDocument, Template, TemplateInputs } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import type { Plan } from '../upgrade/plan.ts';
import type { RunningTool } from '../upgrade/upgrade.ts';
import type { Limit } from './effects.ts';
import { findingsOf } from './findings.ts';
import { planFirst } from './first.ts';
import { OWN_HOOKS } from './findings/functions.ts';
import { chainEdits, unchainEdits } from './gating/chain.ts';
import type { GatingChoices } from './gating/obstacles.ts';
import { gatingOf } from './gating.ts';
import type { Gating } from './gating.ts';
import type { Effect, Finding, FunctionOutcome, Survey } from './model.ts';
import { ownTypes } from './own-types.ts';
import type { OwnType } from './own-types.ts';
import type { Cost } from './score-fall.ts';
import { planSince, standingIn, toldSince } from './since.ts';
import type { Standing } from './since.ts';

/** What a person decides; flags, or answers. */
export interface Choices {
  /** Functions with a public URL are gated although the URL changes. */
  readonly acceptUrlChange: boolean;
  /** Ours is called first, and calls the hooks of the owner; changes a value of theirs, so only with `fix`. */
  readonly chain: boolean;
  /** Values of the owner's are changed as the findings propose. */
  readonly fix: boolean;
  /** The first of two steps: of all that gates a function its alias alone. What is adopted already has made it. */
  readonly aliasesOnly?: {
    /** Of the gate that comes with the second. */
    readonly minimum: number;
    readonly minCoverage: number;
  };
  /** Over what the survey found. */
  readonly service?: string;
  readonly region?: string;
  readonly environments?: Survey['environments'];
}

export interface AdoptionOptions {
  readonly survey: Survey;
  readonly choices: Choices;
  readonly tool: RunningTool;
  readonly now: Date;
  readonly env: NodeJS.ProcessEnv;
  /** What is known of the template's parameters, as `score` knows it. */
  readonly inputs?: TemplateInputs;
  /** The template, if it was read already. */
  readonly read?: SourceDocument | undefined;
}

/** A change of a value of the owner's. */
export interface Proposal {
  readonly finding: Finding;
  readonly edits: readonly Edit[];
}

export interface Adoption {
  readonly survey: Survey;
  readonly functions: readonly FunctionOutcome[];
  readonly findings: readonly Finding[];
  readonly effects: readonly Effect[];
  /** What `--fix` changes of the owner's, or would. */
  readonly proposals: readonly Proposal[];
  readonly score: {
    /** Fitness today, and of the adopted template. */
    readonly before: number;
    readonly after: number;
    /** What the gate would say of the adopted template, if it enforced. */
    readonly reasons: readonly string[];
    readonly knownFailures: number;
    /** Of a fall by more than a few points: what costs most, and how much more than today. */
    readonly fall?: readonly Cost[];
  };
  readonly limits: readonly Limit[];
  /** Of the functions that are gated: how their traffic shifts, where the owner's template says it. */
  readonly ownTypes?: readonly OwnType[];
  /** Text of the template. */
  readonly before: string;
  readonly after: string;
  /** Text of fitness.yaml, and what it says. */
  readonly config: string;
  readonly settings: Config;
  readonly plan: Plan;
}

/**
 * Plans the adoption of a template; where it is adopted already, of the functions that came since.
 *
 * @throws UserError `template-syntax` if it does not read, `over-limits` if it would be too large for CloudFormation
 */
export async function planAdoption(options: AdoptionOptions): Promise<Adoption> {
  const { survey, choices, inputs = {} } = options;
  const standing = standingIn(survey);
  const source = standing ? ownersOf(standing) : (options.read ?? documentIn(survey.root, survey.template));
  const original = loadTemplate(source, inputs);
  const how = standing ? { ...choices, ...acceptedIn(standing.adopted, choices) } : choices;
  const today = gatingOf(original, how);
  const chosen = { functions: today.adopted, names: today.names };
  const all = findingsOf(original, survey, today.functions, chosen);
  const findings = standing ? toldSince(all, standing) : all;
  const proposals = findings.flatMap((finding): Proposal[] =>
    finding.proposal && finding.proposal.edits.length > 0 ? [{ finding, edits: finding.proposal.edits }] : [],
  );
  const isFixed = choices.fix && !standing;
  const edits = proposals.flatMap((one) => (one.finding.code === OWN_HOOKS ? [] : one.edits));
  const mended = isFixed ? edited(source, edits) : source;
  // what is put right may be gated wholly
  const gating = mended === source ? today : gatingOf(loadTemplate(mended, inputs), how);
  const document = isFixed ? edited(mended, chainEdits(mended, gating.adopted, gating.names)) : mended;
  const found = { ...options, source, document, original, gating };
  const made = standing ? await planSince(found, standing) : await planFirst(found);
  const { remarks, ...rest } = made;
  const { functions } = gating;
  const types = ownTypes(document.data, functions);
  return { survey, functions, findings: [...findings, ...remarks], proposals, ownTypes: types, ...rest };
}

/** What was found out before anything is planned. */
export interface Found extends AdoptionOptions {
  /** The template of the owner, without parts of ours; and with what `--fix` changes. */
  readonly source: SourceDocument;
  readonly document: SourceDocument;
  readonly original: Template;
  readonly gating: Gating;
}

export interface Made extends Omit<Adoption, 'survey' | 'functions' | 'findings' | 'proposals' | 'ownTypes'> {
  /** What of the files beside the template is left to a person. */
  readonly remarks: readonly Finding[];
}

function documentIn(root: string, path: string): SourceDocument {
  return parseDocument(readFileSync(join(root, path), 'utf8'), path);
}

/** As its owner had it: with their hooks where ours calls them next. */
function ownersOf({ template, adopted }: Standing): SourceDocument {
  return edited(template, unchainEdits(template, adopted));
}

/**
 * Of those that are adopted: whose hooks ours calls already, as what comes later keeps its own, since no value of the owner's is changed
 * then; and whose URL has changed.
 */
function acceptedIn({ functions }: Standing['adopted'], { acceptUrlChange }: Choices): GatingChoices {
  const chain = Object.entries(functions).flatMap(([id, { hooks }]) => (hooks === 'chained' ? id : []));
  return { chain: new Set(chain), acceptUrlChange: acceptUrlChange || new Set(Object.keys(functions)) };
}

/** The document with these changes. */
function edited(source: SourceDocument, edits: readonly Edit[]): SourceDocument {
  return edits.length === 0 ? source : parseDocument(applyEdits(source, edits), source.file);
}
