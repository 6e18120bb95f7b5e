/** What a change did: the reports of a template before and after it, result by result. */
import type { Against, AgainstChange, AgainstCheck, Report, Result, Status } from './report.ts';
import { penaltyOf, termsOf } from './score.ts';

/** The other side, as it was named and found. */
export type AgainstSource = Pick<Against, 'ref' | 'commit' | 'template'>;

/** @param before undefined: the template was not there */
export function against(before: Report | undefined, now: Report, source: AgainstSource): Against {
  const then = byCheck(before?.results ?? []);
  const today = byCheck(now.results);
  const checks = [...new Set([...today.keys(), ...then.keys()])].flatMap((check): AgainstCheck[] => {
    const [own, others] = [today.get(check) ?? [], then.get(check) ?? []];
    const changes = changesOf(others, own);
    const mode = (own[0] ?? others[0])?.mode ?? 'enforced';
    return changes.length === 0
      ? []
      : [{ check, mode, penalty: { before: weighed(others), now: weighed(own) }, changes }];
  });
  const moved = ({ penalty }: AgainstCheck) => Math.abs(penalty.now - penalty.before);
  return {
    ...source,
    ...(before && { before: scoresOf(before), gain: now.fitness - before.fitness }),
    checks: checks.sort((a, b) => moved(b) - moved(a)),
  };
}

function scoresOf({ fitness, raw, penalty, coverage, complexity }: Report): NonNullable<Against['before']> {
  return { fitness, raw, penalty, coverage, complexity };
}

function byCheck(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const group = groups.get(result.check);
    if (group) group.push(result);
    else groups.set(result.check, [result]);
  }
  return groups;
}

function weighed(results: readonly Result[]): number {
  return penaltyOf(termsOf(results));
}

function changesOf(before: readonly Result[], now: readonly Result[]): AgainstChange[] {
  const then = new Map(before.map((result) => [result.resource, result]));
  const kept = new Set(now.map(({ resource }) => resource));
  return [
    ...now.flatMap((result) => changeOf(then.get(result.resource), result)),
    ...before.filter(({ resource }) => !kept.has(resource)).flatMap((result) => changeOf(result, undefined)),
  ];
}

function changeOf(before: Result | undefined, now: Result | undefined): AgainstChange[] {
  const found = now ?? before;
  const [then, today] = [rankOf(before?.status), rankOf(now?.status)];
  if (!found || then === today) return [];
  const told = today > then ? now : (before ?? now);
  return [
    {
      resource: found.resource,
      type: found.type,
      effect: today > then ? 'worse' : 'better',
      ...(before && { before: before.status }),
      ...(now && { now: now.status }),
      message: (told ?? found).message,
      ...(now?.location && { location: now.location }),
    },
  ];
}

/** What is sound, and what does not concern the check, are equally good: only what is wrong costs points. */
const RANK: Readonly<Record<Status, number>> = { 'not-applicable': 0, pass: 0, unknown: 1, fail: 2 };

function rankOf(status: Status | undefined): number {
  return RANK[status ?? 'not-applicable'];
}
