/** What stands in a folder before it is adopted: nothing of this tool, an adopted service, or one that it made. */
import { join } from 'node:path';
import type { AdoptedConfig, Config } from '../../config/config.ts';
import { loadEitherConfig } from '../../config/load.ts';
import type { LoadedConfig } from '../../config/load.ts';
import { UserError } from '../../errors.ts';
import { isInterrupted, interrupted } from '../../upgrade/apply/recover.ts';
import { MANIFEST_PATH } from '../../upgrade/manifest.ts';
import { refuseOlderTool } from '../../upgrade/older-tool.ts';
import { readRegular } from '../../upgrade/paths.ts';
import { toolCommand } from '../command-line.ts';
import { putBack } from '../put-back.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import { asService } from '../service.ts';
import { refuseInterrupted } from '../upgrade/request.ts';

export interface AdoptedService {
  readonly config: Config;
  readonly adopted: AdoptedConfig;
}

/**
 * Undefined if neither a fitness.yaml nor a manifest is there.
 *
 * @throws UserError `already-a-service` for one that this tool made, `no-manifest` and `no-service` for half of one, and for what
 * no service can be read of
 */
export function adoptedIn(root: string): AdoptedService | undefined {
  const [text, manifest] = [CONFIG_FILE, MANIFEST_PATH].map((path) => readRegular(join(root, path)));
  if (!text && !manifest) return undefined;
  refuseOlderTool(root);
  if (!text) throw half('no-service', CONFIG_FILE, 'It holds the answers, and only it does.', root);
  const { config, document, isOrganisation } = loaded(text.toString('utf8'), manifest !== undefined);
  asService({ isOrganisation, configDocument: document });
  const { adopted } = config;
  if (adopted && !manifest) throw half('no-manifest', MANIFEST_PATH, 'It says what was put into which file.', root);
  if (adopted) return { config, adopted };
  throw new UserError('already-a-service', `${root} holds a service that this tool made: it is gated from the start.`, {
    hint: '`upgrade` brings it forward; `validate` says whether something of the gate is lost.',
  });
}

/** @param isMade is there the record of what this tool wrote? Else it is one that a person wrote for `score`, or for something else. */
function loaded(text: string, isMade: boolean): LoadedConfig {
  if (isMade) return loadEitherConfig(text, CONFIG_FILE);
  try {
    const found = loadEitherConfig(text, CONFIG_FILE);
    if (found.isOrganisation) asService({ isOrganisation: true, configDocument: found.document });
    return found;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message, kind, location } = error;
    throw new UserError(code, message, { kind, location, hint: RENAME, cause: error });
  }
}

const RENAME = `A service has a ${CONFIG_FILE} that \`adopt\` writes. Rename this one, run the command again, and take over what it says: ${toolCommand('set', 'gate.minimum=…')}`;

/** Without the other half nobody knows what of the files is ours: it would be put in a second time. */
function half(code: string, missing: string, what: string, root: string): UserError {
  return new UserError(code, `There is no ${missing} in ${root}, which was adopted.`, {
    hint: `${what} Restore it from version control.`,
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
