/** A process that is over before it is worth to compile what it runs a second time. */
import { setFlagsFromString } from 'node:v8';

/** Bytes of a function's bytecode that are run before V8 optimises it: eight times its own 66 kB. */
const BUDGET = 540_672;

/**
 * To optimise for a quarter of a second takes threads of V8 a fifth of the time that the whole process takes, which is as much
 * longer where other processes want the same processors. What runs for long is optimised all the same.
 *
 * V8 11, of Node 20, only: later ones optimise in cheaper steps, and have no such flag.
 */
export function expectToBeShort(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
