/** From a folder to what adopting it would do. Reads, and writes nothing but what an earlier run has to give back. */
import { dirname, join } from 'node:path';
import { planAdoption } from '../../adopt/adopt.ts';
import type { Adoption, AdoptionOptions, Choices } from '../../adopt/adopt.ts';
import type { Survey } from '../../adopt/model.ts';
import { lookThrough, survey, templateIn } from '../../adopt/survey.ts';
import type { Folder } from '../../adopt/survey.ts';
import { waitsSince } from '../../adopt/waits.ts';
import type { Config } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { parseParts } from '../../insert/part.ts';
import { ownPackage } from '../../package.ts';
import type { AdoptionReport, Since } from '../../report/adoption.ts';
import { fileChanges } from '../../report/file-changes.ts';
import type { TemplateInputs } from '../../template/model.ts';
import { basePath } from '../../upgrade/manifest.ts';
import { readRegular } from '../../upgrade/paths.ts';
import type { Values } from '../options.ts';
import { inputsOf } from '../parameters.ts';
import { samconfigBeside } from '../service.ts';
import type { Terminal } from '../terminal.ts';
import { gitStateMeanwhile } from '../upgrade/dirty.ts';
import type { GitState } from '../upgrade/dirty.ts';
import { runningTool } from '../upgrade/running-tool.ts';
import { chosenTemplate } from './choose-template.ts';
import { adoptedIn, putBackEarlier } from './standing.ts';
import type { AdoptedService } from './standing.ts';

export interface Prepared {
  /** Absolute: where fitness.yaml goes. */
  readonly root: string;
  readonly adoption: Adoption;
  /** What fitness.yaml says then. */
  readonly config: Config;
  /** What of it was gated before, where something was. */
  readonly since?: Since | undefined;
  readonly git: () => Promise<GitState>;
  /** The first of two steps; undefined where it is adopted already. */
  readonly aliases: () => Promise<Adoption | undefined>;
}

/** @param template path in the folder; undefined: it is looked for */
export async function prepared(
  folder: string,
  template: string | undefined,
  values: Values<'adopt'>,
  terminal: Terminal,
): Promise<Prepared> {
  const dryRun = values['dry-run'] === true || values.diff === true;
  const putBack = (root: string): Promise<void> => putBackEarlier(root, dryRun, terminal.say);
  await putBack(folder);
  const here = lookThrough(folder);
  const path = template ?? adoptedIn(folder)?.adopted.template ?? (await chosen(here, values, terminal));
  const beside = dirname(join(folder, path));
  if (beside !== folder) await putBack(beside);
  const document = templateIn(here, path);
  const seen = survey(here, path, terminal.env, document);
  const { root } = seen;
  const git = gitStateMeanwhile(root, terminal.env);
  const standing = adoptedIn(root);
  const found = { ...seen, hooks: await hooksOf(values, here, seen, standing?.adopted.hooks ?? 'none') };
  if (standing && standing.adopted.template !== found.template) throw otherTemplate(root, standing.adopted.template);
  const choices = await choicesOf(values, found);
  const options: AdoptionOptions = {
    survey: found,
    choices,
    inputs: await inputsFor(found, choices),
    tool: runningTool(standing?.config.tool ?? ''),
    now: new Date(),
    env: terminal.env,
    read: document.file === found.template ? document : undefined,
  };
  const adoption = await planAdoption(options);
  const aliases = async (): Promise<Adoption | undefined> =>
    standing ? undefined : planAdoption({ ...options, choices: { ...choices, aliasesOnly: adoption.settings.gate } });
  return { root, adoption, config: adoption.settings, since: sinceOf(root, adoption, standing), git, aliases };
}

/** As `score` will read the template: in the last environment, with what samconfig says of it. */
function inputsFor(
  { root, template, environmentParameter, ...found }: Survey,
  choices: Choices,
): Promise<TemplateInputs> {
  const environments = choices.environments ?? found.environments;
  const config = { environments: Object.fromEntries(environments.map(({ name, ...one }) => [name, one])) };
  const samconfig = samconfigBeside(config, { template, environment: environmentParameter ?? 'Environment' }, root);
  const environment = environments.at(-1)?.name ?? 'default';
  const nothing = { parameters: {}, pseudo: {}, diagnostics: [] };
  return inputsOf(nothing, { root, samconfig, configured: true }, { environment, named: false });
}

function chosen(folder: Folder, { yes, json }: Values<'adopt'>, terminal: Terminal): Promise<string> {
  return chosenTemplate(folder, terminal.interactive && !yes && !json, terminal);
}

async function hooksOf(
  { hooks }: Values<'adopt'>,
  folder: Folder,
  found: Survey,
  kept: Survey['hooks'] | 'none',
): Promise<Survey['hooks']> {
  if (hooks === undefined) return found.hooks;
  return (await import('./choices.ts')).hooksSaid(hooks as Survey['hooks'], folder, found.root, kept);
}

async function choicesOf(values: Values<'adopt'>, found: Survey): Promise<Choices> {
  const { name, region, environment, deployment } = values;
  const isSaid = [name, region, environment, deployment].some((value) => value !== undefined);
  const said = isSaid ? (await import('./choices.ts')).saidBy(values, found) : {};
  return {
    acceptUrlChange: values['accept-url-change'] === true,
    chain: values.chain === true,
    fix: values.fix === true,
    ...said,
  };
}

function otherTemplate(root: string, template: string): UserError {
  return new UserError('other-template', `${root} is adopted with ${template}: a service has one template.`, {
    hint: 'Another one needs a folder of its own.',
  });
}

function sinceOf(root: string, { plan }: Adoption, standing: AdoptedService | undefined): Since | undefined {
  if (!standing || standing.adopted.hooks === 'none') return undefined;
  const { functions, template } = standing.adopted;
  const path = basePath(template);
  const [before, after] = [
    readRegular(join(root, path)),
    plan.writes.find((write) => write.path === path)?.content?.bytes,
  ];
  const waits = before && after ? waitsSince(parseParts(before), parseParts(after)) : [];
  return { functions: new Set(Object.keys(functions)), waits };
}

export function reportOf(
  { root, adoption, config, since }: Prepared,
  { fix = false }: Values<'adopt'>,
): AdoptionReport {
  const textAt = (path: string): string | undefined => readRegular(join(root, path))?.toString('utf8');
  const changes = fileChanges(adoption.plan, textAt);
  return { adoption, config, changes, version: ownPackage().version, fix, since };
}
