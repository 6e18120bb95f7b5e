import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: { root: string; version: string } | undefined;

/** The folder of this package (sources, bundle or installed), and its version. Reads one package.json, once. */
export function ownPackage(): { root: string; version: string } {
  if (found) return found;
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'create-fitness-serverless' && version) return (found = { root: folder, version });
    } catch {
      // not here: look one folder up
    }
    if (folder === dirname(folder)) throw new Error('the package.json of create-fitness-serverless is missing');
  }
}
