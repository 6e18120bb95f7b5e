/** The folder that a service is created in: what stands there, and what would be in the way. */
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { MANIFEST_PATH } from '../../upgrade/manifest.ts';
import { isInterrupted } from '../../upgrade/apply/recover.ts';

/** What may lie in a folder that still counts as empty: a repository without files, and what desktops leave. */
const HARMLESS = new Set(['.git', '.DS_Store', 'Thumbs.db', 'desktop.ini']);
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json'];
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
 * @throws UserError if no service can be created there
 */
export function inspectTarget(folder: string, { merge }: { merge: boolean }): Target {
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
  const occupied = readdirSync(folder)
    .filter((name) => !HARMLESS.has(name))
    .sort();
  if (occupied.length > 0 && !merge) throw inTheWay(folder, occupied);
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

function inTheWay(folder: string, occupied: readonly string[]): UserError {
  if (existsSync(join(folder, MANIFEST_PATH))) {
    return new UserError('already-a-service', `${folder} already holds a service of this tool.`, {
      hint: '`--merge` adds what is missing and overwrites nothing.',
    });
  }
  const template = TEMPLATES.find((name) => isSamTemplate(join(folder, name)));
  if (template) {
    return new UserError('sam-template-in-the-way', `${folder} holds a SAM template (${template}).`, {
      hint: 'Bringing an existing service under the gate is what `adopt` is for. Create in another folder.',
    });
  }
  const shown = occupied.slice(0, SHOWN).map((name) => `\n  ${name}`);
  const more = occupied.length > SHOWN ? `\n  and ${occupied.length - SHOWN} more` : '';
  return new UserError('folder-not-empty', `${folder} is not empty:${shown.join('')}${more}`, {
    hint: 'Name a folder that is new or empty, or add to this one with --merge (nothing is overwritten).',
  });
}

function isSamTemplate(file: string): boolean {
  try {
    return /AWS::Serverless/.test(readFileSync(file, 'utf8').slice(0, 1_000_000));
  } catch {
    return false;
  }
}
