/** Repositories of others, adopted, to be rehearsed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as adopt from '../../src/cli/adopt.ts';
import { IDENTITY } from '../cli/adopt/repository.ts';
import { inProcess } from '../support/in-process.ts';
import { copyRepository } from '../support/repositories/repositories.ts';
import { emptyFolder } from '../upgrade/tree.ts';

export async function adopted(kind: string, ...args: readonly string[]): Promise<string> {
  const cwd = emptyFolder();
  await copyRepository(kind, cwd);
  await inProcess('adopt', adopt, ['--yes', '--no-install', ...args], cwd, IDENTITY);
  return cwd;
}

/** As one command does it, and the copy of the prebuilt hooks with it. */
export function enforce(cwd: string): void {
  for (const path of ['fitness.yaml', 'fitness/dist/fitness.yaml']) {
    const file = join(cwd, path);
    writeFileSync(file, readFileSync(file, 'utf8').replace('mode: observe', 'mode: enforce'));
  }
}
