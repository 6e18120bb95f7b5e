/** Is there a `.projenrc`? Asked of every service, so nothing else is loaded for it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** In projen's order. https://projen.io/docs/quick-starts/ */
export const PROJENRC_NAMES = ['.projenrc.ts', '.projenrc.mts', '.projenrc.js', '.projenrc.mjs', '.projenrc.cjs'];

/** The `.projenrc` of a folder, by its name. */
export function projenrcIn(root: string): string | undefined {
  return PROJENRC_NAMES.find((name) => existsSync(join(root, name)));
}
