/** Whole processes, started in turn in one run, so that the ratios hold when the machine's speed drifts. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const shared = process.env.FITNESS_SHARED ?? join(root, '..', 'shared');
export const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const RUNS = Number(process.env.BENCH_RUNS ?? 9);

export const bin = (name) => join(root, 'bin', name);
export const EMPTY = { name: 'node -e 0', args: ['-e', '0'] };

let folders = 0;

/**
 * Runs a process once.
 *
 * @param command `args` of Node, or of `program`; `fresh` starts it in an empty folder, `cwd` in that one, or in the one that
 *   it makes before the time is taken
 * @returns milliseconds of wall time, and the largest resident memory in MB where Node was asked for it (`memory`)
 */
export function once({
  name,
  program = process.execPath,
  args,
  cwd: where,
  env,
  fresh,
  memory,
  input,
  statuses = [0, 1],
}) {
  const cwd = typeof where === 'function' ? where() : (where ?? (fresh ? join(scratch, String(folders++)) : scratch));
  mkdirSync(cwd, { recursive: true });
  const watched = memory ? ['--import', join(import.meta.dirname, 'report-memory.mjs'), ...args] : args;
  const started = performance.now();
  const { status, stderr, error } = spawnSync(program, watched, {
    cwd,
    input,
    env: { ...process.env, CI: '1', ...env },
    maxBuffer: 2 ** 29,
  });
  const elapsed = performance.now() - started;
  if (error || !statuses.includes(status)) throw new Error(`${name} failed (${status}): ${error ?? stderr}`);
  const megabytes = /max-rss (\d+)/.exec(String(stderr))?.[1];
  return { elapsed, megabytes: megabytes && Number(megabytes), stderr: String(stderr) };
}

export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Two processes in turn, after one run of each that does not count. */
export function compare(ours, peer, runs = RUNS) {
  once(ours);
  once(peer);
  const pairs = Array.from({ length: runs }, () => [once(ours), once(peer)]);
  return {
    ours: median(pairs.map(([{ elapsed }]) => elapsed)),
    peer: median(pairs.map(([, { elapsed }]) => elapsed)),
    ratio: median(pairs.map(([a, b]) => a.elapsed / b.elapsed)),
    megabytes: median(pairs.map(([{ megabytes }]) => megabytes ?? 0)),
  };
}

const WIDTHS = [44, 44, 9, 9, 7, 9];
export const row = (...cells) => console.log(cells.map((cell, i) => String(cell).padEnd(WIDTHS[i])).join(' '));

/** Prints a claim and whether it holds. Exits 1 in the end if one does not. */
export function claim(ours, peer, a, b, value, target) {
  const met = target === undefined || value <= target;
  if (!met) process.exitCode = 1;
  row(ours, peer, a, b, value.toFixed(2), target === undefined ? '-' : `<= ${target}${met ? '' : ' MISSED'}`);
}
