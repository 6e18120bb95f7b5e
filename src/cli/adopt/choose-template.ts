/** Which template of a folder is adopted: the one that is named, the only one, or the one that a person picks. */
import { relative, resolve, sep } from 'node:path';
import type { FoundTemplate } from '../../adopt/model.ts';
import { findTemplates } from '../../adopt/survey.ts';
import type { Folder } from '../../adopt/survey.ts';
import { UserError } from '../../errors.ts';
import { plain } from '../../report/text.ts';
import { quoted } from '../command-line.ts';

/**
 * Its path in the folder, `/` as separator.
 *
 * @param mayAsk is there a person who picks one of several?
 * @throws UserError `no-template`, `several-templates`
 */
export async function chosenTemplate(folder: Folder, mayAsk: boolean, say: (text: string) => void): Promise<string> {
  const found = rootsOf(findTemplates(folder));
  const [first, ...others] = found;
  if (first === undefined) throw noTemplate(folder.root);
  if (others.length === 0) return first.path;
  // what SAM CLI deploys by its own configuration is what is meant
  const [configured, ...more] = found.filter((one) => one.named);
  if (configured && more.length === 0) return configured.path;
  if (!mayAsk) throw several(found);
  const { picked } = await import('./ask.ts');
  return (await picked(found, say)).path;
}

/** Templates that no other one holds; SAM's, where there are any. */
function rootsOf(found: readonly FoundTemplate[]): FoundTemplate[] {
  const roots = found.filter(({ nestedIn }) => nestedIn.length === 0);
  const ofSam = roots.filter(({ kind }) => kind === 'sam');
  return ofSam.length > 0 ? ofSam : roots;
}

/** A template that was named on the command line, by its path in the folder. That it is there is asked later. */
export function namedTemplate(folder: string, named: string, cwd: string): string {
  return relative(folder, resolve(cwd, named)).split(sep).join('/');
}

function noTemplate(folder: string): UserError {
  return new UserError('no-template', `There is no SAM template in ${folder}.`, {
    hint: 'Name one with --template FILE. For a new service: npm create fitness-serverless.',
  });
}

const SHOWN = 20;

function several(found: readonly FoundTemplate[]): UserError {
  const shown = found.slice(0, SHOWN).map(({ path }) => `\n  ${plain(path)}`);
  const more = found.length > SHOWN ? `\n  and ${found.length - SHOWN} more` : '';
  return new UserError('several-templates', `There are several templates:${shown.join('')}${more}`, {
    hint: `Name one of them: --template ${quoted(found[0]?.path ?? 'FILE')}`,
  });
}
