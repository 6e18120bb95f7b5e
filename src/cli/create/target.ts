/** The folder that a service is created in: what stands there, and what would be in the way. */
import { accessSync, constants, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { parseDocument } from '../../template/parse.ts';
import { own } from '../../template/resolve/values.ts';
import { MANIFEST_PATH } from '../../upgrade/manifest.ts';
import { isInterrupted } from '../../upgrade/apply/recover.ts';
import { readRegular } from '../../upgrade/paths.ts';
import { toolCommand } from '../command-line.ts';
import { CONFIG_FILE } from '../service-folder.ts';

/** What may lie in a folder that still counts as empty: a repository without files, and what desktops leave. */
const HARMLESS = new Set(['.git', '.DS_Store', 'Thumbs.db', 'desktop.ini']);
/** Code of the error that `adopt` is the answer to. */
export const SAM_TEMPLATE = 'sam-template-in-the-way';

const SHOWN = 10;

export interface Target {
  /** Absolute. */
  readonly folder: string;
  readonly exists: boolean;
  /** Names that are in the way, unless `--merge`. */
  readonly occupied: readonly string[];
}

/**
 * Looks at the folder.
 * @param named as the person wrote it
 * @throws UserError if no service can be created there
 */
export function inspectTarget(folder: string, { merge, named = folder }: { merge: boolean; named?: string }): Target {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) {
    refuseUnwritable(existingParent(folder));
    return { folder, exists: false, occupied: [] };
  }
  const real = stat.isSymbolicLink() ? statSync(folder, { throwIfNoEntry: false }) : stat;
  if (!real)
    throw new UserError('dangling-link', `${folder} is a symbolic link that leads nowhere.`, {
      hint: 'Remove it, or name another folder.',
    });
  if (!real.isDirectory())
    throw new UserError('not-a-folder', `${folder} is a file.`, { hint: 'Name a folder that is new or empty.' });
  refuseUnwritable(folder);
  if (isInterrupted(folder)) return { folder: realpathSync(folder), exists: true, occupied: [] };
  refuseAdopted(folder);
  const occupied = readdirSync(folder)
    .filter((name) => !HARMLESS.has(name))
    .sort();
  if (occupied.length > 0 && !merge) throw inTheWay(folder, occupied, named);
  return { folder: realpathSync(folder), exists: true, occupied };
}

export function existingParent(folder: string): string {
  let at = folder;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  return at;
}

function refuseUnwritable(folder: string): void {
  if (!statSync(folder).isDirectory())
    throw new UserError('not-a-folder', `${folder} is a file.`, { hint: 'Name another folder.' });
  accessSync(folder, constants.W_OK | constants.X_OK);
}

/** What records what was put into its owner's files would be written over, and `unadopt` be lost: `--merge` does not help. */
function refuseAdopted(folder: string): void {
  if (!isAdopted(folder)) return;
  throw new UserError('already-adopted', `${folder} holds a service that is adopted already.`, {
    hint: '`upgrade` brings it forward; `adopt` adds what came since. To create one, name another folder.',
  });
}

/** By its fitness.yaml; by the manifest, where that is lost or cannot be read. */
function isAdopted(folder: string): boolean {
  const [config, manifest] = [CONFIG_FILE, MANIFEST_PATH].map((path) => textIn(folder, path));
  return (
    (config !== undefined && saysAdopted(config)) || (manifest !== undefined && /"parts":\s*true\b/.test(manifest))
  );
}

function saysAdopted(text: string): boolean {
  try {
    return own(parseDocument(text, CONFIG_FILE).data, 'adopted') !== undefined;
  } catch (error) {
    if (error instanceof UserError) return /^adopted:/m.test(text);
    throw error;
  }
}

/** What is no file there, or leads out of the folder, is told of by what would write it. */
function textIn(folder: string, path: string): string | undefined {
  try {
    return readRegular(join(folder, path))?.toString('utf8');
  } catch {
    return undefined;
  }
}

function inTheWay(folder: string, occupied: readonly string[], named: string): UserError {
  if (existsSync(join(folder, MANIFEST_PATH))) {
    return new UserError('already-a-service', `${folder} already holds a service of this tool.`, {
      hint: '`--merge` adds what is missing and overwrites nothing.',
    });
  }
  const template = samTemplateIn(folder, occupied);
  if (template !== undefined) {
    return new UserError(SAM_TEMPLATE, `${folder} holds a SAM template (${template}).`, {
      hint: `\`${toolCommand('adopt', ...(named === '.' ? [] : [named]))}\` brings it under the gate. Or create in another folder.`,
    });
  }
  const shown = occupied.slice(0, SHOWN).map((name) => `\n  ${name}`);
  const more = occupied.length > SHOWN ? `\n  and ${occupied.length - SHOWN} more` : '';
  return new UserError('folder-not-empty', `${folder} is not empty:${shown.join('')}${more}`, {
    hint: 'Name a folder that is new or empty, or add to this one with --merge (nothing is overwritten).',
  });
}

/** What may be a template. SAM CLI looks for the first three by itself. */
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json'];
const MAY_BE = /\.(?:ya?ml|json|template)$/i;

/** Where `adopt` would find more, it is enough here that there is one. */
function samTemplateIn(folder: string, names: readonly string[]): string | undefined {
  const usual = TEMPLATES.filter((name) => names.includes(name));
  const others = names.filter((name) => MAY_BE.test(name) && !usual.includes(name));
  return [...usual, ...others].find((name) => isSamTemplate(join(folder, name)));
}

const LOOKED_AT = 1_000_000;

function isSamTemplate(file: string): boolean {
  try {
    const size = statSync(file).size;
    const text = size > LOOKED_AT ? undefined : readRegular(file)?.toString('utf8');
    return text !== undefined && /AWS::Serverless-|AWS::Serverless::/.test(text);
  } catch {
    return false;
  }
}
