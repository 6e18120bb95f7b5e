/**
 * What stands around us when npm started us. npm takes flags that stand before `--` for itself: `npm create
 * fitness-serverless x --dry-run` passes `x` and sets `npm_config_dry_run=true` (seen with npm 11.19, which also turns
 * the value of a flag that it does not know, `--env prod`, into one more argument).
 */
import { UserError } from '../errors.ts';
import { quoted } from './command-line.ts';
import type { OptionSpec } from './options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Options that npm defines as well, with the values that only our flag gives them. `yes` is not here: `npm create --yes`
 * answers npm's own question; whoever needs it from us is told that answers are missing. npm's `--help` and `--version`
 * never start us, and its `description` is a switch that is on.
 */
const NPMS_OWN: Readonly<Record<string, (value: string) => boolean>> = {
  // always npm's folder, even with `--no-cache`
  cache: () => false,
  'dry-run': (value) => value === 'true',
  json: (value) => value === 'true',
  git: (value) => value === '' || value === 'false',
  yes: () => false,
  description: () => false,
  help: () => false,
  version: () => false,
};

/** Throws, naming the command to type, when npm kept an option of ours that the arguments lack. */
export function refuseSwallowedOptions(
  options: readonly OptionSpec[],
  args: readonly string[],
  env: Environment,
): void {
  // pnpm and yarn pass every flag on; what npm runs while it installs is not what a person typed.
  const agent = env['npm_config_user_agent'] ?? 'npm/';
  const command = env['npm_command'] ?? 'exec';
  if (!agent.startsWith('npm/') || !/^(exec|init|run|run-script|start|test)$/.test(command)) return;
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const swallowed = options.filter((option) => {
    const value = valueIn(env, option.name);
    if (value === undefined || own.some((word) => names(word, option.name))) return false;
    const npms = NPMS_OWN[option.name];
    if (npms) return npms(value);
    return option.type === 'string' || option.negatable === true ? true : value === 'true';
  });
  if (swallowed.length === 0) return;
  const flags = swallowed.map(({ name }) => `--${name}`).join(' ');
  throw new UserError('npm-swallowed-options', `npm took ${flags} for itself; nothing was done.`, {
    hint: `Put \`--\` before our options: ${corrected(swallowed, args, env)}`,
  });
}

/** The hint for `npm create … --yes`, whose answer npm may have needed as well. */
export function npmTookYes(env: Environment): boolean {
  return env['npm_config_yes'] === 'true' && (env['npm_config_user_agent'] ?? '').startsWith('npm/');
}

function corrected(swallowed: readonly OptionSpec[], args: readonly string[], env: Environment): string {
  const script =
    env['npm_command'] === 'exec' || env['npm_command'] === 'init' ? undefined : env['npm_lifecycle_event'];
  const command = script && script !== 'npx' ? `npm run ${script}` : 'npm create fitness-serverless@latest';
  // npm 11 turned `--env prod` into env=true and an argument `prod`: with one such option it is the last argument
  const bare = swallowed.filter(
    ({ type, optional, name }) => type === 'string' && !optional && valueIn(env, name) === 'true',
  );
  const words = [...args];
  const at = words.findLastIndex((word) => !word.startsWith('-'));
  const [value] = bare.length === 1 && at !== -1 ? words.splice(at, 1) : [];
  const flags = swallowed.flatMap((option) => {
    const given = valueIn(env, option.name) ?? '';
    if (option.type === 'boolean')
      return given === '' && option.name === 'git'
        ? ['--git']
        : [given === 'true' ? `--${option.name}` : `--no-${option.name}`];
    if (bare.includes(option))
      return [`--${option.name}`, value === undefined ? (option.value ?? 'VALUE') : quoted(value)];
    const all = given.split('\n\n');
    if (option.optional)
      return all.map((one) => (one === 'true' ? `--${option.name}` : quoted(`--${option.name}=${one}`)));
    return all.flatMap((one) => [`--${option.name}`, quoted(one)]);
  });
  const positional = words.filter((word) => !word.startsWith('-'));
  const others = words.filter((word) => word.startsWith('-') && word !== '--');
  return script && script !== 'npx'
    ? [command, '--', ...others, ...positional.filter((word) => isCommandsOwn(word, env)), ...flags].join(' ')
    : [command, ...positional.map(quoted), '--', ...others, ...flags].join(' ');
}

/** A script's own arguments are in package.json; what the person typed after the script's name is not known. */
function isCommandsOwn(word: string, env: Environment): boolean {
  return !(env['npm_lifecycle_script'] ?? '').split(/\s+/).includes(word);
}

/** npm completes what it takes for the beginning of an option of its own (seen with npm 11.19). */
const COMPLETED: Readonly<Record<string, string>> = { to: 'token_description' };

function valueIn(env: Environment, option: string): string | undefined {
  const completed = Object.hasOwn(COMPLETED, option) ? COMPLETED[option] : undefined;
  return env[variable(option)] ?? (completed === undefined ? undefined : env[`npm_config_${completed}`]);
}

function variable(option: string): string {
  return `npm_config_${option.replaceAll('-', '_')}`;
}

function names(word: string, option: string): boolean {
  return word === `--${option}` || word === `--no-${option}` || word.startsWith(`--${option}=`);
}

/** What npm's environment says about the run that started us, and must not say to the processes that we start. */
const ABOUT_THIS_RUN =
  /^npm_(package|lifecycle)_|^npm_command$|^npm_config_(dry_run|json|yes|git|name|description|global|location|workspaces?|include_workspace_root|package|call|omit|include|production|only|prefix|local_prefix|package_lock_only|package_lock|save|ignore_scripts|usage|version|loglevel)$/i;

const OF_ANOTHER_VERSION = /^npm_config_(?:legacy_peer_deps|script_shell|node_options)$/;

/** The environment for git, package managers and sam: without npm's variables about our own run, or a git hook's. */
export function childEnvironment(env: NodeJS.ProcessEnv, options: readonly OptionSpec[] = []): NodeJS.ProcessEnv {
  // where npm keeps its downloads is never said to us
  const ours = new Set(options.flatMap(({ name }) => (name === 'cache' ? [] : variable(name))));
  return Object.fromEntries(
    Object.entries(env).filter(
      ([key]) =>
        !ABOUT_THIS_RUN.test(key) &&
        // upgrade/run-version.ts starts another version with them, and means nothing but that installation
        !(OF_ANOTHER_VERSION.test(key) && env['npm_command'] === 'exec') &&
        !ours.has(key) &&
        !/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|NAMESPACE|COMMON_DIR|CONFIG_PARAMETERS|CONFIG_COUNT)$/.test(
          key,
        ),
    ),
  );
}
