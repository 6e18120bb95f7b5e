/** What `fix` did, or would do. */
import type { Edit } from '../template/edit.ts';
import type { Location } from '../template/model.ts';
import { changesIn } from './unified-diff.ts';
import { paragraph, plain, styleOf } from './text.ts';
import type { Style } from './text.ts';

/** Its JSON is a contract. */
export interface FixReport {
  readonly version: 1;
  readonly template: string;
  readonly environment: string;
  readonly dryRun: boolean;
  readonly fitness: { readonly before: number; readonly after: number };
  /** Failing before, passing after: by its own fix, or by another's. */
  readonly fixed: readonly { readonly check: string; readonly resource: string }[];
  /** There is a fix, and it does not hold. */
  readonly refused: readonly {
    readonly check: string;
    readonly resource: string;
    readonly reason: string;
    readonly location: Location | null;
  }[];
  /** There is no fix: a person has to decide. */
  readonly remaining: readonly {
    readonly check: string;
    readonly resource: string;
    readonly message: string;
    readonly location: Location | null;
  }[];
  readonly edits: readonly Edit[];
  /** As `diff -u` prints it. */
  readonly diff: string;
}

export function formatFix(
  report: FixReport,
  remedyOf: (check: string) => string | undefined,
  { color, width }: { color: boolean; width: number },
): string {
  const style = styleOf(color);
  const lines = [
    headOf(report, style),
    ...byCheck(report.fixed).flatMap(([check, own]) =>
      paragraph(`  ${style.green('✓')} `, `${check}: ${listed(own.map(({ resource }) => resource))}`, width),
    ),
    ...(report.refused.length > 0 ? ['', style.bold('Not applied')] : []),
    ...byCheck(report.refused).flatMap(([check, own]) => [
      `  ${style.red('✗')} ${plain(check)}`,
      ...own
        .slice(0, SHOWN)
        .flatMap(({ resource, reason, location }) =>
          paragraph('      ', `${resource}${placeOf(location)}: ${reason}`, width),
        ),
      ...(own.length > SHOWN ? [`      and ${own.length - SHOWN} more`] : []),
    ]),
    ...(report.remaining.length > 0 ? ['', style.bold('For a person to decide')] : []),
    ...byCheck(report.remaining).flatMap(([check, own]) => [
      `  ${style.yellow('!')} ${plain(check)}`,
      ...own
        .slice(0, SHOWN)
        .flatMap(({ resource, message, location }) =>
          paragraph('      ', `${resource}${placeOf(location)}: ${message}`, width),
        ),
      ...(own.length > SHOWN ? [`      and ${own.length - SHOWN} more`] : []),
      ...paragraph(`    ${style.green('→')} `, remedyOf(check) ?? '', width),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Of the resources of one check: `score` names them all. */
const SHOWN = 5;

function listed(resources: readonly string[]): string {
  const shown = resources.slice(0, SHOWN).join(', ');
  return resources.length > SHOWN ? `${shown} and ${resources.length - SHOWN} more` : shown;
}

function headOf({ template, dryRun, diff, fitness, fixed, refused, remaining }: FixReport, style: Style): string {
  if (fixed.length === 0)
    return refused.length + remaining.length === 0
      ? `${plain(template)}: nothing to fix.`
      : `${plain(template)}: nothing was changed.`;
  const { added, removed } = changesIn(diff);
  const count = `${fixed.length} failure${fixed.length === 1 ? '' : 's'}`;
  const change = `+${added} −${removed} lines`;
  const points = `fitness ${fitness.before.toFixed(1)} → ${style.bold(style.green(fitness.after.toFixed(1)))}`;
  return `${plain(template)}: ${dryRun ? 'would fix' : 'fixed'} ${count}, ${change}, ${points}`;
}

function byCheck<T extends { readonly check: string }>(items: readonly T[]): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(item.check);
    if (own) own.push(item);
    else groups.set(item.check, [item]);
  }
  return [...groups];
}

function placeOf(location: Location | null): string {
  return location ? ` (${location.file}:${location.line}:${location.column})` : '';
}
