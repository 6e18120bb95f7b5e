/** The fitness of a service before and after an upgrade, by the pipeline that `score` uses. Offline. */
import { join } from 'node:path';
import type { Check } from '../../checks/api.ts';
import { catalogue } from '../../checks/catalogue.ts';
import type { Config } from '../../config/config.ts';
import { loadEitherConfig } from '../../config/load.ts';
import type { SamConfig } from '../../config/samconfig.ts';
import { UserError } from '../../errors.ts';
import { assess } from '../../fitness/assess.ts';
import { withCustom } from '../../fitness/enabled.ts';
import type { GateVerdict, Report } from '../../fitness/report.ts';
import { fitnessOf, penaltyOf, rawOf, termsOf } from '../../fitness/score.ts';
import type { TrialFailure, UpgradeScore } from '../../report/upgrade.ts';
import { parseDocument } from '../../template/parse.ts';
import { loadTemplate } from '../../template/template.ts';
import type { Plan } from '../../upgrade/plan.ts';
import type { Upgrade } from '../../upgrade/upgrade.ts';
import { loadOwnChecks, ownCheckSources } from '../own-checks.ts';
import type { OwnCheckSources, OwnChecks } from '../own-checks.ts';
import { inputsOf } from '../parameters.ts';
import { CONFIG_FILE, SAMCONFIG_FILES, environmentOf, readIfThere, samconfigBeside } from '../service.ts';

export interface Scored {
  readonly score?: UpgradeScore;
  readonly trialFailures: readonly TrialFailure[];
  /** Of the last environment, after it, without a baseline. */
  readonly gate?: GateVerdict;
  /** Why there is no score, in words. */
  readonly problem?: string;
  /** Files of the repository that ran as code. */
  readonly ran?: readonly string[];
}

/**
 * Never fails: an upgrade may be what mends a template that cannot be judged.
 *
 * @param custom false: the repository's own checks do not run
 */
export async function scored(root: string, upgrade: Upgrade, now: Date, custom = true): Promise<Scored> {
  try {
    return await scoredOrThrow(root, upgrade, now, custom);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { trialFailures: [], problem: `The fitness is not known: ${error.message}` };
  }
}

async function scoredOrThrow(
  root: string,
  { config, template, plan }: Upgrade,
  now: Date,
  custom: boolean,
): Promise<Scored> {
  if (template.after === undefined)
    return { trialFailures: [], problem: `The fitness is not known: there is no ${template.path}.` };
  const sources = custom ? ownCheckSources(root) : { files: [], index: undefined };
  const left = withoutReplaced(sources, plan);
  const next = await checksOf(root, left);
  const { path } = template;
  const after = await judge(root, config.after, template.after, { checks: next.checks, path, plan, now });
  const unchanged =
    config.before === config.after && template.before === template.after && sources.files.length === left.files.length;
  const own = unchanged ? next : await checksOf(root, sources);
  const before = unchanged
    ? after
    : await judge(root, readable(config.before) ?? config.after, template.before ?? template.after, {
        checks: own.checks,
        path,
        now,
      });
  const trial = after.results.filter(({ status, mode }) => status === 'fail' && mode === 'trial');
  return {
    score: { before: before.fitness, after: after.fitness, enforced: enforced(after) },
    trialFailures: trial.map(({ check, resource, message }) => ({ check, resource, message })),
    gate: after.gate,
    ran: own.files,
  };
}

/** What the next version's text replaces is its own check, which is compiled in. */
function withoutReplaced({ files, index }: OwnCheckSources, { writes }: Plan): OwnCheckSources {
  const written = new Set(writes.map(({ path }) => path));
  return { index, files: files.filter((path) => !written.has(path)) };
}

async function checksOf(root: string, sources: OwnCheckSources): Promise<OwnChecks> {
  const none = sources.files.length === 0 && sources.index === undefined;
  return none ? { checks: catalogue, files: [] } : loadOwnChecks(root, sources);
}

/** An older version's answers may have names that this one reads no more. */
function readable(text: string): string | undefined {
  try {
    loadEitherConfig(text, CONFIG_FILE);
    return text;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

interface Judging {
  /** Of the template. */
  readonly path: string;
  readonly checks: readonly Check[];
  /** What would be written; absent: nothing, the files are as they are. */
  readonly plan?: Plan;
  readonly now: Date;
}

async function judge(
  root: string,
  configText: string,
  text: string,
  { checks, path, plan, now }: Judging,
): Promise<Report> {
  const config: Config = withCustom(loadEitherConfig(configText, CONFIG_FILE).config, checks);
  const environment = environmentOf({ config }, undefined);
  const samconfig = config.adopted ? samconfigBeside(config, config.adopted, root) : samconfigOf(root, plan);
  const service = { root, samconfig, configured: true };
  const inputs = await inputsOf({ parameters: {}, pseudo: {}, diagnostics: [] }, service, {
    environment,
    named: false,
  });
  const template = loadTemplate(parseDocument(text, path), inputs);
  return assess({ template, config, environment, checks, now, phase: 'template' });
}

function samconfigOf(root: string, plan: Plan | undefined): SamConfig | undefined {
  for (const file of SAMCONFIG_FILES) {
    const written = plan?.writes.find(({ path }) => path === file);
    const text = written ? written.content && textOf(written.content.bytes) : readIfThere(join(root, file));
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** A result is not copied: that would ask it for places and fixes that nobody reads. */
function enforced({ results, complexity }: Report): number {
  const all = results.map(({ check, status, weight, shortfall }) => {
    return { check, status, weight, mode: 'enforced' as const, ...(shortfall !== undefined && { shortfall }) };
  });
  return fitnessOf(rawOf(penaltyOf(termsOf(all))), complexity.penalty);
}
