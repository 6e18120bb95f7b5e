import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from './version.ts';

/** The name of this package. */
export const PACKAGE = 'create-fitness-serverless';

let found: string | undefined;

/** The version of this package, and its folder (sources, bundle or installed). A hook's bundle in Lambda has no such folder. */
export function ownPackage(): { readonly root: string; readonly version: string } {
  return {
    version: VERSION,
    get root() {
      return (found ??= ownRoot());
    },
  };
}

function ownRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
      if (name === PACKAGE) return folder;
    } catch {
      // not here: look one folder up
    }
    if (folder === dirname(folder)) throw new Error('the package.json of create-fitness-serverless is missing');
  }
}
