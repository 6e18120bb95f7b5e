/** What lies beside a prebuilt hook: the configuration, and what was measured of the sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of fitness.yaml. Throws if it is not there: the hook is none then, and the failure destination answers. */
export function configBeside(folder: string): string {
  return readFileSync(join(folder, 'fitness.yaml'), 'utf8');
}

/** What `measure` wrote, parsed; a build that did not measure has no such file, and what is no JSON measures nothing. */
export function measurementsBeside(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'measurements.json'), 'utf8'));
  } catch {
    return {};
  }
}
