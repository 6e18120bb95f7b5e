/**
 * The hooks of a service whose own build makes none, in one bundle. What they run by lies beside it: fitness.yaml, and what
 * `measure` found in the sources.
 */
import { postTrafficHook } from '../post-traffic.ts';
import { preTrafficHook } from '../pre-traffic.ts';
import { recorder as recorderOf } from '../recorder.ts';
import { stackGate as stackGateOf } from '../stack-gate.ts';
import { configBeside } from './beside.ts';
import { instrumentsBeside } from './instruments.ts';

const config = configBeside(import.meta.dirname);
const instruments = instrumentsBeside(import.meta.dirname, config);

export const preTraffic = preTrafficHook({ config, ...instruments });
export const postTraffic = postTrafficHook({ config });
export const recorder = recorderOf({ config, ...instruments });
export const stackGate = stackGateOf({ config, ...instruments });
