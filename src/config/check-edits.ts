/** What adding, removing and enforcing a check changes of fitness.yaml. Pure. */
import type { CheckMeta } from '../checks/api.ts';
import type { Edit } from '../template/edit.ts';
import type { Path } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';

/** A check that is shown without being counted. */
export interface CheckInTrial {
  readonly id: string;
  /** The version that brought it. */
  readonly since: string | undefined;
}

/** A check of the tool with its defaults; none if it runs already. */
export function addCheckEdits(
  data: unknown,
  { id, since = '0.1.0' }: CheckMeta,
  { trial }: { trial: boolean },
): Edit[] {
  const checks = own(data, 'checks');
  if (isRecord(checks) && Object.hasOwn(checks, id))
    return own(checks[id], 'enabled') === false ? [{ path: ['checks', id, 'enabled'], set: true }] : [];
  const mode = trial ? { mode: 'trial', since } : { mode: 'enforced' };
  return [{ path: ['checks', id], set: { enabled: true, ...mode } }];
}

/** Everything that is said of a check, of the environments too, and its place among those that must pass. */
export function removeCheckEdits(data: unknown, id: string): Edit[] {
  return placesOf(data).flatMap(([at, path]): Edit[] => {
    const checks = own(at, 'checks');
    const required = own(own(at, 'gate'), 'require');
    const index = Array.isArray(required) ? required.indexOf(id) : -1;
    return [
      ...(isRecord(checks) && Object.hasOwn(checks, id) ? [removal([...path, 'checks'], checks, id)] : []),
      ...(index < 0 ? [] : [{ path: [...path, 'gate', 'require', index], remove: true as const }]),
    ];
  });
}

/** The map of an environment's checks goes with its last one; the service's must be there. */
function removal(path: Path, checks: object, id: string): Edit {
  return { path: path.length > 1 && Object.keys(checks).length === 1 ? path : [...path, id], remove: true };
}

/** Those that are in trial for the service or for one of its environments, in the order of the file. */
export function checksInTrial(data: unknown): CheckInTrial[] {
  const found = placesOf(data).flatMap(([at]) => trialsAt(at));
  return [...new Map(found.map((check) => [check.id, check])).values()];
}

/** Lets checks count that are in trial, for the service and for each of its environments; all of them unless some are named. */
export function enforceEdits(data: unknown, ids?: ReadonlySet<string>): Edit[] {
  return placesOf(data).flatMap(([at, path]) =>
    trialsAt(at)
      .filter(({ id }) => ids === undefined || ids.has(id))
      .flatMap(({ id, since }): Edit[] => [
        { path: [...path, 'checks', id, 'mode'], set: 'enforced' },
        ...(since === undefined ? [] : [{ path: [...path, 'checks', id, 'since'], remove: true as const }]),
      ]),
  );
}

function trialsAt(at: unknown): CheckInTrial[] {
  const checks = own(at, 'checks');
  if (!isRecord(checks)) return [];
  return Object.keys(checks).flatMap((id): CheckInTrial[] => {
    if (own(checks[id], 'mode') !== 'trial') return [];
    const since = own(checks[id], 'since');
    return [{ id, since: typeof since === 'string' ? since : undefined }];
  });
}

/** The service, and each of its environments. */
function placesOf(data: unknown): (readonly [at: unknown, path: Path])[] {
  const environments = own(data, 'environments');
  const names = isRecord(environments) ? Object.keys(environments) : [];
  return [[data, []], ...names.map((name) => [own(environments, name), ['environments', name]] as const)];
}
