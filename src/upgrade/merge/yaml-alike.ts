/**
 * Most of a generated YAML file is the same in all three texts. What stands below a key of one of the first levels, word for
 * word in base, yours and next, need not be read: it is put aside, and back when the rest is merged.
 */

export interface Shortened {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
  /** A text of the short ones, or a merge of them, with what was put aside. */
  whole(text: string): string;
}

/** What a part put aside may depend on, or what may end the block that it stands in: then everything is read. */
const TOLD_ELSEWHERE = /(?:^|[\s[{,:-])[&*][\w-]|^(?:---|\.\.\.|%|\uFEFF|\?)|^\s*(?:<<|"<<"|'<<')\s*:|\t/m;
const MARK = '__unchanged';
const MARKED = new RegExp(`^ *[A-Za-z][\\w-]*: ${MARK}_(\\d+)__(?=\\r?$)`, 'gm');

/** So many keys lead to what is put aside: none, `Resources`, `HttpFunction`, `Properties`. */
const DEPTHS = [0, 1, 2, 3];
/** Where a text is indented in several ways, what is put aside may tell how the rest is to be. */
const SAFE_DEPTHS = [1];
/** `HttpFunction:` and nothing else, so that a block stands below it. */
const KEYS = DEPTHS.map((depth) => new RegExp(`^ {${2 * depth}}[A-Za-z][\\w-]*:[ ]*\\r?\\n$`));
const DEEPER = DEPTHS.map((depth) => new RegExp(`^ {${2 * depth + 1}}`));

interface Texts {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

export function shortened({ base, yours, next }: Texts): Shortened | undefined {
  const all = [base, yours, next];
  if (all.some((text) => TOLD_ELSEWHERE.test(text) || text.includes(MARK))) return undefined;
  const aside: string[] = [];
  const depths = all.every(isIndentedByTwo) ? DEPTHS : SAFE_DEPTHS;
  const short = depths.reduce((texts, depth) => withoutAlike(texts, depth, aside), { base, yours, next });
  if (aside.length === 0) return undefined;
  return { ...short, whole: (text) => text.replace(MARKED, (line, at: string) => aside[Number(at)] ?? line) };
}

/** Is every block two columns further in than its key? */
function isIndentedByTwo(text: string): boolean {
  const lines = linesOf(text);
  return lines.every((line, index) => {
    const [, before] = /^( *(?:- +)*)[^\s#].*:[ ]*\r?\n$/.exec(line) ?? [];
    return before === undefined || lines[index + 1]?.search(/\S/) === before.length + 2;
  });
}

function withoutAlike({ base, yours, next }: Texts, depth: number, aside: string[]): Texts {
  const [before, mine, theirs] = [base, yours, next].map((text) => partsOf(text, depth)) as [Parts, Parts, Parts];
  const places = new Map<string, string>();
  for (const [key, part] of before) {
    if (part === REPEATED || mine.get(key) !== part || theirs.get(key) !== part) continue;
    const [, body = '', end = ''] = /^([^]*?)(\r?\n)?$/.exec(part) ?? [];
    places.set(key, `${body.slice(0, body.indexOf(':') + 1)} ${MARK}_${aside.length}__${end}`);
    aside.push(body);
  }
  const short = (text: string): string => linesWith(text, places, depth);
  return { base: short(base), yours: short(yours), next: short(next) };
}

/** A key that stands twice in its block. */
const REPEATED = '';
/** By its keys: the lines of a part, without blank lines at its end. */
type Parts = ReadonlyMap<string, string>;

function partsOf(text: string, depth: number): Parts {
  const parts = new Map<string, string>();
  for (const { key, lines } of partsIn(linesOf(text), depth)) {
    if (key !== undefined) parts.set(key, parts.has(key) ? REPEATED : lines.join(''));
  }
  return parts;
}

function linesWith(text: string, places: ReadonlyMap<string, string>, depth: number): string {
  return partsIn(linesOf(text), depth)
    .map(({ key, lines }) => (key === undefined ? undefined : places.get(key)) ?? lines.join(''))
    .join('');
}

interface Part {
  /** Absent: lines that belong to no part. */
  readonly key?: string;
  readonly lines: readonly string[];
}

function partsIn(lines: readonly string[], depth: number): Part[] {
  const [isKey, deeper] = [KEYS[depth], DEEPER[depth]] as [RegExp, RegExp];
  const parts: Part[] = [];
  let above: readonly string[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    above = above.slice(0, outsideOf(line, depth));
    const end = above.length === depth && isKey.test(line) ? endOf(lines, at, deeper) : at + 1;
    const own = end > at + 1;
    parts.push({ ...(own && { key: [...above, line.trim()].join('\n') }), lines: lines.slice(at, end) });
    if (above.length < depth && KEYS[above.length]?.test(line)) above = [...above, line.trim()];
    at = end;
  }
  return parts;
}

/** How many keys still lead to what stands below a line. */
function outsideOf(line: string, depth: number): number {
  const column = line.search(/\S/);
  return column < 0 || line[column] === '#' ? depth : Math.ceil(column / 2);
}

/** A text whose blank lines at the end are its own. https://yaml.org/spec/1.2.2/#8112-block-chomping-indicator */
const KEEPS_BLANK_LINES = /[|>]\d?\+/;

/**
 * After the last line that is deeper and not blank. After the first one where it ends with what may be a comment or the last
 * line of a text, or with blank lines of a text: then only a reader can tell what belongs to it. So it is where it goes on below
 * a comment that is further out.
 */
function endOf(lines: readonly string[], start: number, deeper: RegExp): number {
  let end = start + 1;
  let left = false;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const isComment = line.trimStart().startsWith('#');
    if (line.trim() === '') continue;
    if (deeper.test(line)) {
      if (KEEPS_BLANK_LINES.test(line) || (left && !isComment)) return start + 1;
      if (!left) end = at + 1;
    } else if (isComment) left = true;
    else break;
  }
  return (lines[end - 1] ?? '').trimStart().startsWith('#') ? start + 1 : end;
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
