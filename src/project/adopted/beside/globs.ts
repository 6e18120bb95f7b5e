/** Patterns of paths, as far as is needed to know whether they take in fitness/. */

/** More wildcards than a person writes could take very long to match. */
const MOST_WILDCARDS = 12;

/**
 * Does a glob match this path? `*`, `?`, `**` and `{a,b}` have their usual meanings; what else there is stands for itself.
 * @param folders whether the name of a folder stands for all that is below it
 */
export function globMatches(glob: string, path: string, { folders = false } = {}): boolean {
  const pattern = glob.replace(/^(?:<rootDir>\/|\.\/|\/)+/, '').replace(/\*{3,}/g, '**');
  if ((pattern.match(/[*{]/g)?.length ?? 0) > MOST_WILDCARDS) return false;
  const isFolder = pattern === '' || pattern === '.' || pattern.endsWith('/');
  const stem = pattern.replace(/^\.$|\/+$/g, '');
  if (stem === '') return folders && isFolder;
  return new RegExp(`^${sourceOf(stem)}${folders ? '(?:/.*)?' : ''}$`).test(path);
}

const TOKENS = /\*\*\/|\/\*\*$|\*\*|\*|\?|\{[^{}]*\}|[\\^$.|+()[\]{}]/g;

function sourceOf(glob: string): string {
  return glob.replace(TOKENS, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '/**') return '/.*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length === 1) return `\\${token}`;
    const names = token.slice(1, -1).split(',');
    return `(?:${names.map((name) => name.replace(/[\\^$.|+()[\]?]/g, '\\$&').replaceAll('*', '[^/]*')).join('|')})`;
  });
}
