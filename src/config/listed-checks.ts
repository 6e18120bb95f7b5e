/** The checks as a fitness.yaml of the tool's lists them. */
import type { CheckMeta } from '../checks/api.ts';
import { recommended } from '../checks/catalogue.ts';
import type { Mode } from '../fitness/report.ts';

/** A check as fitness.yaml lists it. */
export interface ListedCheck {
  readonly meta: CheckMeta;
  readonly mode: Mode;
  /** Of one in trial: the version that brought it. */
  readonly since?: string;
}

/** What a new service starts with. */
export const STARTING_CHECKS: readonly ListedCheck[] = recommended.map(({ meta }) => ({ meta, mode: 'enforced' }));

/** The checks in their order, those of one AWS service together: `s3-…`, `dynamodb-…`. */
export function byService(checks: readonly ListedCheck[]): ListedCheck[][] {
  const groups = new Map<string, ListedCheck[]>();
  for (const check of checks) {
    const service = check.meta.id.split('-')[0]!;
    const group = groups.get(service);
    if (group) group.push(check);
    else groups.set(service, [check]);
  }
  return [...groups.values()];
}
