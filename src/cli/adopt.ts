/** `adopt [dir]`: what stands there → what would be added → shown, and added to it. */
import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { findTemplates } from '../adopt/survey.ts';
import { UserError } from '../errors.ts';
import { namedTemplate } from './adopt/choose-template.ts';
import { refuseAdoption } from './adopt/request.ts';
import { serviceAround } from './service-folder.ts';
import { expectToBeShort } from './short-lived.ts';
import type { Run } from './terminal.ts';

export const run: Run<'adopt'> = async ({ values, positional, terminal }) => {
  expectToBeShort();
  refuseAdoption(values, terminal);
  const folder = positional === undefined ? folderAround(terminal.cwd) : folderAt(positional, terminal.cwd);
  const template = values.template === undefined ? undefined : namedTemplate(folder, values.template, terminal.cwd);
  if (values.branch !== undefined || values.staged) {
    const { adoptInGit } = await import('./adopt/in-git.ts');
    return adoptInGit(folder, template, values, terminal);
  }
  const { adoptService } = await import('./adopt/adopt-service.ts');
  return adoptService(folder, template, values, terminal);
};

/** A folder of an adopted service is no service of its own, unless it holds a template. */
function folderAround(cwd: string): string {
  const here = folderAt(undefined, cwd);
  const around = serviceAround(here);
  return around === undefined || around === here || findTemplates(here).length > 0 ? here : around;
}

/** @throws UserError `no-folder` */
export function folderAt(named: string | undefined, cwd: string): string {
  const folder = resolve(cwd, named ?? '.');
  if (named !== '' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(folder);
  throw new UserError('no-folder', `There is no folder ${JSON.stringify(named)}.`, {
    hint: 'Name the folder that holds the template.',
  });
}
