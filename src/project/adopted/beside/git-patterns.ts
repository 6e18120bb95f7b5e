/** Patterns of .gitignore, and of what is written like it. https://git-scm.com/docs/gitignore */
import { ANY_CHARACTER, literal, stepsMatch, withinAtEnd } from './globs.ts';
import type { Step, Token } from './globs.ts';

interface Pattern {
  readonly steps: readonly Step[];
  readonly negated: boolean;
  readonly onlyFolders: boolean;
}

/** A longer one is as if it was not there. */
const LONGEST = 500;

/** Is this path ignored, itself or with a folder above it? */
export function isIgnored(text: string, path: string): boolean {
  return ignoredAt(patternsOf(text), path) !== undefined;
}

/**
 * Lines that, below the text, take these paths in again: none for what is not ignored. Of a folder that is filled by
 * this tool it is all that is in it.
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
      else take(`!/${FILLED.has(folderOf(path)) ? `${folderOf(path)}/**` : path}`);
    }
  }
  return lines;
}

/** Of a folder that holds other things as well, these stay ignored. */
function takeFolder(folder: string, path: string, take: (line: string) => void): void {
  take(`!/${folder}/`);
  if (/^\.?fitness(\/|$)/.test(folder)) return;
  take(`/${folder}/*`);
  take(`!/${path.split('/', folder.split('/').length + 1).join('/')}`);
}

/** Folders of which all is committed; what is not they ignore themselves. */
const FILLED: ReadonlySet<string> = new Set(['.fitness', '.fitness/base']);

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** The outermost of the path and the folders above it that is ignored: what is in an ignored folder cannot be taken in again. */
function ignoredAt(patterns: readonly Pattern[], path: string): string | undefined {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length++) {
    const at = steps.slice(0, length).join('/');
    const isFolder = length < steps.length;
    const last = patterns.findLast(({ steps: own, onlyFolders }) => (isFolder || !onlyFolders) && stepsMatch(own, at));
    if (last && !last.negated) return at;
  }
  return undefined;
}

function patternsOf(text: string): Pattern[] {
  return text.split(/\r?\n/).flatMap((line) => patternOf(line) ?? []);
}

function patternOf(line: string): Pattern | undefined {
  const written = line.replace(/(?<!\\)[ \t]+$/, '');
  if (written === '' || written.startsWith('#') || written.length > LONGEST) return undefined;
  const negated = written.startsWith('!');
  const pattern = negated ? written.slice(1) : written;
  const stem = pattern.replace(/\/$/, '');
  if (stem === '') return undefined;
  const steps = stem.replace(/^\//, '').split('/').map(stepOf);
  // one without a slash is of any folder
  const anchored = stem.includes('/') ? steps : ['**' as const, ...steps];
  return { steps: withinAtEnd(anchored), negated, onlyFolders: pattern.endsWith('/') };
}

function stepOf(step: string): Step {
  if (step === '**') return step;
  const tokens = step.match(/\[[!^]?\]?(?:\\.|[^\]\\])*\]|\\.|[^]/gu) ?? [];
  return tokens.map(tokenOf);
}

function tokenOf(token: string): Token {
  if (token === '*') return '*';
  if (token === '?') return ANY_CHARACTER;
  if (token.length > 1 && token.startsWith('[')) return classOf(token.slice(1, -1));
  return literal(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
}

/** `a-z`, `!a-z` */
function classOf(inside: string): Token {
  const negated = /^[!^]/.test(inside);
  const members = negated ? inside.slice(1) : inside;
  const ranges = [...members.matchAll(/\\?([^])(?:-\\?([^]))?/gu)].map(
    ([, low = '', high = low]) => [low, high] as const,
  );
  return (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated;
}
