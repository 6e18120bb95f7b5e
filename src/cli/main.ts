/** Entry of both programs: finds the command, runs it, and is the only place that sets the exit status. */
import { ownPackage } from '../package.ts';
import { UserError } from '../errors.ts';
import { failureOf } from './failure.ts';
import { EXIT } from './exit.ts';
import type { ExitStatus } from './exit.ts';
import { nearest } from '../config/nearest.ts';
import { refuseSwallowedOptions } from './npm.ts';
import { COMMANDS, isCommand, parseCommand } from './options.ts';
import type { CommandName, Program } from './options.ts';
import { processTerminal } from './terminal.ts';
import type { Run, Terminal } from './terminal.ts';

/** Each command with what it needs, and nothing else, is loaded when it is called. */
const LOAD: { readonly [C in CommandName]: () => Promise<{ run: Run<C> }> } = {
  create: () => import('./create.ts'),
  adopt: () => import('./adopt.ts'),
  unadopt: () => import('./unadopt.ts'),
  score: () => import('./score.ts'),
  drift: () => import('./drift.ts'),
  fix: () => import('./fix.ts'),
  'what-if': () => import('./what-if.ts'),
  explain: () => import('./explain.ts'),
  checks: () => import('./checks.ts'),
  add: () => import('./add.ts'),
  remove: () => import('./remove.ts'),
  set: () => import('./set.ts'),
  enforce: () => import('./enforce.ts'),
  eject: () => import('./eject.ts'),
  uneject: () => import('./uneject.ts'),
  expand: () => import('./expand.ts'),
  upgrade: () => import('./upgrade.ts'),
  doctor: () => import('./doctor.ts'),
  validate: () => import('./validate.ts'),
  measure: () => import('./measure.ts'),
  gate: () => import('./gate.ts'),
  rehearse: () => import('./rehearse.ts'),
  deploy: () => import('./deploy.ts'),
  'org-hook': () => import('./org-hook.ts'),
  prune: () => import('./prune.ts'),
  history: () => import('./history.ts'),
  completion: () => import('./completion.ts'),
  help: () => import('./help.ts'),
};

/**
 * The AWS SDK's own switch for one notice, that its versions of 2027 want a newer Node.js: which version of it runs is decided here,
 * not by who reads that. No other warning is touched. https://github.com/aws/aws-sdk-js-v3/issues/7983
 */
const SDK_NOTICE_OFF = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Runs the command that `args` name and sets `process.exitCode`. Never throws. */
export async function main(program: Program, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const json = words.some(
    (word, index) =>
      word === '--json' || word === '--format=json' || (word === 'json' && words[index - 1] === '--format'),
  );
  const fail = (error: unknown): void => {
    const color = Boolean(process.stderr.isTTY) && !process.env['NO_COLOR'];
    const failure = failureOf(error, { debug: words.includes('--debug'), color });
    if (json) process.stdout.write(`${JSON.stringify(failure.json)}\n`);
    if (!json || words.includes('--debug')) process.stderr.write(failure.text);
    process.exitCode = failure.status;
  };
  // before a file is loaded that has a map
  if (words.includes('--debug')) process.setSourceMapsEnabled(true);
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  process.env[SDK_NOTICE_OFF] ??= 'true';
  try {
    process.exitCode = await dispatch(program, args, processTerminal());
  } catch (error) {
    fail(error);
  }
}

async function dispatch(program: Program, args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [first, ...others] = args;
  if (isCommand(first)) return runNamed(program, first, others, terminal);
  if (program === 'create-fitness-serverless') return runCommand(program, 'create', args, terminal);
  if (first !== undefined && !first.startsWith('-')) throw unknownCommand(first);
  return runCommand(program, 'help', args, terminal);
}

/** `create-fitness-serverless score --yes` is meant for a folder of that name. */
async function runNamed(
  program: Program,
  name: CommandName,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  try {
    return await runCommand(program, name, args, terminal);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'unknown-option' || !meansFolder(program, name, args))
      throw error;
    throw new UserError(error.code, `${error.message.replace(/\.$/, '')} of the command \`${name}\`.`, {
      hint: `For a folder of that name, write ./${name}.`,
    });
  }
}

function meansFolder(program: Program, name: CommandName, args: readonly string[]): boolean {
  if (program !== 'create-fitness-serverless' || name === 'create') return false;
  try {
    return parseCommand('create', args).positional === undefined;
  } catch {
    return false;
  }
}

async function runCommand<C extends CommandName>(
  program: Program,
  name: C,
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  refuseSwallowedOptions(COMMANDS[name].options, args, terminal.env);
  const parsed = parseCommand(name, args);
  const common = parsed.values as { help?: boolean; version?: boolean };
  if (common.version) {
    terminal.out(`${ownPackage().version}\n`);
    return EXIT.ok;
  }
  if (common.help) {
    const { helpOf, overview } = await import('./help.ts');
    const whole = name === 'help' && program === 'fitness-serverless';
    terminal.out(whole ? overview(program) : helpOf(name, program));
    return EXIT.ok;
  }
  const { run } = await LOAD[name]();
  return run({ ...parsed, program, terminal });
}

function unknownCommand(name: string): UserError {
  const near = nearest(name, Object.keys(COMMANDS));
  return new UserError('unknown-command', `There is no command ${JSON.stringify(name)}.`, {
    hint: near ? `Did you mean ${near}?` : 'Run `fitness-serverless help` for the list.',
  });
}
