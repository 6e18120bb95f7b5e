/** Random texts three times, and git's own merge of them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ThreeWay } from '../../../src/upgrade/merge/three-way.ts';
import { plainEnvironment } from '../../support/cli.ts';
import { emptyFolder } from '../tree.ts';

export interface Triple {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

interface Edit {
  readonly at: number;
  readonly take: number;
  readonly put: readonly string[];
}

/** Few different lines, short texts: conflicts and edits that nearly touch are common, and lines repeat. */
export const triples: fc.Arbitrary<Triple> = textsOf(
  fc.array(fc.constantFrom('a', 'b', 'c', '}', '', 'x y'), { maxLength: 14 }),
);

/** No line stands there twice: a change can be read in one way only. */
export const distinctTriples: fc.Arbitrary<Triple> = textsOf(
  fc.nat(14).map((length) => Array.from({ length }, (_, index) => `line ${index}`)),
);

function textsOf(lines: fc.Arbitrary<string[]>): fc.Arbitrary<Triple> {
  const edit: fc.Arbitrary<Edit> = fc.record({
    at: fc.nat(14),
    take: fc.nat(2),
    put: fc.array(fc.constantFrom('a', 'b', 'new', 'other', '<<<<<<< yours', '=======', '>>>>>>> next'), {
      maxLength: 2,
    }),
  });
  const side = fc.record({ edits: fc.array(edit, { maxLength: 3 }), end: fc.constantFrom('\n', '\n', '\n', '') });
  return fc.record({ lines, base: side, yours: side, next: side }).map(({ lines: base, ...sides }) => ({
    base: textOf(base, sides.base.end),
    yours: textOf(sides.yours.edits.reduce(edited, base), sides.yours.end),
    next: textOf(sides.next.edits.reduce(edited, base), sides.next.end),
  }));
}

function edited(lines: readonly string[], { at, take, put }: Edit): string[] {
  return [...lines.slice(0, at), ...put, ...lines.slice(at + take)];
}

function textOf(lines: readonly string[], end: string): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}${end}`;
}

export function threeWay({ base, yours, next }: Triple, path = 'file.txt'): ThreeWay {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
  return { path, base: bytes(base), yours: bytes(yours), next: bytes(next) };
}

export const gitEnvironment: NodeJS.ProcessEnv = {
  ...plainEnvironment(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

export function git(cwd: string, ...words: string[]): string {
  return execFileSync('git', words, {
    cwd,
    env: gitEnvironment,
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** What `git merge-tree` makes of three real commits; its labels are `yours` and `next`. */
export function mergedByGit(all: readonly Triple[]): string[] {
  const folder = emptyFolder();
  try {
    git(folder, 'init', '-q', '-b', 'base');
    const commit = (side: keyof Triple): void => {
      all.forEach((triple, index) => writeFileSync(join(folder, `f${index}`), triple[side], 'latin1'));
      git(folder, 'add', '-A');
      git(folder, 'commit', '-q', '--allow-empty', '-m', side);
    };
    commit('base');
    for (const side of ['yours', 'next'] as const) {
      git(folder, 'checkout', '-q', '-b', side, 'base');
      commit(side);
    }
    const options = { cwd: folder, env: gitEnvironment, maxBuffer: 1e9 };
    const merged = spawnSync(
      'git',
      ['-c', 'merge.renames=false', 'merge-tree', '--write-tree', 'yours', 'next'],
      options,
    );
    const tree = merged.stdout.toString().split('\n', 1)[0];
    const input = all.map((_, index) => `${tree}:f${index}\n`).join('');
    return blobsOf(execFileSync('git', ['cat-file', '--batch'], { ...options, input }).toString('latin1'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function blobsOf(output: string): string[] {
  const blobs: string[] = [];
  for (let at = 0; at < output.length;) {
    const start = output.indexOf('\n', at) + 1;
    const end = start + Number(output.slice(at, start).split(' ')[2]);
    blobs.push(output.slice(start, end));
    at = end + 1;
  }
  return blobs;
}
