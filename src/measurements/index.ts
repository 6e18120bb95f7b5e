/** What is measured of a service beside its template. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from '../template/model.ts';
import { PREBUILT_FOLDER } from '../config/prebuilt.ts';
import { BUILD_FILE, everySource, parseBuild, PREBUILT_BUILD_FILE } from './build.ts';
import { buildIdOf } from './build-id.ts';
import { coverageOf } from './coverage.ts';

/**
 * By the names that checks ask for: coverage from the reports as they are, the rest from what `measure` wrote, if the
 * sources are still those.
 *
 * @param root folder of the service
 */
export function measurementsOf(root: string): Readonly<Record<string, Measurement>> {
  const file = buildFile(root);
  const text = textOf(join(root, file));
  const measured = text === undefined ? NOT_MEASURED : fromBuild(root, file, text);
  const { lineCoverage: _lines, branchCoverage: _branches, ...ofCode } = measured;
  return { ...ofCode, ...coverageOf(root) };
}

/** The file of what was measured, which lies where the hooks look for it. */
export function buildFile(root: string): string {
  return existsSync(join(root, PREBUILT_FOLDER, 'fitness.yaml')) ? PREBUILT_BUILD_FILE : BUILD_FILE;
}

/** Of most templates nobody measures the sources: that is no gap in what is known of the template. */
const NOT_MEASURED = everySource({
  absent: 'the sources were not measured: `fitness-serverless measure` does, in a build',
});

function fromBuild(root: string, file: string, text: string): Record<string, Measurement> {
  const build = parseBuild(json(text));
  if (!build) return everySource({ problem: `${file} cannot be read: measure again` });
  const { buildId, sources, measurements } = build;
  if (buildIdOf(root, sources) === buildId) return { ...measurements };
  return everySource({ problem: `${file} is of other sources: measure again` });
}

/** The build id of the sources as they are, if they are those that were measured; undefined otherwise. */
export function measuredBuildId(root: string): string | undefined {
  const text = textOf(join(root, buildFile(root)));
  const build = text === undefined ? undefined : parseBuild(json(text));
  return build && buildIdOf(root, build.sources) === build.buildId ? build.buildId : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
