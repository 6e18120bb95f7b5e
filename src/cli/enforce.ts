/** `enforce <check…>`: lets checks count that are in trial, and says what that does to the score and the gate. */
import { checksInTrial, enforceEdits } from '../config/check-edits.ts';
import type { CheckInTrial } from '../config/check-edits.ts';
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import type { GateVerdict } from '../fitness/report.ts';
import { change } from './change.ts';
import type { Values } from './options.ts';
import { findService } from './service.ts';
import type { Service } from './service.ts';
import type { Run } from './terminal.ts';

export const run: Run<'enforce'> = async ({ values, positionals, terminal }) => {
  const service = findService(terminal.cwd);
  const data = service.configDocument?.data;
  const ids = chosen(positionals, values, checksInTrial(data), service);
  const request = {
    edits: enforceEdits(data, new Set(ids)),
    nothing: 'None of these checks is in trial; nothing to do.',
    ofGate,
  };
  return change(service, request, values, terminal, ['enforce', ...ids]);
};

function chosen(
  named: readonly string[],
  { all, since }: Values<'enforce'>,
  trial: readonly CheckInTrial[],
  service: Service,
): string[] {
  const ways = [named.length > 0, all === true, since !== undefined].filter(Boolean).length;
  if (ways !== 1)
    throw new UserError(
      ways === 0 ? 'nothing-to-enforce' : 'contradiction',
      ways === 0 ? 'No check to enforce is named.' : 'Checks, --all and --since do not go together.',
      { hint: trial.length > 0 ? `In trial: ${trial.map(shown).join(', ')}.` : 'No check is in trial.' },
    );
  if (all) return trial.map(({ id }) => id);
  if (since !== undefined) return ofVersions(since, trial);
  for (const id of named) refuseUnknown(id, service);
  return [...named];
}

function shown({ id, since }: CheckInTrial): string {
  return since === undefined ? id : `${id} (${since})`;
}

function ofVersions(versions: readonly string[], trial: readonly CheckInTrial[]): string[] {
  const known = [...new Set(trial.flatMap(({ since }) => since ?? []))];
  const unknown = versions.find((version) => !known.includes(version));
  if (unknown === undefined) return trial.filter(({ since = '' }) => versions.includes(since)).map(({ id }) => id);
  throw new UserError('unknown-version', `No check is in trial since ${JSON.stringify(unknown)}.`, {
    hint: known.length > 0 ? `There are ${known.join(', ')}.` : 'None says since when.',
  });
}

function refuseUnknown(id: string, { config }: Service): void {
  if (Object.hasOwn(config.checks, id)) return;
  if (Object.values(config.environments).some(({ checks = {} }) => Object.hasOwn(checks, id))) return;
  const near = nearest(id, Object.keys(config.checks));
  throw new UserError('unknown-check', `fitness.yaml has no check ${JSON.stringify(id)}.`, {
    hint: near ? `Did you mean ${near}?` : `\`add check ${id}\` adds one of the tool's.`,
  });
}

/** What a deployment would meet; without a baseline, so that what fails now and did not then is not known. */
function ofGate(gate: GateVerdict | undefined): string[] {
  if (!gate || gate.verdict === 'pass') return [];
  return ['The gate would be red:', ...gate.reasons.map(({ message }) => `  ${message}`)];
}
