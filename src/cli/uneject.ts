/** `uneject <path>`: upgrades keep the file again. */
import { UserError } from '../errors.ts';
import { readDisk } from '../upgrade/disk.ts';
import { hashOf } from '../upgrade/manifest.ts';
import type { Manifest, ManifestEntry } from '../upgrade/manifest.ts';
import { change } from './change.ts';
import { manifestHere, recordedFile } from './eject/recorded.ts';
import { findService } from './service.ts';
import type { Run } from './terminal.ts';

export const run: Run<'uneject'> = async ({ values, positionals, terminal }) => {
  if (positionals.length === 0)
    throw new UserError('missing-path', 'No file to take back is named.', { hint: 'Write `uneject buildspec.yml`.' });
  const service = findService(terminal.cwd);
  const { root } = service;
  const { manifest } = manifestHere(root);
  const named = positionals.map((name) => recordedFile(name, { root, cwd: terminal.cwd, manifest }));
  const paths = named.filter((path) => manifest.files[path]?.ejected !== undefined);
  const restore = values.restore === true;
  if (!restore) for (const path of paths) refuseEdited(root, path, manifest.files[path] as ManifestEntry);
  const request = {
    manifest: (whole: Manifest) => withoutEjected(whole, new Set(paths)),
    ...(restore && { restore: new Set(paths) }),
    nothing: `${named.join(', ')}: not ejected; nothing to do.`,
  };
  return change(service, request, values, terminal, ['uneject', ...paths, ...(restore ? ['--restore'] : [])]);
};

/** A file that both own is merged again, as ever; one that is the tool's alone takes its text. */
function refuseEdited(root: string, path: string, { class: owner, hash, at }: ManifestEntry): void {
  if (owner !== 'managed') return;
  const file = readDisk(root, [at ?? path]).get(at ?? path);
  if (file?.kind === 'file' && hashOf(file.bytes) === hash) return;
  throw new UserError('edited', `${path} ${file ? 'was edited' : 'was deleted'} since it was ejected.`, {
    hint: "--restore takes the tool's text back. Nothing was written.",
  });
}

function withoutEjected(manifest: Manifest, paths: ReadonlySet<string>): Manifest {
  const files = Object.entries(manifest.files).map(([path, entry]): [string, ManifestEntry] => {
    if (!paths.has(path)) return [path, entry];
    const { ejected: _, ...rest } = entry;
    return [path, rest];
  });
  return { ...manifest, files: Object.fromEntries(files) };
}
