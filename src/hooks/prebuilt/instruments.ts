/** What a prebuilt hook judges by, and reads with: of everything that is in the bundle what fitness.yaml asks for. */
import { catalogue } from '../../checks/catalogue.ts';
import { readConfig } from '../../config/read.ts';
import { instrumentsFor, type LiveInstruments } from '../../live/instruments.ts';
import { enabledChecks } from '../../project/enabled-checks.ts';
import type { Instruments } from '../measure.ts';
import { measurementsBeside } from './beside.ts';

/** @param config text of fitness.yaml; of one that cannot be read the hook itself says so, to CodeDeploy as well */
export function instrumentsBeside(folder: string, config: string): Instruments {
  return { checks: catalogue, ...liveInstruments(config), measurements: measurementsBeside(folder) };
}

function liveInstruments(text: string): LiveInstruments {
  try {
    const config = readConfig(text);
    return instrumentsFor(enabledChecks(config), config.live);
  } catch {
    return { readers: [], measurers: [] };
  }
}
