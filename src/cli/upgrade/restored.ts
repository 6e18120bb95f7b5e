/** `--restore=PATH`: files of the tool, named from where a person stands; a folder is all of the files below it. */
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { readDisk, readManifest } from '../../upgrade/disk.ts';
import { MANIFEST_PATH } from '../../upgrade/manifest.ts';
import { recordedFile } from '../eject/recorded.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';

type Restore = NonNullable<Values<'upgrade'>['restore']>;

/**
 * Each as the manifest names it.
 *
 * @throws UserError `not-generated`
 */
export function restoredIn(root: string, restore: Restore, { cwd }: Pick<Terminal, 'cwd'>): Restore {
  const manifest = readManifest(readDisk(root, [MANIFEST_PATH]));
  // that there is none is said later
  if (!manifest) return restore;
  const paths = Object.keys(manifest.files);
  return restore.flatMap((named): Restore => {
    if (named === true) return [named];
    const at = relative(realpathSync(root), resolve(realpathSync(cwd), named))
      .split(sep)
      .join('/');
    const below = at === '' ? paths : paths.filter((path) => path.startsWith(`${at}/`));
    return below.length > 0 ? below : [recordedFile(named, { root, cwd, manifest })];
  });
}
