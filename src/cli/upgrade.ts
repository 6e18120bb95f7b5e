/** `upgrade`: this version's files, what fitness.yaml says of them, and every edit that a person made. */
import { refuseOlderTool } from '../upgrade/older-tool.ts';
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import type { Values } from './options.ts';
import { serviceFolder, unfinishedFolder } from './service-folder.ts';
import type { Run, Terminal } from './terminal.ts';
import { isAsSeen } from './upgrade/cache.ts';
import { refuseInterrupted, refuseTogether, usesCache } from './upgrade/request.ts';
import { projenrcIn } from './upgrade/projenrc-file.ts';
import { otherTool } from './upgrade/target.ts';
import { upToDate } from './upgrade/words.ts';

export const run: Run<'upgrade'> = async ({ values, terminal }) => {
  refuseTogether(values, terminal);
  if (values.all) {
    const { everyService } = await import('./upgrade/every-service.ts');
    return everyService(values, terminal, upgradeIn);
  }
  const folder = values.continue || values.abort ? unfinishedFolder(terminal.cwd) : serviceFolder(terminal.cwd);
  return upgradeIn(folder, values, terminal);
};

async function upgradeIn(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<ExitStatus> {
  if (values.continue || values.abort) {
    const { finish } = await import('./upgrade/finish.ts');
    return finish(root, values, terminal);
  }
  await refuseInterrupted(root);
  const target = await otherTool(root, values, terminal);
  if (target.kind === 'done') return target.status;
  const newer = target.kind === 'newer' ? target.version : undefined;
  const unanswered = target.kind === 'this' ? target.unanswered : undefined;
  refuseOlderTool(root);
  if (values.restore?.some((path) => path !== true)) {
    const { restoredIn } = await import('./upgrade/restored.ts');
    values = { ...values, restore: restoredIn(root, values.restore, terminal) };
  }
  if (projenrcIn(root) !== undefined && newer === undefined) {
    const { rendererOf } = await import('./upgrade/projenrc.ts');
    const { byInstalledTool } = await import('./upgrade/bump.ts');
    const status = rendererOf(root, terminal.env).renderer && (await byInstalledTool(root, values, terminal));
    if (status !== undefined) return status;
  }
  if (values.branch !== undefined) {
    const { onBranch } = await import('./upgrade/branch.ts');
    return onBranch(root, values.branch, values, terminal);
  }
  // everything else is loaded only if there may be something to do
  if (newer === undefined && usesCache(values) && isAsSeen(root)) {
    terminal.out(upToDate());
    return EXIT.ok;
  }
  const { upgradeService } = await import('./upgrade/upgrade-service.ts');
  return upgradeService(root, values, terminal, { newer, unanswered });
}
