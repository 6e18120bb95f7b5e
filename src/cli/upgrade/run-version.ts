/** Runs another version of the tool in place of this one: with its streams, its flags, and its status. */
import { UserError } from '../../errors.ts';
import { EXIT, MEANING } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import { flagsOf } from '../flags.ts';
import { childEnvironment } from '../npm.ts';
import { COMMANDS } from '../options.ts';
import type { Values } from '../options.ts';
import { runProcess } from '../run-process.ts';
import type { Outcome } from '../run-process.ts';
import type { Terminal } from '../terminal.ts';
import type { Version } from './target.ts';

/** What has led to that version, and must not lead from it to another one. */
const DECIDED: readonly string[] = ['to', 'pre', 'offline'];

/**
 * @returns how it ended
 * @throws UserError `version-not-run` if npm cannot install or start it
 */
export async function runVersion(
  { version, name, specification }: Version,
  values: Values<'upgrade'>,
  { cwd, env, say, out }: Terminal,
): Promise<ExitStatus> {
  say(`Upgrading with ${name} ${version} …\n`);
  const flags = flagsOf(COMMANDS.upgrade.options, values, DECIDED);
  // its optional peers are the service's matter; npm would ask the registry for each of them
  const quick = ['--yes', '--loglevel=error', '--legacy-peer-deps'];
  const start = ['exec', ...quick, ...ownShell(env), `--package=${specification}`, '--', 'fitness-serverless'];
  const ended = await inPlaceOfThis('npm', [...start, 'upgrade', '--offline', ...flags], values, { cwd, env });
  const { status, stdout, missing } = ended;
  const isSilent = values.json === true && status === EXIT.ok && !isJson(stdout);
  if (!isSilent) out(stdout);
  if (ended.interrupted) return EXIT.interrupted;
  if (isOurs(status) && !isSilent) return status;
  throw new UserError('version-not-run', `npm could not run ${specification}.`, {
    kind: 'incomplete',
    hint: missing ? 'npm is not installed.' : 'What npm said stands above. Nothing was done.',
  });
}

interface InPlace extends Outcome {
  /** By Ctrl-C, or a signal that was sent to us or to it. */
  readonly interrupted: boolean;
}

/** Runs a program that does in place of this one what was asked: with its streams, and its own way of being interrupted. */
export async function inPlaceOfThis(
  program: string,
  words: readonly string[],
  { json }: Values<'upgrade'>,
  { cwd, env }: Pick<Terminal, 'cwd' | 'env'>,
): Promise<InPlace> {
  const interruption = outliveInterruption();
  const outcome = await runProcess(program, words, {
    cwd,
    env: childEnvironment(env, COMMANDS.upgrade.options),
    stdin: true,
    // a terminal is the child's own; data passes through us, so that it is whole or not at all
    takesOver: json ? 'messages' : 'all',
    signal: interruption.signal,
  });
  interruption.stop();
  const { status, missing } = outcome;
  return { ...outcome, interrupted: interruption.interrupted() || (status === null && !missing) };
}

/**
 * The .npmrc of a repository names the shell that npm starts programs with, and what node loads before them: programs of the
 * repository, which nobody has agreed to run. https://docs.npmjs.com/cli/using-npm/config#script-shell
 */
function ownShell(env: NodeJS.ProcessEnv): string[] {
  const shell = process.platform === 'win32' ? (env['ComSpec'] ?? 'cmd.exe') : '/bin/sh';
  return [`--script-shell=${shell}`, '--node-options='];
}

/** Who asks for JSON and gets none was not answered, whatever the status says. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** npm ends with a status of its own, mostly 1, when it cannot start anything; `upgrade` has no use for that one. */
function isOurs(status: number | null): status is ExitStatus {
  return status !== null && status !== EXIT.no && Object.hasOwn(MEANING, status);
}

interface Outliving {
  readonly signal: AbortSignal;
  interrupted(): boolean;
  stop(): void;
}

/**
 * Ctrl-C reaches the child as well, which puts back what it has written; we wait for that. What is sent to us alone is passed
 * on.
 */
function outliveInterruption(): Outliving {
  const controller = new AbortController();
  let interrupted = false;
  const wait = (): void => void (interrupted = true);
  const pass = (): void => {
    interrupted = true;
    controller.abort();
  };
  process.on('SIGINT', wait).on('SIGTERM', pass).on('SIGHUP', pass);
  return {
    signal: controller.signal,
    interrupted: () => interrupted,
    stop: () => void process.off('SIGINT', wait).off('SIGTERM', pass).off('SIGHUP', pass),
  };
}
