/** A command that only reads says that what it reads is half of something. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../template/model.ts';
import { STATE_FOLDER } from '../upgrade/manifest.ts';
import { toolCommand } from './command-line.ts';
import type { Service } from './service.ts';

export async function halfWritten({ root }: Pick<Service, 'root'>): Promise<Diagnostic[]> {
  if (!existsSync(join(root, STATE_FOLDER, 'journal'))) return [];
  const { isInterrupted } = await import('../upgrade/apply/recover.ts');
  if (!isInterrupted(root)) return [];
  const message = `an earlier command was interrupted while it wrote here: \`${toolCommand('upgrade', '--abort')}\` puts back what was there`;
  return [{ severity: 'warning', code: 'interrupted-before', message }];
}
