/** A service that is adopted already: functions that can be gated, and files that can hold a part of ours, since then. */
import { join } from 'node:path';
import type { AdoptedConfig, Config } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { failureKey } from '../fitness/known-failures.ts';
import type { Result } from '../fitness/report.ts';
import { filesWithParts } from '../project/adopted/parts-beside.ts';
import type { Edit } from '../template/edit.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import { MANIFEST_PATH, STATE_FOLDER, parseManifest } from '../upgrade/manifest.ts';
import { functionsToday, ownedFiles, readOwned } from '../upgrade/owned.ts';
import { readRegular } from '../upgrade/paths.ts';
import type { Found, Made } from './adopt.ts';
import { effectsOf, refuseOverLimits } from './effects.ts';
import { CONFIG, configOf, judged, knownFailuresIn, reasonsOf } from './judged.ts';
import type { Survey } from './model.ts';

export interface Standing {
  readonly config: Config;
  /** With its functions as they are called today. */
  readonly adopted: AdoptedConfig;
  /** Without parts of ours. */
  readonly template: SourceDocument;
}

/** Undefined: nobody adopted it yet. */
export function standingIn({ root, template }: Survey): Standing | undefined {
  const [manifest, text] = [MANIFEST_PATH, CONFIG].map((path) => readRegular(join(root, path)));
  if (!manifest || !text) return undefined;
  const config = configOf(text.toString('utf8'));
  if (!config.adopted) return undefined;
  const { files, unread, renamed } = readOwned(root, config.adopted, parseManifest(manifest));
  const owned = files.get(template);
  const adopted = { ...config.adopted, functions: functionsToday(config.adopted, renamed) };
  if (owned) return { config, adopted, template: owned };
  const why = unread.get(template) ?? 'it is not the template of fitness.yaml';
  throw new UserError('no-base', `Nothing can be added to ${template}: ${why}.`, {
    kind: 'tampered',
    hint: `Restore ${STATE_FOLDER} from version control.`,
  });
}

export async function planSince(found: Found, { config, adopted }: Standing): Promise<Made> {
  const { survey, tool, env, now, inputs = {} } = found;
  const edits = editsSince(found, config, adopted);
  const { planUpgrade } = await import('../upgrade/upgrade.ts');
  const upgrade = await planUpgrade({ root: survey.root, tool, env, edits });
  const { before = '', after = before } = upgrade.template;
  const template = loadTemplate(parseDocument(after, survey.template), inputs);
  const limits = refuseOverLimits(after, template);
  const standing = loadTemplate(parseDocument(before, survey.template), inputs);
  const known = knownFailuresIn(survey.root);
  const isKnown = (result: Result): boolean => known.has(failureKey(survey.template, result));
  const today = judged(standing, config, now, isKnown);
  const settings = configOf(upgrade.config.after);
  const report = judged(template, settings, now, isKnown);
  return {
    effects: effectsOf(standing, template),
    score: { before: today.fitness, after: report.fitness, reasons: reasonsOf(report), knownFailures: known.size },
    limits,
    before,
    after,
    config: upgrade.config.after,
    settings,
    plan: upgrade.plan,
    remarks: [],
  };
}

function editsSince({ survey, gating }: Found, config: Config, adopted: AdoptedConfig): Edit[] {
  const at = (...path: string[]): Path => ['adopted', ...path];
  const functions = Object.entries(gating.adopted).filter(([id]) => !Object.hasOwn(adopted.functions, id));
  const names = Object.entries(gating.names).filter(([name]) => !Object.hasOwn(adopted.names, name));
  const isFirst = adopted.hooks === 'none' && Object.keys(gating.adopted).length > 0;
  return [
    ...functions.map(([id, fn]): Edit => ({ path: at('functions', id), set: fn })),
    ...(functions.length > 0 ? names.map(([name, here]): Edit => ({ path: at('names', name), set: here })) : []),
    ...(isFirst ? [{ path: at('hooks'), set: survey.hooks }] : []),
    ...filesSince(survey, config, adopted).map((path): Edit => ({ path: at('files'), append: path })),
  ];
}

function filesSince({ root, files }: Survey, config: Config, adopted: AdoptedConfig): string[] {
  const there = { ...adopted, files: files.filter((path) => !adopted.files.includes(path)) };
  return there.files.length === 0 ? [] : filesWithParts(config, there, ownedFiles(root, there));
}
