/** What the owner of a template should know before anything of it is changed, each with its place. */
import type { Template } from '../template/model.ts';
import type { Finding, FunctionOutcome, Survey } from './model.ts';
import { findNested, findPipelines } from './findings/around.ts';
import { findBypasses } from './findings/bypasses.ts';
import { findCallersOutside, findCallsOfCloudFormation, findVersionCalls } from './findings/other-calls.ts';
import { findDefinitions, findGivenOn, findOutputs } from './findings/definitions.ts';
import {
  findCapabilities,
  findFirstDeployment,
  findFixedNames,
  findKeptCapacity,
  findOwnHooks,
  findUngated,
} from './findings/functions.ts';
import { subjectOf } from './findings/subject.ts';
import type { Chosen, Find } from './findings/subject.ts';
import { findGlobals, findTraps } from './findings/traps.ts';

/** Of two that say something of one place the first is kept. */
const FINDERS: readonly Find[] = [
  findBypasses,
  findVersionCalls,
  findCallersOutside,
  findCallsOfCloudFormation,
  findDefinitions,
  findTraps,
  findOwnHooks,
  findGlobals,
  findUngated,
  findNested,
  findOutputs,
  findGivenOn,
  findKeptCapacity,
  findFixedNames,
  findPipelines,
  findCapabilities,
  findFirstDeployment,
];

/**
 * Errors first, then in the order of the places.
 *
 * @param template loaded, without parts of ours
 * @param functions what becomes of each of its functions
 * @param chosen how those that are gated are
 */
export function findingsOf(
  template: Template,
  survey: Survey,
  functions: readonly FunctionOutcome[],
  chosen: Chosen = { functions: {}, names: {} },
): Finding[] {
  const subject = subjectOf(template, survey, functions, chosen);
  const found = FINDERS.flatMap((find) => find(subject));
  return found
    .filter((finding, index) => !found.slice(0, index).some((other) => isSaidBy(other, finding)))
    .sort(byPlace);
}

/** Is it of the same place, and of no more resources? */
function isSaidBy(other: Finding, { location, resources }: Finding): boolean {
  if (!location || other.location?.line !== location.line || other.location.column !== location.column) return false;
  return other.location.file === location.file && resources.every((id) => other.resources.includes(id));
}

function byPlace(a: Finding, b: Finding): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  if (!a.location || !b.location) return Number(!a.location) - Number(!b.location);
  const { file, line, column } = a.location;
  // the order of a language is read from its data: only where it is needed
  const byFile = file === b.location.file ? 0 : file.localeCompare(b.location.file, 'en');
  return byFile || line - b.location.line || column - b.location.column;
}
