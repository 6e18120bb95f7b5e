/** A service that is adopted already: functions that can be gated, and files that can hold a part of ours, since then. */
import { join } from 'node:path';
import type { AdoptedConfig, Config } from '../config/config.ts';
import { UserError } from '../errors.ts';
import { failureKey } from '../fitness/known-failures.ts';
import type { Result } from '../fitness/report.ts';
import { toolCommand } from '../project/adopted/beside/tool.ts';
import { filesWithParts } from '../project/adopted/parts-beside.ts';
import type { Edit } from '../template/edit.ts';
import type { Path, SourceDocument } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { loadTemplate } from '../template/template.ts';
import type { Dangling } from '../upgrade/dangling.ts';
import { MANIFEST_PATH, STATE_FOLDER, parseManifest } from '../upgrade/manifest.ts';
import type { Manifest } from '../upgrade/manifest.ts';
import { functionsToday, ownedFiles, readOwned, untouchedFiles } from '../upgrade/owned.ts';
import { readRegular } from '../upgrade/paths.ts';
import type { Plan } from '../upgrade/plan.ts';
import type { Found, Made } from './adopt.ts';
import { effectsOf, refuseOverLimits } from './effects.ts';
import { CONFIG, configOf, judged, knownFailuresIn, scoreOf } from './judged.ts';
import { byHand } from './by-hand.ts';
import { FIRST_DEPLOYMENT, OWN_HOOKS, firstDeployment } from './findings/functions.ts';
import { refuseLeftOut, refuseMissing } from './in-the-way.ts';
import { leftAlone, repeatedKeys, unusedParameter } from './first.ts';
import type { Effect, Finding, Survey } from './model.ts';

/** Codes of findings. */
export const DANGLING_REFERENCE = 'dangling-reference';
export const ONLY_AT_FIRST = 'only-at-first';

export interface Standing {
  readonly config: Config;
  /** With its functions as they are called today. */
  readonly adopted: AdoptedConfig;
  /** Without parts of ours. */
  readonly template: SourceDocument;
  readonly manifest: Manifest;
}

/** Undefined: nobody adopted it yet. */
export function standingIn({ root, template }: Survey): Standing | undefined {
  const [record, text] = [MANIFEST_PATH, CONFIG].map((path) => readRegular(join(root, path)));
  if (!record || !text) return undefined;
  const config = configOf(text.toString('utf8'));
  if (!config.adopted) return undefined;
  const manifest = parseManifest(record);
  const owned = readOwned(root, config.adopted, manifest);
  const document = owned.files.get(template);
  const adopted = { ...config.adopted, functions: functionsToday(config.adopted, owned) };
  if (document) return { config, adopted, template: document, manifest };
  const why = owned.unread.get(template) ?? 'it is not the template of fitness.yaml';
  throw new UserError('no-base', `Nothing can be added to ${template}: ${why}.`, {
    kind: 'tampered',
    hint: `Restore ${STATE_FOLDER} from version control.`,
  });
}

/** What the gate itself brings is told when it comes: to the stack, and to each function. */
const OF_STACK: ReadonlySet<string> = new Set(['capabilities-needed', 'role-name-fixed']);
const OF_FUNCTIONS: ReadonlySet<string> = new Set(['function-name-fixed', 'versions-keep-running']);

/** Of what is found in the template, what a later run has to say. */
export function toldSince(findings: readonly Finding[], { adopted }: Pick<Standing, 'adopted'>): Finding[] {
  const isNew = (id: string): boolean => !Object.hasOwn(adopted.functions, id);
  return findings.flatMap((finding): Finding[] => {
    const { code, proposal, resources } = finding;
    // what is chained already waits for nobody
    if (code === OWN_HOOKS && proposal) return [];
    if (code === FIRST_DEPLOYMENT) {
      const fresh = resources.filter(isNew);
      return fresh.length === 0 ? [] : [firstDeployment(fresh, adopted.hooks === 'none' ? 'first' : 'next')];
    }
    const isTold = OF_STACK.has(code) || (OF_FUNCTIONS.has(code) && !resources.some(isNew));
    return adopted.hooks !== 'none' && isTold ? [] : [finding];
  });
}

export async function planSince(found: Found, since: Standing): Promise<Made> {
  const { config, adopted } = since;
  const { survey, choices, tool, env, now, inputs = {} } = found;
  const edits = editsSince(found, config, adopted);
  const { planUpgrade } = await import('../upgrade/upgrade.ts');
  const upgrade = await planUpgrade({ root: survey.root, tool, env, edits });
  const { before = '', after = before } = upgrade.template;
  const template = loadTemplate(parseDocument(after, survey.template), inputs);
  const limits = refuseOverLimits(after, template);
  const document = parseDocument(before, survey.template);
  refuseLeftOut(upgrade.plan, document);
  if (after !== before) refuseMissing(upgrade.dangling, document);
  const standing = loadTemplate(document, inputs);
  const known = knownFailuresIn(survey.root);
  const isKnown = (result: Result): boolean => known.has(failureKey(survey.template, result));
  const today = judged(standing, config, now, isKnown);
  const settings = configOf(upgrade.config.after);
  const report = judged(template, settings, now, isKnown);
  return {
    effects: effectsOf(standing, template).filter((effect) => isOfOwner(effect, found)),
    score: scoreOf(today, report, known),
    limits,
    before,
    after,
    config: upgrade.config.after,
    settings,
    plan: upgrade.plan,
    remarks: [
      ...(choices.fix ? [onlyAtFirst(toolCommand(settings, adopted, 'unadopt'))] : []),
      ...upgrade.dangling.map((one) =>
        danglingReference(one, survey.template, toolCommand(settings, adopted, 'upgrade')),
      ),
      ...repeatedKeys(document),
      ...unusedParameter(found, settings),
      ...remarksBeside(found, since, { settings, plan: upgrade.plan }),
    ],
  };
}

/** Our own gear follows, and is nobody's loss. */
function isOfOwner({ kind, id }: Effect, { original }: Found): boolean {
  return kind === 'output' || original.resources.has(id);
}

function onlyAtFirst(unadopt: string): Finding {
  return {
    severity: 'warning',
    code: ONLY_AT_FIRST,
    message:
      'A value of yours is changed when a service is adopted, and not by a later run: --fix and --chain did nothing',
    resources: [],
    proposal: { summary: `To have it changed: ${unadopt}, commit, and adopt it again with them`, edits: [] },
  };
}

function danglingReference({ from, to, line }: Dangling, template: string, upgrade: string): Finding {
  return {
    severity: 'error',
    code: DANGLING_REFERENCE,
    message: `${from} refers to ${to}, which is not there any more: CloudFormation takes no such template`,
    location: { file: template, line, column: 1 },
    resources: [from],
    proposal: {
      summary: `Name what is there, or have what is ours put back: ${upgrade} --restore=${template}`,
      edits: [],
    },
  };
}

/** Of files that are adopted, and of those that could be. */
function remarksBeside(
  { survey }: Found,
  { adopted, manifest }: Standing,
  { settings, plan }: { readonly settings: Config; readonly plan: Plan },
): Finding[] {
  const files = [...new Set([...adopted.files, ...survey.files])];
  const all = { ...adopted, files };
  const { files: owned } = readOwned(survey.root, all, manifest);
  return [
    ...leftAlone(untouchedFiles(survey.root, files).left),
    ...byHand({ config: settings, adopted: all, owned, survey, plan }),
  ];
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
