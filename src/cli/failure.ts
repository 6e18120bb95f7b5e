/** How a command ends when it does not end well: one message for a person, or one object for a program. */
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import { plain } from '../report/text.ts';
import type { Location } from '../template/model.ts';
import { exitStatusOf } from './exit.ts';
import type { ExitStatus } from './exit.ts';

/** What the operating system refuses, in words. */
const SYSTEM: Readonly<Record<string, readonly [code: string, message: string, hint: string]>> = {
  EACCES: ['no-permission', 'No permission to write or read', 'Check the owner and the permissions of the folder.'],
  EPERM: ['no-permission', 'Not permitted:', 'Check the owner and the permissions of the folder.'],
  EROFS: ['read-only', 'The file system is read-only:', 'Choose a folder on another file system.'],
  ENOSPC: ['disk-full', 'The disk is full:', 'Free some space and run the command again.'],
  EDQUOT: ['disk-full', 'The disk quota is used up:', 'Free some space and run the command again.'],
  EMFILE: ['too-many-files', 'Too many open files:', 'Raise the limit (`ulimit -n`) and run the command again.'],
  ENAMETOOLONG: ['name-too-long', 'The name of a file is too long:', 'Choose a shorter name.'],
  ENOTDIR: ['not-a-folder', 'A part of the path is not a folder:', 'Choose another folder.'],
  EISDIR: ['is-a-folder', 'Expected a file, found a folder:', 'Name a file.'],
  ENOENT: ['not-found', 'There is no such file or folder:', 'Check the path.'],
  ELOOP: ['link-loop', 'Symbolic links go round in a circle:', 'Choose another folder.'],
  EIO: ['input-output', 'The disk reports an error:', 'Run the command again, or choose another disk.'],
};

/** A refusal of the operating system as an error that its reader can act on; anything else as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error) || error instanceof UserError)
    return error;
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const known = SYSTEM[code ?? ''];
  if (!known || isOurOwn(dest ?? path)) return error;
  const at = dest ?? path;
  // Writing to an open file that the disk has no room for names no path.
  const message = at === undefined ? known[1].replace(/:$/, '') : `${known[1]} ${at}`;
  return new UserError(known[0], `${message}.`, { hint: known[2], cause: error });
}

/** A file of this package that is missing is our fault. A service may lie in a checkout of it. */
function isOurOwn(path: string | undefined): boolean {
  const { root } = ownPackage();
  return ['bin', 'dist', 'schema', 'src', 'templates'].some((folder) => path?.startsWith(join(root, folder)));
}

export interface Failure {
  readonly status: ExitStatus;
  /** For stderr. */
  readonly text: string;
  /** For stdout, with `--json`. */
  readonly json: {
    readonly version: 1;
    readonly error: { code: string; message: string; location: Location | null; hint: string | null };
  };
}

export function failureOf(thrown: unknown, { debug, color }: { debug: boolean; color: boolean }): Failure {
  const error = explained(thrown);
  const status = exitStatusOf(error);
  const { code, message, location, hint } = describe(error);
  const prefix = location && `${location.file}:${location.line}:${location.column}: `;
  const place = prefix !== undefined && !message.startsWith(prefix) ? prefix : '';
  const label = color ? '\x1b[31merror\x1b[39m' : 'error';
  const stack = debug && error instanceof Error ? `${[error.stack, cause(error)].filter(Boolean).join('\n')}\n` : '';
  return {
    status,
    text: `${label}: ${lines(`${place}${message}\n${hint ? `  ${hint}\n` : ''}${stack}`)}`,
    json: { version: 1, error: { code, message, location: location ?? null, hint: hint ?? null } },
  };
}

/** What a terminal would obey is not passed on: names come from files that anyone may have written. */
function lines(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

function describe(error: unknown): Pick<UserError, 'code' | 'message' | 'location' | 'hint'> {
  if (error instanceof UserError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `internal error: ${said}`,
    location: undefined,
    hint: 'This is a fault of create-fitness-serverless. Run it again with --debug for the stack trace to report.',
  };
}

function cause(error: Error): string | undefined {
  return error.cause instanceof Error ? `caused by ${error.cause.stack}` : undefined;
}
