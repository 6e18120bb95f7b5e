/** What a change did, as every format tells it. */
import type { Against, AgainstChange } from '../fitness/report.ts';

export interface Change extends AgainstChange {
  readonly check: string;
}

/** What got worse and what got better, of the checks that moved most first. */
export function changesOf({ checks }: Against): { worse: Change[]; better: Change[] } {
  const all = checks.flatMap(({ check, changes }) => changes.map((change): Change => ({ check, ...change })));
  const of = (effect: AgainstChange['effect']) => all.filter((change) => change.effect === effect);
  return { worse: of('worse'), better: of('better') };
}

/** `main (1a2b3c4)` */
export function referenceOf({ ref, commit }: Against): string {
  const short = commit?.slice(0, 7);
  return short === undefined || ref.startsWith(short) ? ref : `${ref} (${short})`;
}

/** Points with their sign, `+3.2` or `-0.4`. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(1);
  return text === '0.0' ? '0.0' : `${value < 0 ? '-' : '+'}${text}`;
}

/** `passes → fails`, and what came or went. */
export function movement({ before, now }: AgainstChange): string {
  if (before === undefined) return 'new';
  return now === undefined ? 'removed' : `${before} → ${now}`;
}
