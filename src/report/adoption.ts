/** What an adoption does, or would do, for the owner of the repository: before anything is written. */
import type { Adoption } from '../adopt/adopt.ts';
import type { Effect, Finding, FunctionOutcome, Outcome } from '../adopt/model.ts';
import type { Waits } from '../adopt/waits.ts';
import type { Config } from '../config/config.ts';
import type { Location } from '../template/model.ts';
import { changeRows } from './file-changes.ts';
import type { FileChange } from './file-changes.ts';
import { paragraph, plain, styleOf } from './text.ts';
import type { Style } from './text.ts';
import { counted, grouped, placeOf, points } from './words.ts';

export interface AdoptionReport {
  readonly adoption: Adoption;
  /** What fitness.yaml says then. */
  readonly config: Config;
  readonly changes: readonly FileChange[];
  /** Version of the tool. */
  readonly version: string;
  /** Does it write what the findings propose? */
  readonly fix: boolean;
  /** Of a service that was gated before. */
  readonly since?: Since | undefined;
}

/** What was there when something is added to a gate. */
export interface Since {
  /** Logical ids of the functions that were gated. */
  readonly functions: ReadonlySet<string>;
  /** What ours waits for, where that changes. */
  readonly waits: readonly Waits[];
}

interface Layout {
  readonly style: Style;
  readonly width: number;
}

/** The report for a terminal: the same for a dry run and a real one. */
export function formatAdoption(report: AdoptionReport, { color, width }: { color: boolean; width: number }): string {
  const { adoption } = report;
  const layout = { style: styleOf(color), width };
  const lines = [
    headOf(report, layout),
    ...factLines(report, layout),
    ...functionLines(report, layout),
    ...effectLines(adoption.effects, layout),
    ...findingLines(adoption, report.fix, layout),
    ...fileLines(report, layout),
    ...limitLines(adoption.limits, layout),
  ];
  return `${lines.join('\n')}\n`;
}

function headOf({ adoption, config, version }: AdoptionReport, { style }: Layout): string {
  return `${style.bold(plain(config.service))}  ${plain(adoption.survey.template)} → create-fitness-serverless ${version}`;
}

const LABEL = 10;

function factLines({ adoption, config, since }: AdoptionReport, { style, width }: Layout): string[] {
  const fact = (label: string, text: string): string[] =>
    text === '' ? [] : paragraph(`  ${style.dim(label.padEnd(LABEL))}`, text, width);
  return [
    ...fact('found', foundText(adoption, config)),
    ...fact('traffic', trafficText(adoption, config)),
    ...fact('score', scoreText(adoption, since)),
    ...fact('gate', gateText(adoption, config)),
  ];
}

const HOOKS = {
  source: 'hooks as TypeScript in fitness/hooks/',
  prebuilt: 'hooks as bundles in fitness/dist/, nothing of Node to build',
  none: 'no hooks',
} as const;

function foundText({ survey }: Adoption, { adopted }: Config): string {
  const { languages, pipelines, nested, tests } = survey;
  const hooks = adopted?.hooks ?? survey.hooks;
  const isGated = languages.length > 0;
  return [
    languages.join(', '),
    isGated ? HOOKS[hooks] : '',
    ...pipelines.map(({ path }) => path),
    tests.join(', '),
    nested.length > 0 ? counted(nested.length, 'nested template') : '',
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

function trafficText({ ownTypes = [] }: Adoption, { environments, region }: Config): string {
  const each = Object.entries(environments).map(([name, { deployment }]) => `${name} ${deployment}`);
  const yours = ownTypes.map(({ type, functions }) => `${type} of ${functions.join(', ')}`).join('; ');
  return `${[...each, region].join(' · ')}${yours === '' ? '' : `; yours stays: ${yours}`}`;
}

function scoreText({ score: { before, after, knownFailures, fall = [] } }: Adoption, since: Since | undefined): string {
  const then = points(after) === points(before) ? '' : `, ${points(after)} adopted`;
  const failures = since
    ? counted(knownFailures, 'known failure')
    : `${counted(knownFailures, 'failure')} of today count as known`;
  const known = knownFailures === 0 ? '' : `; ${failures}`;
  const costs = fall.map((one, index) => `${one.of} (${points(one.points)}${index === 0 ? ' points' : ''})`);
  const why = costs.length === 0 ? '' : `. It falls above all for ${costs.join(', ')}`;
  return `${points(before)} of 100 today${then}${known}${why}`;
}

/** What it does, and what it does to a release of what stands there. */
const GATE: Readonly<Record<Config['gate']['mode'], readonly [does: string, stops: string]>> = {
  observe: ['observes: it says what it would have stopped, and stops nothing', 'Enforced, it would stop this already'],
  enforce: ['enforces', 'As it is, it stops the next release'],
};

function gateText({ score: { before, after, reasons } }: Adoption, { gate: { mode, minimum } }: Config): string {
  const [does, stops] = GATE[mode];
  const would = reasons.length === 0 ? '' : ` ${stops}: ${reasonsText(reasons)}.`;
  const isLower = minimum < Math.floor(before) && minimum === Math.floor(after);
  const why = isLower ? ', which the adopted template reaches' : '';
  return `from ${points(minimum)} on${why}; ${does}.${would}`;
}

/** `score` lists all of them. */
function reasonsText(reasons: readonly string[]): string {
  const more = reasons.length - MOST_REASONS;
  const shown = reasons.slice(0, more > 0 ? MOST_REASONS : undefined).join('; ');
  return more > 0 ? `${shown}; and ${counted(more, 'more reason')}, which \`score\` lists` : shown;
}

const MOST_REASONS = 3;

const OUTCOMES: readonly { readonly outcome: Outcome; readonly sign: string; readonly paint: keyof Style }[] = [
  { outcome: 'gated', sign: '✓', paint: 'green' },
  { outcome: 'in-part', sign: '~', paint: 'yellow' },
  { outcome: 'refused', sign: '✗', paint: 'red' },
];

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  gated: 'gated',
  'in-part': 'in part',
  refused: 'refused',
};

/** A hook of deployments judges releases, and nobody means to gate it. */
const HOOK = 'traffic-hook';

/** Functions that somebody would have gated. */
export function meant(functions: readonly FunctionOutcome[]): FunctionOutcome[] {
  return functions.filter(({ code }) => code !== HOOK);
}

/** `4 gated, 1 in part, 1 refused` */
export function outcomesText(functions: readonly FunctionOutcome[]): string {
  return OUTCOMES.flatMap(({ outcome }) => {
    const amount = meant(functions).filter((one) => one.outcome === outcome).length;
    return amount === 0 ? [] : [`${amount} ${OUTCOME_WORDS[outcome]}`];
  }).join(', ');
}

function functionLines({ adoption: { functions }, since }: AdoptionReport, { style, width }: Layout): string[] {
  if (meant(functions).length === 0)
    return [
      ...section('Functions', 'none: score and change-set gate only', style),
      ...paragraph(
        '  ',
        'A traffic hook judges the new version of a function, and this template has none of its own.',
        width,
      ),
    ];
  const fresh = newlyGated(functions, since);
  const rows = OUTCOMES.flatMap(({ outcome, sign, paint }) => {
    const own = meant(functions).filter((one) => one.outcome === outcome);
    const mark = `  ${style[paint](sign)} `;
    if (outcome === 'gated') {
      const before = own.flatMap(({ id }) => (fresh.includes(id) ? [] : id));
      return before.length === 0 ? [] : paragraph(mark, before.join(', '), width);
    }
    return own.flatMap((one) => [
      `${mark}${plain(one.id)}${placed(one.location, style)}`,
      ...paragraph('      ', `${one.reason ?? ''}${coded(one.code)}`, width),
    ]);
  });
  const hooks = functions.filter(({ code }) => code === HOOK).map(({ id }) => id);
  return [
    ...section('Functions', `${outcomesText(functions)}${fresh.length > 0 ? `; ${fresh.length} new` : ''}`, style),
    ...(fresh.length > 0 ? paragraph(`  ${style.green('+')} `, fresh.join(', '), width) : []),
    ...rows,
    ...(hooks.length > 0
      ? paragraph(`  ${style.dim('·')} `, `${hooks.join(', ')}: a hook of deployments itself`, width)
      : []),
  ];
}

/** Functions that come under a gate that others were under before. */
export function newlyGated(functions: readonly FunctionOutcome[], since: Since | undefined): string[] {
  if (!since) return [];
  return functions.flatMap(({ id, outcome }) => (outcome === 'gated' && !since.functions.has(id) ? id : []));
}

interface EffectGroup {
  readonly kind: Effect['kind'];
  /** Of what is replaced. */
  readonly gap?: Effect['gap'];
  readonly title: string;
  readonly sign: string;
  readonly paint: keyof Style;
}

/** What somebody loses comes first. */
const EFFECTS: readonly EffectGroup[] = [
  { kind: 'replaced', title: 'Deploying it REPLACES', sign: '!', paint: 'red' },
  { kind: 'removed', title: 'Deploying it removes', sign: '-', paint: 'red' },
  { kind: 'replaced', gap: 'brief', title: 'Deploying it replaces, with a gap of seconds', sign: '!', paint: 'yellow' },
  { kind: 'output', title: 'Outputs that get another value', sign: '~', paint: 'yellow' },
  { kind: 'changed', title: 'Deploying it changes', sign: '~', paint: 'yellow' },
  { kind: 'replaced', gap: 'none', title: 'Deploying it replaces without a gap', sign: '~', paint: 'dim' },
];

/** Of one reason; all of them are in the JSON. */
const MOST_OF_A_REASON = 5;

function effectLines(effects: readonly Effect[], { style, width }: Layout): string[] {
  return EFFECTS.flatMap(({ title, sign, paint, ...group }) => {
    const byReason = new Map<string, Effect[]>();
    for (const effect of effects.filter((one) => isOf(one, group)))
      byReason.set(effect.reason, [...(byReason.get(effect.reason) ?? []), effect]);
    if (byReason.size === 0) return [];
    const rows = [...byReason].flatMap(([reason, own]) => [
      ...own.slice(0, MOST_OF_A_REASON).map(({ id, type, property, location }) => {
        const what = [id, type && `(${type})`, property].filter(Boolean).join(' ');
        return `  ${style[paint](sign)} ${plain(what)}${placed(location, style)}`;
      }),
      ...(own.length > MOST_OF_A_REASON ? [`    and ${own.length - MOST_OF_A_REASON} more`] : []),
      ...paragraph('      ', reason, width),
    ]);
    return [...section(title, '', style), ...rows];
  });
}

function isOf({ kind, gap }: Effect, group: Pick<EffectGroup, 'kind' | 'gap'>): boolean {
  return kind === group.kind && gap === group.gap;
}

/** It follows from every adoption that makes an alias, and is in nobody's way. */
const TWO_STEPS = 'first-deployment-not-gated';

function findingLines(adoption: Adoption, fix: boolean, { style, width }: Layout): string[] {
  const findings = adoption.findings.filter((finding) => !isSaid(finding, adoption.functions));
  const steps = findings.find(({ code }) => code === TWO_STEPS);
  return [
    ...inTheWay(
      findings.filter((finding) => finding !== steps),
      fix,
      { style, width },
    ),
    ...(steps ? ['', ...paragraph(`${style.bold('Two steps')}  `, steps.message, width)] : []),
  ];
}

/** What keeps a function from its gate stands beside it. */
function isSaid({ code, resources: [first], location }: Finding, functions: readonly FunctionOutcome[]): boolean {
  return functions.some((one) => one.id === first && (one.code === code || isSame(one.location, location)));
}

function isSame(a: Location | undefined, b: Location | undefined): boolean {
  return a !== undefined && b !== undefined && placeOf(a) === placeOf(b);
}

/** Functions whose aliases the next deployment makes, and so runs no hook of. */
export function aliasesMadeBy({ findings }: Pick<Adoption, 'findings'>): readonly string[] {
  return findings.find(({ code }) => code === TWO_STEPS)?.resources ?? [];
}

export function isTwoSteps(adoption: Pick<Adoption, 'findings'>): boolean {
  return aliasesMadeBy(adoption).length > 0;
}

function inTheWay(findings: readonly Finding[], fix: boolean, { style, width }: Layout): string[] {
  if (findings.length === 0) return [];
  const rows = findings.flatMap(({ severity, message, code, location, resources, proposal }) => {
    const paint = severity === 'error' ? style.red : style.yellow;
    const place = location ? placeOf(location) : code;
    const head = resources.length > 0 ? `${plain(resources.join(', '))}${placed(location, style)}` : place;
    const how = proposal && proposal.edits.length > 0 ? `${fix ? 'fixed' : '--fix'}: ` : '';
    const remedy = proposal ? `${how}${proposal.summary}` : '';
    return [
      `  ${paint('!')} ${head}`,
      ...paragraph('      ', `${message}${coded(code)}`, width),
      ...(remedy === '' ? [] : paragraph(`    ${style.green('→')} `, remedy, width)),
    ];
  });
  const open = findings.filter(({ proposal }) => proposal && proposal.edits.length > 0).length;
  const about = open > 0 && !fix ? '--fix changes of it what has one right answer' : '';
  return [...section('In the way', about, style), ...rows];
}

function fileLines({ adoption, changes, fix, since }: AdoptionReport, { style, width }: Layout): string[] {
  const left = adoption.plan.actions.flatMap(({ path, left: parts = [] }) => parts.map((part) => ({ path, ...part })));
  const conflicts = adoption.plan.actions.filter(({ action }) => action === 'conflict');
  const theirs = changes.filter(({ kind, path }) => kind === 'changed' && !path.startsWith('fitness/'));
  const touched = touchedText(theirs, fix, since);
  return [
    ...section('Files', theirs.length === 0 ? '' : `${counted(theirs.length, 'file')} of yours: ${touched}`, style),
    ...changeRows(changes, style),
    ...(since?.waits ?? []).flatMap((one) => paragraph('    ', waitsText(one), width)),
    ...(conflicts.length === 0 ? [] : section('Conflicts', 'yours stays', style)),
    ...conflicts.map(({ path, reason }) => `  ${style.red('!')} ${plain(path)}  ${plain(reason)}`),
    ...(left.length === 0 ? [] : section('Not put in', 'yours stays; it is tried again the next time', style)),
    ...[...new Set(left.map(({ path, at, reason }) => `${path}  ${at}: ${reason}`))].flatMap((line) =>
      paragraph(`  ${style.red('!')} `, plain(line), width),
    ),
  ];
}

/** Without --fix nothing of its owner's is changed: it is what was put in before. */
function touchedText(theirs: readonly FileChange[], fix: boolean, since: Since | undefined): string {
  const lines = (of: readonly FileChange[]): number => of.reduce((sum, { removed }) => sum + removed, 0);
  const rewritten = lines(theirs.filter((one) => one.rewritten));
  if (since) {
    const amount = lines(theirs);
    return amount === 0 ? ADDED : `every byte of yours stays; ${counted(amount, 'line')} of ours changed`;
  }
  return rewritten > 0 ? `${counted(rewritten, 'line')}${fix ? '' : ' of ours'} changed` : ADDED;
}

const ADDED = 'only added to, every byte stays';

function waitsText({ id, more, fewer }: Waits): string {
  const now = [
    ...(more.length > 0 ? [`waits for ${more.join(', ')} as well`] : []),
    ...(fewer.length > 0 ? [`no longer waits for ${fewer.join(', ')}`] : []),
  ];
  return `${id} ${now.join(' and ')}: it measures what is deployed when all of that is.`;
}

/** Of what adoption adds most. */
const COUNTED: ReadonlySet<string> = new Set(['resources', 'bytes', 'parameters']);

function limitLines(limits: Adoption['limits'], { style, width }: Layout): string[] {
  const near = limits.filter(({ name, value, most }) => COUNTED.has(name) || value > most / 2);
  if (near.length === 0) return [];
  const each = near.map(({ name, value, most }) => `${grouped(value)} of ${grouped(most)} ${name}`);
  return ['', ...paragraph(`${style.bold('Limits')}  `, `${each.join(', ')}.`, width)];
}

export function section(title: string, about: string, style: Style): string[] {
  return ['', `${style.bold(title)}${about === '' ? '' : `  ${style.dim(about)}`}`];
}

function placed(location: Location | undefined, style: Style): string {
  return location ? `  ${style.dim(placeOf(location))}` : '';
}

function coded(code: string | undefined): string {
  return code === undefined ? '' : ` [${code}]`;
}
