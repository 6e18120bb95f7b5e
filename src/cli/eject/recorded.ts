/** Files as the manifest knows them, named from where a person stands. */
import { relative, resolve, sep } from 'node:path';
import { realpathSync } from 'node:fs';
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import { readDisk } from '../../upgrade/disk.ts';
import { MANIFEST_PATH, parseManifest } from '../../upgrade/manifest.ts';
import type { Manifest } from '../../upgrade/manifest.ts';
import { CONFIG_FILE } from '../service-folder.ts';

export interface ManifestHere {
  readonly manifest: Manifest;
  /** As it stands. */
  readonly bytes: Uint8Array;
  /** That was applied last. */
  readonly version: string;
}

/** @throws UserError `no-manifest` */
export function manifestHere(root: string): ManifestHere {
  const file = readDisk(root, [MANIFEST_PATH]).get(MANIFEST_PATH);
  if (file?.kind !== 'file')
    throw new UserError('no-manifest', `There is no ${MANIFEST_PATH} in ${root}: this tool did not make it.`, {
      hint: 'Run the command in a service that `create` made.',
    });
  const manifest = parseManifest(file.bytes);
  return { manifest, bytes: file.bytes, version: manifest.tool.replace('create-fitness-serverless@', '') };
}

/** The manifest's path of a file that a person names, also where they moved it. @throws UserError with the nearest one */
export function recordedFile(
  named: string,
  { root, cwd, manifest: { files } }: { root: string; cwd: string; manifest: Manifest },
): string {
  const path = relative(realpathSync(root), resolve(realpathSync(cwd), named))
    .split(sep)
    .join('/');
  if (Object.hasOwn(files, path)) return path;
  const [moved] = Object.entries(files).find(([, { at }]) => at === path) ?? [];
  if (moved !== undefined) return moved;
  const near = nearest(path, Object.keys(files));
  throw new UserError('not-generated', `${named} is no file of this tool.`, {
    hint: near ? `Did you mean ${near}?` : `${MANIFEST_PATH} names those that are.`,
  });
}

/** @throws UserError if it is its owner's already, or everything else is made from it */
export function ejectable(path: string, { files }: Manifest): void {
  if (path === CONFIG_FILE)
    throw new UserError('not-ejectable', `${CONFIG_FILE} is what everything else is made from.`, {
      hint: 'Edit it: what you write there is kept.',
    });
  if (files[path]?.class === 'once')
    throw new UserError('not-ejectable', `${path} is yours already: it was written once.`);
}
