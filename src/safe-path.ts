/** Which paths of a repository may be read and written. Pure. */

/** Why a path may not be written; undefined if it may. */
export function unsafePath(path: string): string | undefined {
  if (path === '' || path.includes('\0')) return 'is no path';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (path.includes('\\')) return 'has a backslash';
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === '')) return 'leads out of the folder';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'is git’s own';
  return undefined;
}
