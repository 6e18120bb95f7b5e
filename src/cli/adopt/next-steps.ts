/** What a person does when an adoption is written: from there to a gate that stops what is worse. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { calledIn } from '../../config/called.ts';
import { SAMCONFIG_FILES } from '../../config/samconfig-files.ts';
import { aliasesMadeBy, isTwoSteps, newlyGated } from '../../report/adoption.ts';
import { plain } from '../../report/text.ts';
import { quoteList } from '../../template/traps/context.ts';
import { quoted, toolCommand } from '../command-line.ts';
import { toolOf } from '../create/tool.ts';
import type { Prepared } from './prepared.ts';

export interface Next {
  /** Folder of the service, from where the person stands. */
  readonly from: string;
  /** What comes before a deployment. */
  readonly first: readonly string[];
  /** Of `--staged`: the two commits. */
  readonly staged?: readonly [aliases: string, gate: string] | undefined;
}

/** From here to a gate that stops what is worse; of one that is there already, to what is new under it. */
export function nextSteps(found: Prepared, { from, first, staged }: Next): string[] {
  const { config, since } = found;
  const [environment = 'ENV'] = Object.keys(config.environments);
  const steps = [...(from === '' ? [] : [`cd ${quoted(from)}`]), ...first, ...deploySteps(found, staged)];
  return [
    '',
    'Next:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    ...(since ? [] : ['', ...releaseLines(found, environment), ...enforceLines(config), ...fromNoRegistry(config)]),
  ];
}

function deploySteps({ adoption, config, since }: Prepared, staged: Next['staged']): readonly string[] {
  if (since) return stepsSince(aliasesMadeBy(adoption), newlyGated(adoption.functions, since), staged);
  if (config.adopted?.hooks === 'none') return GATED_CHANGE_SETS;
  return isTwoSteps(adoption) ? deployments(config, staged) : gatedAtOnce(config);
}

function enforceLines({ gate }: Prepared['config']): string[] {
  if (gate.mode === 'enforce') return ['What the gate stops:', command('score')];
  return [
    'What the gate would have stopped, and what lets it stop releases:',
    command('score'),
    command('set', 'gate.mode=enforce'),
  ];
}

/** Beside what is gated already, and stays so. */
function stepsSince(aliased: readonly string[], fresh: readonly string[], staged: Next['staged']): string[] {
  const [one, two] = commitsOf(staged);
  if (aliased.length > 0) {
    const [names, them] = [plain(quoteList(aliased)), aliased.length === 1 ? 'it' : 'them'];
    const aliases = aliased.length === 1 ? 'the alias' : 'the aliases';
    return [
      `Deploy${one} as you do. It creates ${aliases} of ${names}, and no hook of ${them} runs yet.`,
      `Deploy${two || ' again'}. From here on a new version of ${them} is judged before it gets traffic, too.`,
    ];
  }
  if (fresh.length === 0) return ['Deploy as you do.'];
  return [`Deploy as you do. A new version of ${plain(quoteList(fresh))} is judged before it gets traffic, too.`];
}

/** Where package.json names the packed tool, npx takes that; elsewhere it asks a registry. */
function fromNoRegistry({ adopted }: Prepared['config']): string[] {
  if (adopted?.hooks === 'source' || toolOf().vendored === undefined) return [];
  return ['(This tool is from no registry, where npx looks for it: until one has it, run it as you did now.)'];
}

function command(...args: readonly string[]): string {
  return `  ${toolCommand(...args)}`;
}

/** The tool deploys by what samconfig says of an environment; without one its owner does. */
function releaseLines({ root, config }: Prepared, environment: string): string[] {
  const title = 'A release with an id of its own, so that one of infrastructure alone is gated, too:';
  const id = calledIn(config, 'ReleaseId');
  const kept = [
    `(From then on give each one: SAM CLI keeps the last ${id}, and with it new code gets no traffic. "${id}=''" is none.)`,
  ];
  if (SAMCONFIG_FILES.some((name) => existsSync(join(root, name))))
    return [title, command('deploy', '--env', environment), ...kept];
  if (config.adopted?.hooks !== 'none')
    return [title, `  sam deploy … --parameter-overrides … ${id}=$(date +%y%m%d%H%M)`, ...kept];
  return [
    'Without a samconfig.toml, `sam package`, and have the gate judge and execute what it writes:',
    command('gate', '--env', environment, '--stack-name', 'NAME', '--template', 'packaged.yaml', '--execute'),
  ];
}

/** A new alias has no version that traffic could shift from. */
function deployments(config: Prepared['config'], staged: Next['staged']): string[] {
  const [one, two] = commitsOf(staged);
  return [
    `Deploy${one} as you do. It creates the aliases, and no hook runs yet.`,
    `Deploy${two || ' again'}. From here on a new version is judged before it gets traffic; the gate ${does(config)}.`,
  ];
}

function commitsOf(staged: Next['staged']): readonly [string, string] {
  const shown = (commit: string): string => ` ${commit.slice(0, 7)}`;
  return staged ? [shown(staged[0]), shown(staged[1])] : ['', ''];
}

/** Of an alias that was made by the first of two steps nobody knows here whether it is deployed. */
function gatedAtOnce(config: Prepared['config']): string[] {
  return [
    `Deploy as you do. Behind an alias that is deployed a new version is judged before it gets traffic; the gate ${does(config)}.`,
  ];
}

function does({ gate }: Prepared['config']): string {
  return gate.mode === 'enforce' ? 'enforces' : 'observes';
}

const GATED_CHANGE_SETS = ['Deploy with the command below: the gate judges the change set before anything changes.'];
