/** What an earlier conflict left in a file. Texts are bytes, one per character (latin1). */
import { UserError } from '../../errors.ts';

/** @throws UserError `conflict-markers` with every place where a conflict is left */
export function refuseConflictsLeft(
  files: readonly { readonly path: string; readonly yours: string; readonly base: string }[],
): void {
  const left = files.flatMap(({ path, yours, base }) => {
    const line = conflictLeft(yours, base);
    return line === undefined ? [] : [{ file: path, line, column: 1 }];
  });
  if (left.length === 0) return;
  const places = left.map(({ file, line, column }) => `${file}:${line}:${column}`).join(', ');
  throw new UserError('conflict-markers', `${places}: a conflict is not resolved.`, {
    kind: 'incomplete',
    location: left[0],
    hint: 'Decide what stays, and remove the lines with <<<<<<<, ======= and >>>>>>>. Nothing was written.',
  });
}

/**
 * Line of the first conflict that nobody resolved: opening marker, separator and closing marker in this order, each a line.
 * What only looks like one (a heading underlined with `=======`) is none, and neither is what the tool itself wrote.
 */
export function conflictLeft(text: string, base: string): number | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  const ours = new Set(base.split(/\r?\n/));
  let [opening, separated] = [0, false];
  for (const [index, line] of text
    .replace(/^\xef\xbb\xbf/, '')
    .split(/\r?\n/)
    .entries()) {
    if (ours.has(line) && !line.startsWith('=')) continue;
    if (line.startsWith('<<<<<<< ')) [opening, separated] = [index + 1, false];
    else if (line === '=======') separated = opening > 0;
    else if (line.startsWith('>>>>>>> ') && separated) return opening;
  }
  return undefined;
}
