/**
 * The file that `measure` writes and the hooks bundle: what was measured of the sources, bound to them by a build id. What
 * is read of it is untrusted, and what is missing is unknown, with the reason.
 */
import { PREBUILT_FOLDER } from '../config/prebuilt.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import type { Measurement } from '../template/model.ts';
import { MEASUREMENTS, type MeasurementName } from './names.ts';

/** Relative to the service's folder; the hooks import it. Not kept in git. */
export const BUILD_FILE = 'fitness/measurements.json';

/** Where prebuilt hooks read it: beside them. */
export const PREBUILT_BUILD_FILE = `${PREBUILT_FOLDER}/measurements.json`;

export interface BuildMeasurements {
  readonly version: 1;
  /** Of the sources and of the lockfile: 32 hexadecimal digits, the same for the same text. */
  readonly buildId: string;
  /** `create-fitness-serverless@<version>` */
  readonly tool: string;
  /** ISO 8601 */
  readonly at: string;
  /** By `name` of the whole service, `name/LogicalId` of one function. */
  readonly measurements: Readonly<Record<string, Measurement>>;
  /** Files that were measured, relative to the service's folder. */
  readonly sources: readonly string[];
}

/**
 * What a hook knows of the sources.
 *
 * @param file the bundled file, anything
 * @param buildId of the release that is deployed
 */
export function measurementsOfBuild(file: unknown, buildId: string | undefined): Record<string, Measurement> {
  if (file === undefined) return everySource({ absent: 'the hook is not given what was measured of the sources' });
  const build = parseBuild(file);
  if (!build) return problems('the hooks were built without measurements of the sources: `measure` makes them');
  if (!buildId)
    return problems('the release names no BuildId to tell whether its sources are those that were measured');
  if (build.buildId !== buildId)
    return problems(
      `the release is build ${buildId}, and build ${build.buildId} was measured: build again, then deploy`,
    );
  return { ...build.measurements };
}

/** Undefined if it is no such file; a single measurement that makes no sense is a problem. */
export function parseBuild(file: unknown): BuildMeasurements | undefined {
  const [version, buildId, tool, at] = ['version', 'buildId', 'tool', 'at'].map((key) => own(file, key));
  const [measurements, sources] = [own(file, 'measurements'), own(file, 'sources')];
  if (version !== 1 || typeof buildId !== 'string' || !/^[0-9a-f]{32}$/.test(buildId)) return undefined;
  if (!isRecord(measurements)) return undefined;
  const when = typeof at === 'string' ? at : '';
  const entries = Object.entries(measurements).filter(([key]) => isName(key.split('/', 1)[0] ?? ''));
  return {
    version: 1,
    buildId,
    tool: typeof tool === 'string' ? tool : '',
    at: when,
    measurements: Object.fromEntries(entries.map(([key, value]) => [key, measurementOf(value, when)])),
    sources: Array.isArray(sources) ? sources.filter((path) => typeof path === 'string') : [],
  };
}

function measurementOf(found: unknown, at: string): Measurement {
  const [value, from, problem, absent] = ['value', 'from', 'problem', 'absent'].map((key) => own(found, key));
  if (typeof value === 'number' && Number.isFinite(value))
    return { value, from: typeof from === 'string' ? from : 'the build', ...(at && { at }) };
  if (typeof absent === 'string') return { absent };
  return { problem: typeof problem === 'string' ? problem : 'what was measured is no number' };
}

function isName(name: string): boolean {
  return Object.hasOwn(MEASUREMENTS, name) && MEASUREMENTS[name as MeasurementName].origin === 'source';
}

/** Of everything that can be measured of sources. */
export function everySource(measurement: Measurement): Record<string, Measurement> {
  return Object.fromEntries(
    Object.keys(MEASUREMENTS)
      .filter(isName)
      .map((name) => [name, measurement]),
  );
}

function problems(problem: string): Record<string, Measurement> {
  return everySource({ problem });
}
