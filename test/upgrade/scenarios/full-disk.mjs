/**
 * Preloaded (`node --import`): the disk is full at the FULL_AT-th call that needs room on it, and stays so. Calls are counted
 * where something is written below FULL_BELOW; FULL_COUNT is the path that their number is written to at the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const GROWING = /^(appendFile|copyFile|link|mkdir|open|symlink|write|writeFile)Sync$/;
const { FULL_AT, FULL_BELOW = '/', FULL_COUNT } = process.env;
const real = { ...fs };
const opened = new Set();
let calls = 0;

function isConcerned(name, args) {
  if (name === 'writeSync') return opened.has(args[0]);
  const target = ['linkSync', 'copyFileSync', 'symlinkSync'].includes(name) ? args[1] : args[0];
  return typeof target === 'string' && target.startsWith(FULL_BELOW);
}

for (const [name, call] of Object.entries(real)) {
  if (typeof call !== 'function' || !GROWING.test(name)) continue;
  fs[name] = (...args) => {
    // reading a file opens it, too, and a folder that is there needs no room
    const isReading = name === 'openSync' && ['r', 0, undefined].includes(args[1]);
    const isThere = name === 'mkdirSync' && real.existsSync(args[0]);
    if (isReading || isThere || !isConcerned(name, args)) return call(...args);
    calls += 1;
    if (calls >= Number(FULL_AT))
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name.replace('Sync', '')}`), {
        code: 'ENOSPC',
        errno: -28,
        syscall: 'write',
      });
    const result = call(...args);
    if (name === 'openSync') opened.add(result);
    return result;
  };
}
syncBuiltinESMExports();
if (FULL_COUNT) process.on('exit', () => real.writeFileSync(FULL_COUNT, String(calls)));
