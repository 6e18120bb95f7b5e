import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for all that a run makes in the temporary folder: its workers, and the processes they start, know no other. */
export default function make() {
  const folder = mkdtempSync(join(tmpdir(), 'fitness-tests-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
}
