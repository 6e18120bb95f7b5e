/** Conflict markers that an earlier upgrade wrote and nobody resolved yet. */
import { UserError } from '../../errors.ts';
import type { Manifest } from '../../upgrade/manifest.ts';
import type { Disk } from '../../upgrade/plan.ts';

/** Every path that `refuseUnresolved` has to know about. */
export function pathsInConflict({ files }: Manifest): string[] {
  return Object.entries(files).flatMap(([path, { unresolved, at = path }]) => (unresolved === undefined ? [] : [at]));
}

/** @throws UserError of kind `incomplete` that names the files with markers in them */
export function refuseUnresolved({ files }: Manifest, disk: Disk): void {
  const left = Object.entries(files).flatMap(([path, { unresolved, at = path }]) => {
    const file = unresolved === undefined ? undefined : disk.get(at);
    const line = file?.kind === 'file' ? markerIn(file.bytes, unresolved ?? '') : 0;
    return line > 0 ? [{ path: at, line }] : [];
  });
  const [first] = left;
  if (!first) return;
  throw new UserError(
    'unresolved',
    `Conflicts of an earlier upgrade are not resolved: ${left.map(({ path }) => path).join(', ')}.`,
    {
      kind: 'incomplete',
      location: { file: first.path, line: first.line, column: 1 },
      hint: 'Make of each marked place what it should be, then run `upgrade` again; `upgrade --abort` takes that upgrade back.',
    },
  );
}

/** The line of the first marker of that version, from 1; 0: none is left. Other lines that look like markers are text. */
function markerIn(bytes: Uint8Array, version: string): number {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const label = `>>>>>>> create-fitness-serverless ${version}`;
  return lines.findIndex((line) => line.trimEnd() === label) + 1;
}
