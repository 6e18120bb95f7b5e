/** What taking an adoption out does, or would do. */
import type { KeptPart } from '../adopt/unadopt.ts';
import type { PlannedAction } from '../upgrade/plan.ts';
import { section } from './adoption.ts';
import { changeRows } from './file-changes.ts';
import type { FileChange } from './file-changes.ts';
import { paragraph, plain, styleOf } from './text.ts';

export interface UnadoptionReport {
  readonly service: string;
  readonly template: string;
  readonly dryRun: boolean;
  /** A branch of its own, and the commit on it; null: nothing changed. */
  readonly branch?: { readonly name: string; readonly commit: string | null };
  readonly changes: readonly FileChange[];
  readonly actions: readonly PlannedAction[];
  readonly kept: readonly KeptPart[];
  readonly edited: readonly EditedFile[];
}

/** A file that goes with what a person changed in it. */
export interface EditedFile {
  readonly path: string;
  /** Does git have it as it is? */
  readonly isCommitted: boolean;
  /** Who gives it back; a clause. */
  readonly back: string;
}

export function formatUnadoption(
  { service, template, changes, kept, edited }: UnadoptionReport,
  { color, width }: { color: boolean; width: number },
): string {
  const style = styleOf(color);
  const lines = [
    `${style.bold(plain(service))}  ${plain(template)}: without what \`adopt\` put in`,
    ...section('Files', '', style),
    ...changeRows(changes, style),
    ...(edited.length === 0 ? [] : section('Goes with what you changed in it', '', style)),
    ...edited.flatMap(({ path, back }) => paragraph(`  ${style.red('-')} `, `${plain(path)}: ${back}`, width)),
    ...(kept.length === 0 ? [] : section('Stays', '', style)),
    ...kept.flatMap(({ path, line, at, reason }) => {
      const place = line === undefined ? path : `${path}:${line}`;
      const said = [place, at, reason].filter((text) => text !== undefined).join(': ');
      return paragraph(`  ${style.yellow('=')} `, plain(said), width);
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** A contract of the command line. */
export function unadoptionJson({ service, template, dryRun, branch, actions, kept, edited }: UnadoptionReport): string {
  const listed = actions.filter(({ class: owner, action }) => owner !== 'state' && action !== 'unchanged');
  const data = {
    version: 1,
    template,
    service,
    dryRun,
    ...(branch && { branch }),
    actions: listed.map(({ path, class: owner, action, reason }) => ({ path, class: owner, action, reason })),
    kept: kept.map(({ path, line, at, reason }) => ({
      path,
      ...(line !== undefined && { line }),
      at: at ?? null,
      reason,
    })),
    edited: edited.map(({ path, isCommitted }) => ({ path, committed: isCommitted })),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
