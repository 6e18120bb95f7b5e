/** Files as code hosts name them: from the root of the repository, with slashes. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { RenderContext } from './entry.ts';

/** Undefined for a file outside of the repository. */
export function repositoryPath(file: string, { cwd, root }: Pick<RenderContext, 'cwd' | 'root'>): string | undefined {
  const path = relative(root, resolve(cwd, file));
  if (path === '' || path.startsWith(`..${sep}`) || path === '..' || isAbsolute(path)) return undefined;
  return path.split(sep).join('/');
}
