/**
 * `npm run bench`: whole processes, started in turn in one run, so that the ratios hold when the machine's speed drifts.
 * Prints one row per claim; exits 1 if a target is missed. Absolute times are shown for orientation only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const RUNS = Number(process.env.BENCH_RUNS ?? 9);
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

const bin = (name) => join(root, 'bin', name);
const template = join(import.meta.dirname, 'template.yaml');
/** The talk's own, where the third-party corpus is at hand. */
const demo = join(process.env.FITNESS_SHARED ?? join(root, '..', 'shared'), 'corpus', 'demo', 'template.yaml');
const create = [bin('create-fitness-serverless.js'), 'service', '--yes', '--no-install', '--no-git'];

const EMPTY = { name: 'node -e 0', args: ['-e', '0'] };
const CREATE = { name: 'create --yes --no-install --no-git', args: create, fresh: true };
const SCORE = { name: 'score template.yaml', args: [bin('fitness-serverless.js'), 'score', template] };
const SCORE_DEMO = { name: 'score of the demo template', args: [bin('fitness-serverless.js'), 'score', demo] };
const PROJEN = {
  name: 'projen new node --no-git --no-post',
  args: [join(root, 'node_modules/projen/bin/projen'), 'new', 'node', '--no-git', '--no-post'],
  fresh: true,
};
const VITE = {
  name: 'create-vite --template vanilla-ts',
  args: [join(root, 'node_modules/create-vite/index.js'), 'service', '--template', 'vanilla-ts'],
  fresh: true,
};

/** [ours, peer, largest ratio that is acceptable, or undefined where the peer is for orientation] */
const claims = [
  [CREATE, EMPTY, 6],
  [CREATE, PROJEN, 0.7],
  [CREATE, VITE, undefined],
  [SCORE, EMPTY, 3],
  ...(existsSync(demo) ? [[SCORE_DEMO, EMPTY, 3]] : []),
];

let folders = 0;
/** Wall time of one process in milliseconds. */
function once({ name, args, fresh }) {
  const cwd = fresh ? join(scratch, String(folders++)) : scratch;
  mkdirSync(cwd, { recursive: true });
  const started = performance.now();
  const { status, stderr, error } = spawnSync(process.execPath, args, { cwd, env: { ...process.env, CI: '1' } });
  const elapsed = performance.now() - started;
  if (error || status === null || status > 1) throw new Error(`${name} failed (${status}): ${error ?? stderr}`);
  return elapsed;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

function compare(ours, peer) {
  once(ours);
  once(peer);
  const pairs = Array.from({ length: RUNS }, () => [once(ours), once(peer)]);
  return {
    ours: median(pairs.map(([a]) => a)),
    peer: median(pairs.map(([, b]) => b)),
    ratio: median(pairs.map(([a, b]) => a / b)),
  };
}

let missed = 0;
const row = (...cells) => console.log(cells.map((cell, i) => String(cell).padEnd([36, 36, 9, 9, 7, 9][i])).join(' '));
try {
  row('ours', 'peer', 'ours ms', 'peer ms', 'ratio', 'target');
  for (const [ours, peer, target] of claims) {
    const { ours: a, peer: b, ratio } = compare(ours, peer);
    const met = target === undefined || ratio <= target;
    missed += met ? 0 : 1;
    row(
      ours.name,
      peer.name,
      a.toFixed(0),
      b.toFixed(0),
      ratio.toFixed(2),
      target ? `<= ${target}${met ? '' : ' MISSED'}` : '-',
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
