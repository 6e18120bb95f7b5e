/** Writes a file that a person owns after a surgical edit, through plan and apply like everything else. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { apply } from '../upgrade/apply.ts';
import { hashOf } from '../upgrade/manifest.ts';

/** Replaces `before` by `after`, and only if the file still is as it was read. */
export function writeEdited(file: string, before: string, after: string): void {
  if (before === after) return;
  const real = realpathSync(file);
  const path = basename(real);
  const executable = (statSync(real).mode & 0o111) !== 0;
  apply(dirname(real), {
    actions: [{ path, class: 'merged', action: 'update', reason: 'edited' }],
    writes: [{ path, content: { bytes: Buffer.from(after), executable }, before: hashOf(Buffer.from(before)) }],
  });
}
