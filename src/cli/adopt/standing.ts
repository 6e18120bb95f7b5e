/** What stands in a folder before it is adopted: nothing of this tool, an adopted service, or one that it made. */
import { join } from 'node:path';
import type { AdoptedConfig, Config } from '../../config/config.ts';
import { loadEitherConfig } from '../../config/load.ts';
import { UserError } from '../../errors.ts';
import { isInterrupted, interrupted } from '../../upgrade/apply/recover.ts';
import { refuseOlderTool } from '../../upgrade/older-tool.ts';
import { readRegular } from '../../upgrade/paths.ts';
import { putBack } from '../put-back.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import { asService } from '../service.ts';
import { refuseInterrupted } from '../upgrade/request.ts';

export interface AdoptedService {
  readonly config: Config;
  readonly adopted: AdoptedConfig;
}

/**
 * Undefined if no fitness.yaml is there.
 *
 * @throws UserError `already-a-service` for one that this tool made, and for what no service can be read of
 */
export function adoptedIn(root: string): AdoptedService | undefined {
  const text = readRegular(join(root, CONFIG_FILE))?.toString('utf8');
  if (text === undefined) return undefined;
  refuseOlderTool(root);
  const { config, document, isOrganisation } = loadEitherConfig(text, CONFIG_FILE);
  asService({ isOrganisation, configDocument: document });
  const { adopted } = config;
  if (adopted) return { config, adopted };
  throw new UserError('already-a-service', `${root} holds a service that this tool made: it is gated from the start.`, {
    hint: '`upgrade` brings it forward; `validate` says whether something of the gate is lost.',
  });
}

/**
 * What an adoption that was killed has left is put back before anything is read, as nobody may be asked for it: the same command is
 * run again. An upgrade has its own ways.
 *
 * @throws UserError `interrupted-before`
 */
export async function putBackEarlier(root: string, dryRun: boolean, say: (text: string) => void): Promise<void> {
  if (isInterrupted(root) && interrupted(root)?.command?.[0] !== 'upgrade') putBack(root, dryRun, say);
  else await refuseInterrupted(root);
}
