import { rmSync } from 'node:fs';

/** Whatever tests, and programs that were stopped in the middle, left behind. */
export default function remove() {
  rmSync(process.env['TMPDIR'], { recursive: true, force: true, maxRetries: 3 });
}
