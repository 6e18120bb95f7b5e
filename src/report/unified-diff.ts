/** The difference of two texts, as `diff -u` prints it. */

/** Lines `[from, to)` of the one text stand where lines `[start, end)` of the other do. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

const CONTEXT = 3;

/** Text that `patch` and `git apply` take; empty if the texts are equal. */
export function unifiedDiff(before: string, after: string, file: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const changes = changesBetween(a, b);
  if (changes.length === 0) return '';
  const hunks = hunksOf(changes).map((hunk) => hunkText(a, b, hunk));
  // `git apply` takes no path from the root of the disk.
  const path = file.replace(/^([A-Za-z]:)?[\\/]+/, '');
  return `--- ${quotedName(`a/${path}`)}\n+++ ${quotedName(`b/${path}`)}\n${hunks.join('')}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

/** A name with odd characters stands in quotes, as git writes it: core.quotePath in https://git-scm.com/docs/git-config. */
export function quotedName(name: string): string {
  const octal = (char: string): string => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  // eslint-disable-next-line no-control-regex
  const escaped = name.replace(/[\0-\x1f\x7f"\\]/g, (char) => ESCAPES[char] ?? octal(char));
  return escaped === name ? name : `"${escaped}"`;
}

/** How many lines come, and how many go; a line that is changed does both. */
export function changedLines(before: string, after: string): { added: number; removed: number } {
  const changes = changesBetween(linesOf(before), linesOf(after));
  return {
    added: changes.reduce((sum, { start, end }) => sum + end - start, 0),
    removed: changes.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

/** The same, of a text that `unifiedDiff` made. */
export function changesIn(diff: string): { added: number; removed: number } {
  const body = diff.split('\n').slice(2);
  const count = (sign: string): number => body.filter((line) => line.startsWith(sign)).length;
  return { added: count('+'), removed: count('-') };
}

/** With their line endings, so that a change of these shows. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Changes that are nearer to each other than their context make one hunk. */
function hunksOf(changes: readonly Change[]): Change[][] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    if (last && change.from - (last.at(-1)?.to ?? 0) <= 2 * CONTEXT) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function hunkText(a: readonly string[], b: readonly string[], hunk: readonly Change[]): string {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (!first || !last) return '';
  const above = Math.min(CONTEXT, first.from);
  const below = Math.min(CONTEXT, a.length - last.to);
  const lines: string[] = [];
  let at = first.from - above;
  for (const { from, to, start, end } of hunk) {
    lines.push(...a.slice(at, from).map((line) => ` ${line}`));
    lines.push(...a.slice(from, to).map((line) => `-${line}`), ...b.slice(start, end).map((line) => `+${line}`));
    at = to;
  }
  lines.push(...a.slice(at, last.to + below).map((line) => ` ${line}`));
  const old = rangeOf(first.from - above, last.to + below);
  const fresh = rangeOf(first.start - above, last.end + below);
  return `@@ -${old} +${fresh} @@\n${lines.map(terminated).join('')}`;
}

function rangeOf(from: number, to: number): string {
  const length = to - from;
  // An empty range is named by the line before it.
  return length === 1 ? `${from + 1}` : `${length === 0 ? from : from + 1},${length}`;
}

function terminated(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}

/**
 * Runs of equal lines of this length are taken for granted: what comes after them is compared anew, so work stays linear. One of
 * their lines has to stand once in either text: of two blocks that are alike, one that comes before the other is not taken for it.
 */
const ANCHOR = 6;

/** The furthest that two texts are compared without such a run. */
const FURTHEST = 400;

/** Few changes that make the one text of the other, in their order: Myers, "An O(ND) difference algorithm", 1986. */
export function changesBetween(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  const [width, height] = withoutCommonEnd(a, b);
  const single = singlesBefore(a, b);
  let [x, y] = [0, 0];
  while (x < width || y < height) {
    for (const [toX, toY] of stretch(a, b, { x, y, width: width - x, height: height - y }, single)) {
      // A step sideways is a line that goes, a step down one that comes, the rest is equal.
      const equal = Math.min(toX - x, toY - y);
      const change = { from: x, to: toX - equal, start: y, end: toY - equal };
      const last = changes.at(-1);
      if (change.from < change.to || change.start < change.end) {
        if (last && last.to === change.from && last.end === change.start)
          changes[changes.length - 1] = { ...last, to: change.to, end: change.end };
        else changes.push(change);
      }
      [x, y] = [toX, toY];
    }
  }
  return changes;
}

/** How long both are without the lines that they end with alike; what they begin with alike is not taken for it. */
function withoutCommonEnd(a: readonly string[], b: readonly string[]): [width: number, height: number] {
  let begin = 0;
  while (begin < a.length && begin < b.length && a[begin] === b[begin]) begin++;
  let [width, height] = [a.length, b.length];
  while (width > begin && height > begin && a[width - 1] === b[height - 1]) [width, height] = [width - 1, height - 1];
  return [width, height];
}

/** Of each place in the first text: lines before it that stand once in it, and once in the other. */
function singlesBefore(a: readonly string[], b: readonly string[]): Int32Array {
  const [inA, inB] = [amounts(a), amounts(b)];
  const found = new Int32Array(a.length + 1);
  for (const [index, line] of a.entries())
    found[index + 1] = (found[index] ?? 0) + Number(inA.get(line) === 1 && inB.get(line) === 1);
  return found;
}

function amounts(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of lines) found.set(line, (found.get(line) ?? 0) + 1);
  return found;
}

/** From which lines on how many are compared. */
interface Field {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The points after each step on the way to the end of both texts, or to the end of a long run of equal lines.
 *
 * @param single lines before each place that stand once in either text
 */
function stretch(
  a: readonly string[],
  b: readonly string[],
  { x: x0, y: y0, width, height }: Field,
  single: Int32Array,
): (readonly [x: number, y: number])[] {
  const furthest = new Reach(FURTHEST + 1);
  furthest.set(1, 0);
  const trace: Reach[] = [];
  for (let d = 0; ; d++) {
    trace.push(furthest.copy(d + 1));
    let best = { reach: -1, k: 0 };
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(furthest, k, d) ? furthest.at(k + 1) : furthest.at(k - 1) + 1;
      const from = x;
      while (x < width && x - k < height && a[x0 + x] === b[y0 + x - k]) x++;
      furthest.set(k, x);
      const y = x - k;
      const isInside = x <= width && y <= height;
      const isEnd = x === width && y === height;
      const isAnchor = (): boolean => x - from >= ANCHOR && (single[x0 + x] ?? 0) > (single[x0 + from] ?? 0);
      if (isInside && (isEnd || isAnchor())) return backtrack(trace, d, k, x, x0, y0);
      if (isInside && x + y > best.reach) best = { reach: x + y, k };
    }
    if (d >= FURTHEST) return backtrack(trace, d, best.k, furthest.at(best.k), x0, y0);
  }
}

/** How far each diagonal was followed, from -size to size. */
class Reach {
  readonly #size: number;
  readonly #values: Int32Array;

  constructor(size: number, values: Int32Array = new Int32Array(2 * size + 1).fill(-1)) {
    this.#size = size;
    this.#values = values;
  }

  at(diagonal: number): number {
    return this.#values[diagonal + this.#size] ?? -1;
  }

  set(diagonal: number, x: number): void {
    this.#values[diagonal + this.#size] = x;
  }

  /** Of the inner diagonals. */
  copy(size: number): Reach {
    const inner = Math.min(size, this.#size);
    return new Reach(inner, this.#values.slice(this.#size - inner, this.#size + inner + 1));
  }
}

/** Does the d-th step onto a diagonal come from the one above: is it a line that comes? */
function isDown(furthest: Reach, k: number, d: number): boolean {
  return k === -d || (k !== d && furthest.at(k - 1) < furthest.at(k + 1));
}

function backtrack(
  trace: readonly Reach[],
  d: number,
  lastK: number,
  lastX: number,
  x0: number,
  y0: number,
): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [[x0 + lastX, y0 + lastX - lastK]];
  for (let step = d, k = lastK; step > 0; step--) {
    const before = trace[step] as Reach;
    k = isDown(before, k, step) ? k + 1 : k - 1;
    points.push([x0 + before.at(k), y0 + before.at(k) - k]);
  }
  return points.reverse();
}
