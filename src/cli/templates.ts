/** The templates that a command is given: files, folders and globs. Windows' shells expand no globs, so we do. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/**
 * Every template once, in the order given; those of one glob by name. `undefined` stands for the service's own.
 *
 * @throws UserError `no-template` if a glob matches nothing
 */
export async function templatesNamed(words: readonly string[], cwd: string): Promise<(string | undefined)[]> {
  if (words.length === 0) return [undefined];
  const named = new Map<string, string>();
  for (const word of words)
    for (const path of await pathsOf(word, cwd)) {
      const file = resolve(cwd, path);
      if (!named.has(file)) named.set(file, path);
    }
  return [...named.values()];
}

/** What exists under the very name is meant by it, whatever characters the name has. */
async function pathsOf(word: string, cwd: string): Promise<string[]> {
  if (!/[*?[\]{}()!+@]/.test(word) || statSync(resolve(cwd, word), { throwIfNoEntry: false })) return [word];
  const { default: picomatch } = await import('picomatch');
  const pattern = process.platform === 'win32' ? word.replaceAll('\\', '/') : word;
  const { base, glob, isGlob } = picomatch.scan(pattern, { nonegate: true });
  if (!isGlob) return [word];
  const found = filesBelow(resolve(cwd, base), picomatch(glob, { nonegate: true }), glob).sort();
  if (found.length > 0) return found.map((path) => (base ? join(base, path) : path));
  throw new UserError('no-template', `Nothing matches ${word}.`, { hint: 'Check the pattern, and where it begins.' });
}

/** Files below a folder that match, as paths from there. Installed packages and hidden folders only where the glob names them. */
function filesBelow(root: string, matches: (path: string) => boolean, glob: string): string[] {
  const isOpen = /\*\*|[{(]/.test(glob);
  const depth = isOpen ? Infinity : glob.split('/').length;
  const skips = (name: string): boolean =>
    (name === 'node_modules' && !glob.includes('node_modules')) ||
    (name.startsWith('.') && !/(^|[/{(,|])\./.test(glob));
  const found: string[] = [];
  const visit = (folder: string, level: number): void => {
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (level < depth && !skips(entry.name)) visit(path, level + 1);
      } else if (matches(path) && (entry.isFile() || isFile(join(root, path)))) found.push(path);
    }
  };
  visit('', 1);
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // not there, or not for us to read: nothing in it matches
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
