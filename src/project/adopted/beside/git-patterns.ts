/** Patterns of .gitignore, and of what is written like it. https://git-scm.com/docs/gitignore */

interface Pattern {
  readonly source: RegExp;
  readonly negated: boolean;
  readonly onlyFolders: boolean;
}

/** Longer ones, and more wildcards than a person writes, are as if they were not there: they could take very long to match. */
const LONGEST = 500;
const MOST_WILDCARDS = 12;

/** Is this path ignored, itself or with a folder above it? */
export function isIgnored(text: string, path: string): boolean {
  return ignoredAt(patternsOf(text), path) !== undefined;
}

/**
 * Lines that, below the text, take these paths in again: none for what is not ignored. Of a folder that is ours alone it is all
 * that is in it.
 */
export function withIncluded(text: string, paths: readonly string[]): string[] {
  const patterns = patternsOf(text);
  const lines: string[] = [];
  const take = (line: string): void => {
    lines.push(line);
    patterns.push(...patternsOf(line));
  };
  for (const path of paths) {
    // a folder above it, then one below that, then itself
    for (let rounds = path.split('/').length; rounds > 0; rounds--) {
      const found = ignoredAt(patterns, path);
      if (found === undefined) break;
      if (found !== path) takeFolder(found, path, take);
      else take(`!/${isOurs(folderOf(path)) ? `${folderOf(path)}/**` : path}`);
    }
  }
  return lines;
}

/** All of a folder that may hold other things stays ignored but for this. */
function takeFolder(folder: string, path: string, take: (line: string) => void): void {
  take(`!/${folder}/`);
  if (!isOurs(folder)) take(`/${folder}/*`);
  if (!isOurs(folder)) take(`!/${path.split('/', folder.split('/').length + 1).join('/')}`);
}

function isOurs(folder: string): boolean {
  return /^\.?fitness(\/|$)/.test(folder);
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** The outermost of the path and the folders above it that is ignored: what is in an ignored folder cannot be taken in again. */
function ignoredAt(patterns: readonly Pattern[], path: string): string | undefined {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length++) {
    const at = steps.slice(0, length).join('/');
    const isFolder = length < steps.length;
    const last = patterns.findLast(({ source, onlyFolders }) => (isFolder || !onlyFolders) && source.test(at));
    if (last && !last.negated) return at;
  }
  return undefined;
}

function patternsOf(text: string): Pattern[] {
  return text.split(/\r?\n/).flatMap((line) => patternOf(line) ?? []);
}

function patternOf(line: string): Pattern | undefined {
  const written = line.replace(/(?<!\\)\s+$/, '');
  if (written === '' || written.startsWith('#') || written.length > LONGEST) return undefined;
  const negated = written.startsWith('!');
  const pattern = negated ? written.slice(1) : written;
  const onlyFolders = pattern.endsWith('/');
  const stem = pattern
    .replace(/\/$/, '')
    .replace(/^\//, '')
    .replace(/\*{3,}/g, '**');
  if (stem === '' || (stem.match(/\*/g)?.length ?? 0) > MOST_WILDCARDS) return undefined;
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  try {
    return { source: new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${sourceOf(stem)}$`), negated, onlyFolders };
  } catch {
    // a range that is none: git matches nothing with it, either
    return undefined;
  }
}

const TOKENS = /^\*\*\/|\/\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\.|[\\^$.|+()[\]{}]/g;

function sourceOf(stem: string): string {
  return stem.replace(TOKENS, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '/**/') return '/(?:.*/)?';
    if (token === '/**') return '/.+';
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 2 && token.startsWith('[')) return classOf(token.slice(1, -1));
    return token.startsWith('\\') && token.length === 2 ? escaped(token.slice(1)) : escaped(token);
  });
}

function classOf(inside: string): string {
  const negated = /^[!^]/.test(inside);
  const members = (negated ? inside.slice(1) : inside).replace(/[\\\][^]/g, '\\$&');
  return `[${negated ? '^/' : ''}${members}]`;
}

function escaped(character: string): string {
  return character.replace(/[\\^$.|+*?()[\]{}]/, '\\$&');
}
