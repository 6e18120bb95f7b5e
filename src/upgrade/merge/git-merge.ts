/** Git's own merges, of texts alone: names are made up, so that odd ones never matter. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIDES, markerSize, piecesOf } from './pieces.ts';
import type { Piece, Texts } from './pieces.ts';
import { inScratch } from './scratch.ts';

/** Merges each text; undefined where there is no git that can. */
export type MergeTool = (texts: readonly Texts[], env: NodeJS.ProcessEnv) => Piece[][] | undefined;

/**
 * One merge of three commits for all texts: https://git-scm.com/docs/git-merge-tree, git 2.38 or later. Three processes,
 * however many texts there are.
 */
export const mergeTree: MergeTool = (texts, env) => {
  const size = markerSize(texts);
  return inScratch(env, attributesFor(size), ({ git }) => {
    if (git(['fast-import', '--quiet', '--depth=0'], importing(texts)).status !== 0) return undefined;
    const merged = git(['merge-tree', '--write-tree', '--no-messages', '-z', SIDES.yours, SIDES.next]);
    // 1: with conflicts; 129: an older git, which does not know the option
    if (merged.status !== 0 && merged.status !== 1) return undefined;
    const [tree = ''] = merged.stdout.toString('latin1').split('\0', 1);
    const read = git(['cat-file', '--batch'], texts.map((_, index) => `${tree}:${nameOf(index)}\n`).join(''));
    if (read.status !== 0) return undefined;
    const blobs = blobsOf(read.stdout);
    return texts.map((text, index) => piecesOf(blobs[index] ?? '', size, text));
  });
};

/** For older git: https://git-scm.com/docs/git-merge-file, one process per text. */
export const mergeFile: MergeTool = (texts, env) => {
  const size = markerSize(texts);
  return inScratch(env, attributesFor(size), ({ git, folder }) => {
    const pieces: Piece[][] = [];
    for (const text of texts) {
      for (const side of ['yours', 'base', 'next'] as const) writeFileSync(join(folder, side), text[side], 'latin1');
      const labels = ['yours', 'base', 'next'].flatMap((label) => ['-L', label]);
      const words = ['merge-file', '-p', '-q', `--marker-size=${size}`, ...labels, 'yours', 'base', 'next'];
      const { status, stdout } = git(words);
      // the number of conflicts, 127 at most
      if (status === null || status > 127) return undefined;
      pieces.push(piecesOf(stdout.toString('latin1'), size, text));
    }
    return pieces;
  });
};

function attributesFor(size: number): string {
  return `merge=text conflict-marker-size=${size}`;
}

function nameOf(index: number): string {
  return String(index).padStart(4, '0');
}

/** Three commits: https://git-scm.com/docs/git-fast-import. */
function importing(texts: readonly Texts[]): Buffer {
  const commit = (side: keyof Texts): string => {
    const head = `commit refs/heads/${side}\ncommitter x <x@x> 0 +0000\ndata 0\n`;
    const parent = side === 'base' ? '' : 'from refs/heads/base\n';
    const files = texts.map(
      (text, index) => `M 100644 inline ${nameOf(index)}\ndata ${text[side].length}\n${text[side]}\n`,
    );
    return `${head}${parent}${files.join('')}\n`;
  };
  return Buffer.from(`${commit('base')}${commit('yours')}${commit('next')}`, 'latin1');
}

/** `<id> blob <size>`, the bytes, a newline: https://git-scm.com/docs/git-cat-file#_batch_output. */
function blobsOf(output: Buffer): string[] {
  const blobs: string[] = [];
  for (let at = 0; at < output.length;) {
    const start = output.indexOf('\n', at) + 1;
    const size = Number(output.toString('latin1', at, start).split(' ')[2]);
    blobs.push(output.toString('latin1', start, start + size));
    at = start + size + 1;
  }
  return blobs;
}
