/** What of this tool stands in a repository already: it is no part of the service. */
import { UserError } from '../../errors.ts';
import { MANIFEST_PATH, parseManifest } from '../../upgrade/manifest.ts';
import type { Manifest } from '../../upgrade/manifest.ts';
import { joined } from './folder.ts';
import type { Folder } from './folder.ts';

const OURS = /^fitness\//;

/** Paths, in the folder that was looked through, of the files in fitness/ that this tool wrote; none where it wrote nothing. */
export function filesOfOurs(folder: Folder, root: string): ReadonlySet<string> {
  const text = folder.text(joined(root, MANIFEST_PATH));
  const { files = {} } = text === undefined ? {} : manifestOf(text);
  return new Set(Object.keys(files).flatMap((path) => (OURS.test(path) ? joined(root, path) : [])));
}

/** One that does not read is refused by who reads what it says. */
function manifestOf(text: string): Partial<Manifest> {
  try {
    return parseManifest(Buffer.from(text));
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}
