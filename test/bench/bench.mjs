/**
 * `npm run bench`: creating and scoring one service, as whole processes. Prints one row per claim; exits 1 if a target
 * is missed. Absolute times are shown for orientation only.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin, claim, compare, EMPTY, root, row, shared } from './processes.mjs';

const template = join(import.meta.dirname, 'template.yaml');
/** The talk's own, where the third-party corpus is at hand. */
const demo = join(shared, 'corpus', 'demo', 'template.yaml');
const create = [bin('create-fitness-serverless.js'), 'service', '--yes', '--no-install', '--no-git'];

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

row('ours', 'peer', 'ours ms', 'peer ms', 'ratio', 'target');
for (const [ours, peer, target] of claims) {
  const { ours: a, peer: b, ratio } = compare(ours, peer);
  claim(ours.name, peer.name, a.toFixed(0), b.toFixed(0), ratio, target);
}
