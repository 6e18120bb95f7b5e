/**
 * Matching patterns that a template holds. A regular expression made of one may backtrack for hours, and a template comes
 * from anybody: here a piece is taken where it comes first, which is right where anything may stand between two pieces.
 */

/**
 * Does the text read as these pieces in this order, with anything between one and the next? It begins with the first and
 * ends with the last; `['']` reads as the empty text only, `['', '']` as any.
 *
 * @param one the character in a piece that stands for any single one
 */
export function readsAs(pieces: readonly string[], text: string, one?: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return first.length === text.length && standsAt(first, text, 0, one);
  if (!standsAt(first, text, 0, one)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = findFrom(piece, text, at, one);
    if (found < 0) return false;
    at = found + piece.length;
  }
  const end = text.length - last.length;
  return end >= at && standsAt(last, text, end, one);
}

/** IAM's wildcards: `*` stands for any text, `?` for any character. */
export function matchesWildcards(pattern: string, text: string): boolean {
  return readsAs(pattern.split('*'), text, '?');
}

function findFrom(piece: string, text: string, from: number, one?: string): number {
  if (one === undefined || !piece.includes(one)) return text.indexOf(piece, from);
  for (let at = from; at + piece.length <= text.length; at++) if (standsAt(piece, text, at, one)) return at;
  return -1;
}

function standsAt(piece: string, text: string, at: number, one?: string): boolean {
  if (at + piece.length > text.length) return false;
  if (one === undefined || !piece.includes(one)) return text.startsWith(piece, at);
  for (let index = 0; index < piece.length; index++)
    if (piece[index] !== one && piece[index] !== text[at + index]) return false;
  return true;
}
