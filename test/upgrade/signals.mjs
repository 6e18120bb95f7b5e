/**
 * Preloaded (`node --import`): something happens at the n-th call that changes the file system.
 *
 * - AT: the number of the call, from 1 on; calls are counted in any case.
 * - SIGNAL: what the process sends itself before it. Killed, it has written half of what it writes to an open file.
 * - PAUSE: two paths; the first is written, then the call waits until the second is there.
 * - COUNT: the path that the number of calls is written to at the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGING =
  /^(appendFile|chmod|chown|copyFile|cp|fchmod|fchown|fdatasync|fsync|ftruncate|futimes|lchown|link|lutimes|mkdir|mkdtemp|open|rename|rm|rmdir|symlink|truncate|unlink|utimes|write|writeFile|writev)Sync$/;
const { AT, SIGNAL, PAUSE, COUNT } = process.env;
const real = { ...fs };
let calls = 0;

function happen(name, args) {
  if (SIGNAL) {
    if (SIGNAL === 'SIGKILL' && name === 'writeSync') real.writeSync(args[0], args[1], 0, args[1].length >> 1);
    process.kill(process.pid, SIGNAL);
  }
  if (PAUSE) {
    const [here, there] = PAUSE.split(':');
    real.writeFileSync(here, '');
    while (!real.existsSync(there));
  }
}

for (const [name, call] of Object.entries(real)) {
  if (typeof call !== 'function' || !CHANGING.test(name)) continue;
  fs[name] = (...args) => {
    // reading a file opens it, too
    if (name === 'openSync' && ['r', 0, undefined].includes(args[1])) return call(...args);
    calls += 1;
    if (calls === Number(AT)) happen(name, args);
    // what is synced or not nobody can see here, and a busy disk takes its time
    return name === 'fsyncSync' ? undefined : call(...args);
  };
}
syncBuiltinESMExports();
if (COUNT) process.on('exit', () => real.writeFileSync(COUNT, String(calls)));
