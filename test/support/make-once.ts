import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes what stands at `path`, once for all processes that want it at the same time. `make` has to leave it whole. */
export function makeOnce(path: string, make: () => void, { lock = `${path}.lock` } = {}): void {
  mkdirSync(dirname(lock), { recursive: true });
  const waitUntil = Date.now() + 300_000;
  while (!existsSync(path) || existsSync(lock)) {
    if (Date.now() > waitUntil) throw new Error(`${path} was not made in time; ${lock} is there`);
    if (!acquired(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    else {
      try {
        if (!existsSync(path)) make();
      } finally {
        rmSync(lock, { force: true });
      }
    }
  }
}

/** A lock of a process that was killed is nobody's. */
function acquired(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true, recursive: true });
    return false;
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
