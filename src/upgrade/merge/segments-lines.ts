/** What is merged by lines: comments and blank lines, and scripts. */
import { mergeDiff3 } from './diff3-merge.ts';
import { commentsIn, moved } from './segments.ts';
import type { Forest, Node } from './segments.ts';

/**
 * Comments and blank lines, or what stands between two commas. Nothing that the person wrote is lost; undefined if both changed
 * the same lines.
 */
export function mergedComments(
  base: string | undefined,
  yours: string,
  next: string,
  inline: boolean,
): string | undefined {
  const [before, mine, theirs] = [base ?? '', yours, next].map((text) => commentsIn(text).join('\n'));
  if (inline && mine === theirs) return yours;
  if (base !== undefined && trimmed(next) === trimmed(base)) return yours;
  if (base !== undefined && trimmed(yours) === trimmed(base)) return next;
  if (mine === theirs || theirs === before) return yours;
  if (mine === before) return next;
  if (inline) return undefined;
  const lines = mergedLines(trimmed(base ?? ''), trimmed(yours), trimmed(next));
  return lines === undefined ? undefined : asWritten(lines, yours, next);
}

/** A comment at the end of a line. */
export function mergedNote(base: string | undefined, yours: string, next: string): string | undefined {
  const [before, mine, theirs] = [base ?? '', yours, next].map((text) => text.trim());
  if (mine === theirs || theirs === before) return yours;
  return mine === before ? next : undefined;
}

/** The literal text of a script whose lines both changed, or undefined. */
export function mergedScript(base: Node, yours: Node, next: Node, forest: Forest): Node | undefined {
  const header = yours.open.trim();
  const isScript = [base, yours, next].every(({ layout, kind, open }) => {
    return kind === 'leaf' && layout === 'block' && open.trim() === header;
  });
  if (!isScript || !/\|[-+]?$/.test(header)) return undefined;
  const [before, theirs] = [base, next].map((node) => moved(node, node.indent, yours.indent, forest).close);
  const close = mergedLines(before ?? '', yours.close, theirs ?? '');
  const value = mergedLines(...([base, yours, next].map(scriptOf) as [string, string, string]));
  if (close === undefined || value === undefined) return undefined;
  return forest.node({ ...yours, close, value: withScript(yours.value, value) });
}

/** Of plain text, or of that below the key of a tag. */
function scriptOf({ value }: Node): string {
  return typeof value === 'object' && value !== null ? String(Object.values(value)[0]) : String(value);
}

function withScript(value: unknown, script: string): unknown {
  if (typeof value !== 'object' || value === null) return script;
  return Object.fromEntries(Object.keys(value).map((key) => [key, script]));
}

function mergedLines(base: string, yours: string, next: string): string | undefined {
  const [pieces = []] = mergeDiff3([{ base, yours, next }]);
  const texts = pieces.flatMap((piece) => (piece.kind === 'settled' ? [piece.text] : []));
  return texts.length === pieces.length ? texts.join('') : undefined;
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t\r]+$/gm, '');
}

/** Trimmed lines with the space around them that they have in one of the texts. */
function asWritten(lines: string, ...texts: readonly string[]): string {
  const written = new Map<string, string>();
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const key = trimmed(line);
    if (!written.has(key)) written.set(key, line);
  }
  return lines
    .split('\n')
    .map((line) => written.get(line) ?? line)
    .join('\n');
}
