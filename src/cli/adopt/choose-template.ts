/** Which template of a folder is adopted: the one that is named, the only one, or the one that a person picks. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { FoundTemplate } from '../../adopt/model.ts';
import { findTemplates } from '../../adopt/survey.ts';
import type { Folder } from '../../adopt/survey.ts';
import { folderOf } from '../../adopt/survey/folder.ts';
import { linkedOutside } from '../../adopt/survey/templates.ts';
import { UserError } from '../../errors.ts';
import { plain } from '../../report/text.ts';
import { quoted, toolCommand } from '../command-line.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Its path in the folder, `/` as separator.
 *
 * @param mayAsk is there a person who picks one of several?
 * @throws UserError `no-template`, `several-templates`
 */
export async function chosenTemplate(
  folder: Folder,
  mayAsk: boolean,
  { cwd, say }: Pick<Terminal, 'cwd' | 'say'>,
): Promise<string> {
  const found = rootsOf(findTemplates(folder));
  const [first, ...others] = found;
  if (first === undefined) throw noTemplate(folder, cwd);
  if (others.length === 0) return first.path;
  // what SAM CLI deploys by its own configuration is what is meant
  const [configured, ...more] = found.filter((one) => one.named);
  if (configured && more.length === 0) return configured.path;
  if (!mayAsk) throw several(found, folder, cwd);
  const { picked } = await import('./ask.ts');
  return (await picked(found, say)).path;
}

/** Templates that no other one holds; SAM's, where there are any. */
function rootsOf(found: readonly FoundTemplate[]): FoundTemplate[] {
  const roots = found.filter(({ nestedIn }) => nestedIn.length === 0);
  const ofSam = roots.filter(({ kind }) => kind === 'sam');
  return ofSam.length > 0 ? ofSam : roots;
}

/**
 * A template that was named on the command line, by its path in the folder: so it is written, or from where the person stands. That it
 * is there is asked later.
 */
export function namedTemplate(folder: string, named: string, cwd: string): string {
  const inFolder = resolve(folder, named);
  const fromHere = resolve(cwd, named);
  const file = !existsSync(inFolder) && existsSync(fromHere) ? fromHere : inFolder;
  return relative(folder, file).split(sep).join('/');
}

function noTemplate(folder: Folder, cwd: string): UserError {
  const { root } = folder;
  const above = templateAbove(root);
  const links = linkedOutside(folder).map((path) => ` ${plain(path)} is a link that leads out of it.`);
  return new UserError('no-template', `There is no SAM template in ${root}.${links.join('')}`, {
    hint:
      above === undefined
        ? 'Name one with --template FILE. For a new service: npm create fitness-serverless.'
        : `There is one above: ${toolCommand('adopt', fromHere(above, root, cwd))}`,
  });
}

const USUAL = ['template.yaml', 'template.yml', 'template.json'];

/** The nearest folder that has one, at most the repository's root. */
function templateAbove(folder: string): string | undefined {
  const above = dirname(folder);
  if (existsSync(join(folder, '.git')) || above === folder) return undefined;
  return USUAL.some((name) => existsSync(join(above, name))) ? above : templateAbove(above);
}

/** A folder, from where the person stands; or from the one that is adopted, if that is a copy of which they know nothing. */
function fromHere(folder: string, root: string, cwd: string): string {
  const here = realpathSync(cwd);
  const isNear = [relative(here, root), relative(root, here)].some((path) => !path.startsWith('..'));
  const path = relative(isNear ? here : root, folder);
  return path === '' ? '.' : path.split(sep).join('/');
}

const SHOWN = 20;

function several(found: readonly FoundTemplate[], { root }: Folder, cwd: string): UserError {
  const shown = found.slice(0, SHOWN).map(({ path }) => `\n  ${plain(path)}`);
  const more = found.length > SHOWN ? `\n  and ${found.length - SHOWN} more` : '';
  const folders = new Set(found.map(({ path }) => folderOf(path)));
  const [first = ''] = folders;
  const hint =
    folders.size === found.length && !folders.has('')
      ? `Each service is adopted by itself: ${toolCommand('adopt', fromHere(join(root, first), root, cwd))}`
      : `Name one of them: --template ${quoted(found[0]?.path ?? 'FILE')}`;
  return new UserError('several-templates', `There are several templates:${shown.join('')}${more}`, { hint });
}
