/** A merged text in pieces: what is settled, and what both sides changed. Texts are bytes, one per character (latin1). */
import type { MergeOptions } from './three-way.ts';

/** A text three times, lines ending in LF. */
export interface Texts {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

export type Piece =
  | { readonly kind: 'settled'; readonly text: string }
  | { readonly kind: 'conflict'; readonly yours: string; readonly next: string };

export function conflictsIn(pieces: readonly Piece[]): number {
  return pieces.filter(({ kind }) => kind === 'conflict').length;
}

/** One text of the pieces: where they conflict with labelled markers, or that of one side. */
export function textOf(pieces: readonly Piece[], favour: 'markers' | 'ours' | 'theirs', labels: Labels): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'settled') return piece.text;
      if (favour !== 'markers') return favour === 'ours' ? piece.yours : piece.next;
      const [yours, next] = [terminated(piece.yours), terminated(piece.next)];
      return `<<<<<<< ${labels.yours}\n${yours}=======\n${next}>>>>>>> ${labels.next}\n`;
    })
    .join('');
}

type Labels = MergeOptions['labels'];

/** A marker stands on a line of its own. */
function terminated(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** The labels that git is given; ours come in later. */
export const SIDES = { yours: 'yours', next: 'next' } as const;

/** How long git's markers must be for no line of any text to look like one. */
export function markerSize(texts: readonly Texts[]): number {
  let longest = 6;
  for (const { base, yours, next } of texts)
    for (const text of [base, yours, next])
      for (const [run] of text.matchAll(/^(?:<{7,}|={7,}|>{7,}|\|{7,})/gm)) longest = Math.max(longest, run.length);
  return longest + 1;
}

/** Reads a text that git merged with markers of a size that no line of it has. */
export function piecesOf(marked: string, size: number, texts: Texts): Piece[] {
  const [opening, separator, closing] = ['<', '=', '>'].map((sign) => sign.repeat(size)) as [string, string, string];
  const hunk = new RegExp(
    `^${opening} ${SIDES.yours}\\r?\\n([^]*?)^${separator}\\r?\\n([^]*?)^${closing} ${SIDES.next}\\r?\\n`,
    'gm',
  );
  const pieces: Piece[] = [];
  let at = 0;
  for (const { 0: whole, 1: yours = '', 2: next = '', index } of marked.matchAll(hunk)) {
    if (index > at) pieces.push({ kind: 'settled', text: marked.slice(at, index) });
    at = index + whole.length;
    const isLast = at === marked.length;
    pieces.push({
      kind: 'conflict',
      yours: isLast ? asItEnded(yours, texts.yours) : yours,
      next: isLast ? asItEnded(next, texts.next) : next,
    });
  }
  if (at < marked.length) pieces.push({ kind: 'settled', text: marked.slice(at) });
  return pieces;
}

/** The last line of a side may have had no newline until a marker came behind it. */
function asItEnded(side: string, text: string): string {
  return text.endsWith('\n') ? side : side.replace(/\n$/, '');
}
