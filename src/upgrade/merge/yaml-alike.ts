/**
 * Most of a generated YAML file is the same in all three texts. What stands below a key of the second level, word for word in
 * base, yours and next, need not be read: it is put aside, and back when the rest is merged.
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
/** `Resources:` and nothing else, so that a block stands below it. */
const SECTION = /^[A-Za-z][\w-]*:[ ]*\r?\n$/;
/** `  HttpFunction:` and nothing else. */
const PART = /^ {2}[A-Za-z][\w-]*:[ ]*\r?\n$/;
const DEEPER = /^ {3}/;
const MARK = '__unchanged';
const MARKED = new RegExp(`^ *[A-Za-z][\\w-]*: ${MARK}_(\\d+)__(?=\\r?$)`, 'gm');

export function shortened(texts: {
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}): Shortened | undefined {
  const all = [texts.base, texts.yours, texts.next];
  if (all.some((text) => TOLD_ELSEWHERE.test(text) || text.includes(MARK))) return undefined;
  const [base, yours, next] = all.map(partsOf) as [Parts, Parts, Parts];
  const aside: string[] = [];
  const places = new Map<string, string>();
  for (const [key, part] of base) {
    if (part === REPEATED || yours.get(key) !== part || next.get(key) !== part) continue;
    const [, body = '', end = ''] = /^([^]*?)(\r?\n)?$/.exec(part) ?? [];
    places.set(key, `${body.slice(0, body.indexOf(':') + 1)} ${MARK}_${aside.length}__${end}`);
    aside.push(body);
  }
  if (aside.length === 0) return undefined;
  const short = (text: string): string => linesWith(text, places);
  return {
    base: short(texts.base),
    yours: short(texts.yours),
    next: short(texts.next),
    whole: (text) => text.replace(MARKED, (line, at: string) => aside[Number(at)] ?? line),
  };
}

/** A key that stands twice in its section. */
const REPEATED = '';
/** By section and key: the lines of a part, without blank lines at its end. */
type Parts = ReadonlyMap<string, string>;

function partsOf(text: string): Parts {
  const parts = new Map<string, string>();
  for (const { key, lines } of partsIn(linesOf(text))) {
    if (key !== undefined) parts.set(key, parts.has(key) ? REPEATED : lines.join(''));
  }
  return parts;
}

function linesWith(text: string, places: ReadonlyMap<string, string>): string {
  return partsIn(linesOf(text))
    .map(({ key, lines }) => (key === undefined ? undefined : places.get(key)) ?? lines.join(''))
    .join('');
}

interface Part {
  /** Absent: lines that belong to no part. */
  readonly key?: string;
  readonly lines: readonly string[];
}

function partsIn(lines: readonly string[]): Part[] {
  const parts: Part[] = [];
  let section: string | undefined;
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (/^[^\s#]/.test(line)) section = SECTION.test(line) ? line.trim() : undefined;
    const end = section !== undefined && PART.test(line) ? endOf(lines, at) : at + 1;
    const own = end > at + 1;
    parts.push({ ...(own && { key: `${section}${line.trim()}` }), lines: lines.slice(at, end) });
    at = end;
  }
  return parts;
}

/** A text whose blank lines at the end are its own. https://yaml.org/spec/1.2.2/#8112-block-chomping-indicator */
const KEEPS_BLANK_LINES = /[|>]\d?\+/;

/**
 * After the last line that is deeper and not blank. After the first one where it ends with what may be a comment or the last
 * line of a text, or with blank lines of a text: then only a reader can tell what belongs to it.
 */
function endOf(lines: readonly string[], start: number): number {
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (!DEEPER.test(line)) break;
    if (KEEPS_BLANK_LINES.test(line)) return start + 1;
    end = at + 1;
  }
  return (lines[end - 1] ?? '').trimStart().startsWith('#') ? start + 1 : end;
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}
