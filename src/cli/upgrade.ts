/** `upgrade`: this version's files, what fitness.yaml says of them, and every edit that a person made. */
import { refuseOlderTool } from '../upgrade/older-tool.ts';
import { EXIT } from './exit.ts';
import { serviceFolder } from './service-folder.ts';
import type { Run } from './terminal.ts';
import { isAsSeen } from './upgrade/cache.ts';
import { refuseInterrupted, refuseTogether, usesCache } from './upgrade/request.ts';
import { otherTool } from './upgrade/target.ts';
import { upToDate } from './upgrade/words.ts';

export const run: Run<'upgrade'> = async ({ values, terminal }) => {
  refuseTogether(values, terminal);
  const root = serviceFolder(terminal.cwd);
  if (values.continue || values.abort) {
    const { finish } = await import('./upgrade/finish.ts');
    return finish(root, values, terminal);
  }
  refuseInterrupted(root);
  const target = await otherTool(root, values, terminal);
  if (target.kind === 'done') return target.status;
  const newer = target.kind === 'newer' ? target.version : undefined;
  refuseOlderTool(root);
  // everything else is loaded only if there may be something to do
  if (newer === undefined && usesCache(values) && isAsSeen(root)) {
    terminal.out(upToDate());
    return EXIT.ok;
  }
  const { upgradeService } = await import('./upgrade/upgrade-service.ts');
  return upgradeService(root, values, terminal, newer);
};
