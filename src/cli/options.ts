/**
 * The one table of commands and options. `--help`, `completion`, the documentation and the tests are made from it,
 * and nothing that it does not name is accepted.
 */
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { nearest } from '../config/nearest.ts';

export type Program = 'create-fitness-serverless' | 'fitness-serverless';

export interface OptionSpec {
  readonly name: string;
  readonly type: 'boolean' | 'string';
  /** May be given more than once. */
  readonly multiple?: true;
  /** A boolean that is also written `--no-<name>`. */
  readonly negatable?: true;
  /** Its value may be left out, and is written with `=` alone: `--branch`, `--branch=name`. */
  readonly optional?: true;
  readonly short?: string;
  /** An empty value, of a variable that is not set, is a forgotten one. */
  readonly filled?: true;
  /** Placeholder of the value in `--help`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Each choice may be followed by `=FILE`. */
  readonly toFile?: true;
  /** A value that is a file or folder, for completion. */
  readonly file?: true;
  readonly summary: string;
}

export interface CommandSpec {
  readonly summary: string;
  /** Said in full in `--help`, below the usage line. */
  readonly about: string;
  readonly positional?: {
    readonly name: string;
    readonly summary: string;
    readonly choices?: readonly string[];
    /** More than one may be given. */
    readonly multiple?: true;
  };
  /** What may stand after `--`, and for whom it is. */
  readonly rest?: { readonly name: string; readonly summary: string };
  readonly options: readonly OptionSpec[];
  readonly notes?: readonly string[];
}

const JSON_OUTPUT = { name: 'json', type: 'boolean', summary: 'Print JSON on stdout, errors too' } as const;

const COMMON = [
  JSON_OUTPUT,
  { name: 'debug', type: 'boolean', summary: 'Show stack traces' },
  { name: 'help', type: 'boolean', short: 'h', summary: 'Show this help' },
  { name: 'version', type: 'boolean', short: 'v', summary: 'Show the version' },
] as const satisfies readonly OptionSpec[];

const ENV = {
  name: 'env',
  type: 'string',
  value: 'ENV',
  summary: 'Environment (default: the last of fitness.yaml)',
} as const;
const DIFF = { name: 'diff', type: 'boolean', summary: 'Show it as a unified diff; change nothing' } as const;
const YES = { name: 'yes', type: 'boolean', short: 'y', summary: 'Ask nothing' } as const;
const BRANCH = {
  name: 'branch',
  type: 'string',
  optional: true,
  value: 'NAME',
  summary: 'Commit it on a branch of its own',
} as const;
const ALLOW_DIRTY = {
  name: 'allow-dirty',
  type: 'boolean',
  summary: 'Leave uncommitted files alone, and go on',
} as const;
const ENVIRONMENTS = {
  name: 'environment',
  type: 'string',
  multiple: true,
  value: 'E',
  summary: 'In order (default: dev, prod); repeatable',
} as const;
const DEPLOYMENT = {
  name: 'deployment',
  type: 'string',
  multiple: true,
  value: '[E=]TYPE',
  summary: "A type of SAM's, Canary:20:7, Linear:5:2; repeatable",
} as const;
const DRY_RUN = { name: 'dry-run', type: 'boolean', summary: 'Print what would be done; change nothing' } as const;
const INSTALL = {
  name: 'install',
  type: 'boolean',
  negatable: true,
  summary: 'Install the dependencies (default: yes)',
} as const;
const TEMPLATE = { name: 'template', summary: "Default: the service's" } as const;
const PROFILE = { name: 'profile', type: 'string', value: 'NAME', summary: 'AWS profile' } as const;
const REGION = { name: 'region', type: 'string', value: 'REGION', summary: 'AWS Region' } as const;

const CUSTOM = {
  name: 'custom',
  type: 'boolean',
  negatable: true,
  summary: "Run the repository's own checks (default: yes)",
} as const;
const TEMPLATE_OPTION = {
  name: 'template',
  type: 'string',
  short: 't',
  value: 'FILE',
  file: true,
  summary: "Template (default: the service's)",
} as const;
const STACK_NAME = {
  name: 'stack-name',
  type: 'string',
  value: 'NAME',
  summary: "Stack (default: the environment's in samconfig)",
} as const;
const RESOURCE = {
  name: 'resource',
  type: 'string',
  multiple: true,
  value: 'ID',
  summary: 'Logical id; repeatable',
} as const;

/** Of the commands that read a template as it would be deployed; cli/parameters.ts reads them. */
const PARAMETERS = [
  {
    name: 'parameter-overrides',
    type: 'string',
    multiple: true,
    value: 'K=V',
    summary: 'Parameters, over the file, over samconfig',
  },
  { name: 'parameter-file', type: 'string', value: 'FILE', file: true, summary: "CloudFormation's JSON, or YAML" },
  { name: 'region', type: 'string', value: 'REGION', summary: 'Value of AWS::Region' },
] as const satisfies readonly OptionSpec[];

/** `outputs.ts` has what writes each. */
export const REPORT_FORMATS = ['table', 'json', 'sarif', 'junit', 'markdown', 'html', 'github'] as const;

export const COMMANDS = {
  create: {
    summary: 'Create a service (the default of create-fitness-serverless)',
    about: 'Creates an AWS SAM service whose deployments a fitness function measures.',
    positional: { name: 'directory', summary: 'Where to create it (default: the name)' },
    options: [
      { name: 'name', type: 'string', value: 'NAME', summary: "Name of the service (default: the directory's)" },
      { name: 'description', type: 'string', value: 'TEXT', summary: 'What it does, in one line' },
      {
        name: 'runtime',
        type: 'string',
        value: 'R',
        choices: ['nodejs24.x', 'nodejs22.x'],
        summary: 'nodejs24.x (default) or nodejs22.x',
      },
      {
        name: 'trigger',
        type: 'string',
        multiple: true,
        value: 'T',
        choices: ['http', 'queue', 'schedule', 'stream', 'bucket'],
        summary: 'http (default) queue schedule stream bucket; repeatable',
      },
      { name: 'table', type: 'boolean', negatable: true, summary: 'A DynamoDB table (default: with http)' },
      ENVIRONMENTS,
      DEPLOYMENT,
      { name: 'region', type: 'string', value: 'REGION', summary: "AWS Region (default: your shell's, or us-east-1)" },
      { name: 'alarm-email', type: 'string', value: 'A', summary: 'Alarms are mailed there' },
      {
        name: 'package-manager',
        type: 'string',
        value: 'M',
        choices: ['npm', 'pnpm', 'yarn'],
        summary: 'npm, pnpm or yarn (default: detected)',
      },
      { name: 'git', type: 'boolean', negatable: true, summary: 'Make a git repository (default: outside of one)' },
      INSTALL,
      { name: 'answers', type: 'string', value: 'FILE', file: true, summary: 'Answers from a YAML or JSON file' },
      { ...YES, summary: 'Ask nothing: take the defaults' },
      { name: 'merge', type: 'boolean', summary: 'Add to a folder with files in it; overwrite none' },
      DRY_RUN,
      ...COMMON,
    ],
  },
  adopt: {
    summary: 'Bring an existing SAM repository under the gate, by additions only',
    about:
      'Adds what gates a hand-written template, and shows it first; nothing of yours is changed. Exit status 3: not all of it could be done; 5: uncommitted changes.',
    positional: { name: 'directory', summary: 'Folder of the template (default: here)' },
    options: [
      { ...TEMPLATE_OPTION, summary: 'Template (default: the only one)' },
      { name: 'name', type: 'string', value: 'NAME', summary: 'Name of the service (default: as its files say)' },
      { ...REGION, summary: 'AWS Region (default: as its files say)' },
      { ...ENVIRONMENTS, summary: 'In order (default: as its files say); repeatable' },
      DEPLOYMENT,
      {
        name: 'hooks',
        type: 'string',
        value: 'KIND',
        choices: ['source', 'prebuilt'],
        summary: 'source (default in TypeScript) or prebuilt',
      },
      { name: 'fix', type: 'boolean', summary: 'Change values of yours, too, as it proposes' },
      { name: 'chain', type: 'boolean', summary: 'With --fix: ours runs first, and calls your own hooks' },
      { name: 'accept-url-change', type: 'boolean', summary: 'Gate a function although its public URL changes' },
      { name: 'staged', type: 'boolean', summary: 'Commit it in two steps: the aliases, then the gate' },
      BRANCH,
      { ...ALLOW_DIRTY, summary: 'Write although there are uncommitted changes' },
      { ...YES, summary: 'Ask nothing: apply what is shown' },
      DRY_RUN,
      DIFF,
      INSTALL,
      ...COMMON,
    ],
  },
  unadopt: {
    summary: 'Take out what `adopt` put in, and nothing else',
    about:
      'Takes out what `adopt` put in; what you edited of it stays. Exit status 3: some of it; 5: uncommitted changes.',
    positional: { name: 'directory', summary: 'Folder of the service (default: the one around)' },
    options: [
      BRANCH,
      { ...ALLOW_DIRTY, summary: 'Write although there are uncommitted changes' },
      { ...YES, summary: 'Ask nothing: apply what is shown' },
      DRY_RUN,
      DIFF,
      ...COMMON,
    ],
  },
  score: {
    summary: 'Score a template and judge it by the gate',
    about:
      'Scores SAM or CloudFormation templates. Exit status 1: a gate is red; 3: one could not be judged; 2: one is no template.',
    positional: { name: 'template', summary: "Files, folders, globs (default: the service's)", multiple: true },
    options: [
      ENV,
      {
        name: 'baseline',
        type: 'string',
        value: 'FILE',
        file: true,
        summary: 'Compare with a report of `score --json`',
      },
      {
        name: 'against',
        type: 'string',
        filled: true,
        value: 'REF|FILE',
        file: true,
        summary: 'Compare with the template at a git ref, or a file',
      },
      { name: 'fetch', type: 'boolean', summary: 'Fetch the commit of --against if it is missing' },
      { name: 'accept-failures', type: 'boolean', summary: 'Write what fails to fitness-known-failures.json' },
      { name: 'prune-failures', type: 'boolean', summary: 'Remove from it what fails no longer' },
      ...PARAMETERS,
      { ...STACK_NAME, summary: 'Score what is deployed, instead of a template' },
      PROFILE,
      CUSTOM,
      {
        name: 'override-reason',
        type: 'string',
        value: 'TEXT',
        summary: 'Let a red gate through, as a deployment would',
      },
      {
        name: 'format',
        type: 'string',
        multiple: true,
        value: 'F[=FILE]',
        choices: REPORT_FORMATS,
        toFile: true,
        summary: 'table json sarif junit markdown html github',
      },
      { name: 'output', type: 'string', value: 'FILE', file: true, summary: 'Write the format without a file there' },
      ...COMMON,
    ],
  },
  drift: {
    summary: 'Show where what is deployed and its template disagree on what checks read',
    about: 'Compares a deployed stack with its template. Exit status 1: they disagree; 3: not all of it can be read.',
    options: [{ ...STACK_NAME, summary: 'Stack (required)' }, ENV, CUSTOM, PROFILE, REGION, ...COMMON],
  },
  fix: {
    summary: 'Write into a template what has one right answer',
    about:
      'Applies the fixes of failing checks, every other byte stays; one that does not hold is not applied. Exit status 1: something still fails; 3: the template cannot be edited.',
    positional: { name: 'check', summary: 'Ids (default: every check that counts)', multiple: true },
    options: [
      TEMPLATE_OPTION,
      RESOURCE,
      ENV,
      ...PARAMETERS,
      CUSTOM,
      { ...DRY_RUN, summary: 'Print the difference; change nothing' },
      ...COMMON,
    ],
  },
  'what-if': {
    summary: 'Say what mending would give: by check, by resource, in order, together',
    about:
      'The fitness after each fix and after those worth doing together, computed, not estimated. Nothing is written.',
    positional: TEMPLATE,
    options: [
      ENV,
      ...PARAMETERS,
      CUSTOM,
      { name: 'limit', type: 'string', value: 'N', summary: 'Rows of each section (default: 10)' },
      ...COMMON,
    ],
  },
  explain: {
    summary: 'Explain a check: why, what passes and fails, its fix, options and references',
    about: "Shows a check's documentation, and how the service configures it.",
    positional: { name: 'check', summary: 'Its id, or its name at AWS Config, Security Hub, checkov …' },
    options: [ENV, CUSTOM, ...COMMON],
  },
  checks: {
    summary: 'List the checks, with their weights and fixes',
    about: 'Lists all checks; in a service with its own, and as fitness.yaml configures them.',
    options: [
      {
        name: 'category',
        type: 'string',
        value: 'C',
        choices: ['security', 'reliability', 'performance', 'cost', 'operations'],
        summary: 'security reliability performance cost operations',
      },
      { name: 'service', type: 'string', value: 'S', summary: 'Of one AWS service, e.g. s3, lambda' },
      ENV,
      CUSTOM,
      ...COMMON,
    ],
  },
  add: {
    summary: 'Add a check, an environment or a function',
    about:
      'Names it in fitness.yaml and merges what follows into your files; overwrites nothing. `check <id>` is one of the tool, `check --custom <id>` a new one of your own, with its test.',
    positional: { name: 'what', summary: 'check <id>, environment <name> or function <name>', multiple: true },
    options: [
      { name: 'custom', type: 'string', value: 'ID', summary: 'Id of a check of your own, e.g. queue-has-owner' },
      { name: 'type', type: 'string', value: 'TYPE', summary: 'What it judges, e.g. AWS::SQS::Queue' },
      { name: 'title', type: 'string', value: 'TEXT', summary: 'What holds where it passes, in a line' },
      { name: 'trial', type: 'boolean', summary: 'Show the check without counting it' },
      { name: 'deployment', type: 'string', value: 'TYPE', summary: "A type of SAM's, Canary:20:7 or Linear:5:2" },
      {
        name: 'after',
        type: 'string',
        value: 'ENV',
        summary: 'The environment before it (default: the last stays last)',
      },
      {
        name: 'trigger',
        type: 'string',
        value: 'T',
        choices: ['http', 'queue', 'schedule', 'stream', 'bucket'],
        summary: 'What starts a function: http queue schedule stream bucket',
      },
      INSTALL,
      DRY_RUN,
      ...COMMON,
    ],
  },
  remove: {
    summary: 'Remove a check or an environment, with what came of it',
    about:
      'Takes it out of fitness.yaml and out of what was made from that: the file of a check, its permissions and its readers; the tables and conditions of an environment. Files of yours stay, and no stack is touched.',
    positional: { name: 'what', summary: 'check <id> or environment <name>', multiple: true },
    options: [INSTALL, DRY_RUN, ...COMMON],
  },
  set: {
    summary: 'Change answers of fitness.yaml, and what was made from them',
    about:
      'Sets keys of fitness.yaml and merges what follows into your files, e.g. `set region=eu-west-1 gate.minimum=85`. Without a value the default holds again. Exit status 3: it would be a conflict, and nothing was written.',
    positional: { name: 'answer=value', summary: 'e.g. region=eu-west-1, deployment=prod=Linear:5:2', multiple: true },
    options: [INSTALL, DRY_RUN, ...COMMON],
  },
  enforce: {
    summary: 'Let checks count that are in trial',
    about: 'Says what that does to the score, and whether the gate would be red.',
    positional: { name: 'check', summary: 'Ids', multiple: true },
    options: [
      { name: 'all', type: 'boolean', summary: 'Every check that is in trial' },
      {
        name: 'since',
        type: 'string',
        filled: true,
        multiple: true,
        value: 'VERSION',
        summary: 'Those that this version brought',
      },
      INSTALL,
      DRY_RUN,
      ...COMMON,
    ],
  },
  eject: {
    summary: 'Make a generated file yours: upgrades leave it alone',
    about: 'Records in .fitness/manifest.json that the file is yours, and why. `uneject` takes it back.',
    positional: { name: 'path', summary: 'Files', multiple: true },
    options: [
      { name: 'reason', type: 'string', value: 'TEXT', summary: 'Why, for who reads it later' },
      DRY_RUN,
      ...COMMON,
    ],
  },
  uneject: {
    summary: 'Let upgrades keep a file that was ejected',
    about: "Takes back `eject`. What you edited of a file that is the tool's alone goes only with --restore.",
    positional: { name: 'path', summary: 'Files', multiple: true },
    options: [{ name: 'restore', type: 'boolean', summary: "Take the tool's text" }, INSTALL, DRY_RUN, ...COMMON],
  },
  expand: {
    summary: 'Print the CloudFormation template that SAM makes of a template, offline',
    about:
      "Prints what AWS's SAM transform makes of a template. Exit status 2: AWS would refuse it, nothing is printed.",
    positional: TEMPLATE,
    options: [
      ENV,
      ...PARAMETERS,
      {
        name: 'format',
        type: 'string',
        value: 'F',
        choices: ['json', 'yaml'],
        summary: "json or yaml (default: the template's)",
      },
      ...COMMON,
    ],
  },
  upgrade: {
    summary: 'Bring a service forward to this version, or apply what fitness.yaml says now',
    about:
      'Shows what changes and why, and does it; your edits stay. Exit status 3: conflicts left; 5: uncommitted changes; 6: tampered, or no base.',
    options: [
      {
        name: 'to',
        type: 'string',
        filled: true,
        value: 'VERSION',
        summary: 'Version, tag or file.tgz (default: the newest)',
      },
      { name: 'pre', type: 'boolean', summary: 'The newest may be a prerelease' },
      { name: 'offline', type: 'boolean', summary: 'Look for no newer version' },
      { name: 'check', type: 'boolean', summary: 'Say only: 0 up to date, 4 not, 3 markers left, 6 tampered' },
      { name: 'dry-run', type: 'boolean', summary: 'Show it; change nothing' },
      DIFF,
      { name: 'interactive', type: 'boolean', short: 'i', summary: 'Ask for each file' },
      BRANCH,
      {
        name: 'conflict',
        type: 'string',
        value: 'HOW',
        choices: ['markers', 'ours', 'theirs', 'rej', 'fail'],
        summary: 'markers (default), ours, theirs, rej or fail',
      },
      { name: 'continue', type: 'boolean', summary: 'Finish an upgrade that was interrupted' },
      { name: 'abort', type: 'boolean', summary: 'Take back an upgrade: interrupted, or with conflicts' },
      {
        name: 'restore',
        type: 'string',
        optional: true,
        multiple: true,
        value: 'PATH',
        file: true,
        summary: "Take the tool's text where yours is edited or gone",
      },
      { name: 'enforce', type: 'boolean', summary: 'Let every check count that is in trial' },
      { name: 'wanted', type: 'boolean', summary: 'Make true what fitness.yaml names, its version too' },
      { name: 'all', type: 'boolean', summary: 'With --wanted: every service of the repository' },
      ALLOW_DIRTY,
      INSTALL,
      { name: 'cache', type: 'boolean', negatable: true, summary: 'Trust what was seen last (default: yes)' },
      CUSTOM,
      ...COMMON,
    ],
  },
  doctor: {
    summary: 'Find what the dependency graph of the template decides, and set it right',
    about:
      'Recomputes what the dependency graph decides: the order of the hooks, their policies. Exit status 1: findings.',
    positional: TEMPLATE,
    options: [{ name: 'fix', type: 'boolean', summary: 'Write the edits; every other byte stays' }, DRY_RUN, ...COMMON],
  },
  validate: {
    summary: 'Check fitness.yaml, the wiring of the hooks, and the template for traps',
    about: 'Checks fitness.yaml, the checks and hooks that it wires, and the template for traps that are errors.',
    positional: TEMPLATE,
    options: [...COMMON],
  },
  measure: {
    summary: 'Measure the sources: complexity, duplication, size, dependencies, coverage',
    about:
      'Measures the sources of each function and writes fitness/measurements.json, which the hooks bundle; a build does it. A source that cannot be read is a problem in the file, not a failure.',
    positional: TEMPLATE,
    options: [{ name: 'output', type: 'string', value: 'FILE', file: true, summary: 'Write another file' }, ...COMMON],
  },
  gate: {
    summary: 'Judge a change set before anything changes; execute it if it is green',
    about:
      'Scores what a change set would make of a stack against what is deployed. Exit status 1: red, or rolled back; 3: it could not be judged.',
    options: [
      STACK_NAME,
      { ...ENV, summary: "Environment (default: the stack's in samconfig)" },
      { ...TEMPLATE_OPTION, summary: "Packaged template (default: the service's)" },
      PARAMETERS[0],
      PARAMETERS[1],
      { name: 'execute', type: 'boolean', summary: 'Execute it if it is green, and follow the stack' },
      { name: 'override-reason', type: 'string', value: 'TEXT', summary: 'Let this one release through a red gate' },
      { name: 'capabilities', type: 'string', multiple: true, value: 'C', summary: "Over samconfig's; repeatable" },
      { name: 'role-arn', type: 'string', value: 'ARN', summary: 'Role that CloudFormation takes' },
      { name: 's3-bucket', type: 'string', value: 'NAME', summary: 'For a template over 51,200 bytes' },
      CUSTOM,
      PROFILE,
      REGION,
      ...COMMON,
    ],
  },
  rehearse: {
    summary: 'Play releases of the service without AWS: gate, hooks, rollback, dashboard',
    about:
      'Plays deployments against an AWS of its own, with the hooks as they are bundled. Without refs five releases are made up, the last a bad one. Exit status 1: one ended otherwise than it should.',
    options: [
      {
        name: 'from',
        type: 'string',
        filled: true,
        value: 'REF',
        summary: 'Release the template of this git ref first',
      },
      {
        name: 'to',
        type: 'string',
        filled: true,
        value: 'REF',
        summary: 'Then that of this one (default: the files as they are)',
      },
      {
        name: 'fault',
        type: 'string',
        value: 'NAME',
        choices: [
          'alarm',
          'codedeploy-down',
          'config-denied',
          'hook-crash',
          'lost-report',
          'read-denied',
          'slow',
          'ssm-down',
          'throttled',
        ],
        summary: 'What goes wrong: alarm, hook-crash, ssm-down, throttled …',
      },
      { name: 'html', type: 'string', value: 'FILE', file: true, summary: 'Write the curve with its releases there' },
      ENV,
      CUSTOM,
      ...COMMON,
    ],
  },
  deploy: {
    summary: 'Deploy an environment with a new release id, through the gate',
    about:
      'Makes a release id, packages the build and runs the gate on the change set, which executes it only if it is green.',
    rest: { name: 'sam arguments', summary: 'Passed to `sam package`' },
    options: [
      { ...ENV, summary: 'Environment of samconfig.toml (required)' },
      { name: 'parameter-overrides', type: 'string', multiple: true, value: 'K=V', summary: "Over the environment's" },
      { name: 'override-reason', type: 'string', value: 'TEXT', summary: 'Let this one release through a red gate' },
      { name: 'ignore-alarms', type: 'boolean', summary: 'Deploy during an incident: alarms stop nothing' },
      CUSTOM,
      PROFILE,
      REGION,
      DRY_RUN,
      ...COMMON,
    ],
  },
  'org-hook': {
    summary: 'Write the stack that judges every stack of an account',
    about:
      'Writes a CloudFormation Lambda Hook with its function, roles and tests: one stack per account and Region judges every other one before it changes.',
    positional: { name: 'directory', summary: 'Where to write it (default: organisation-hook)' },
    options: [
      { ...REGION, summary: "AWS Region of the stack (default: your shell's, or us-east-1)" },
      { name: 'merge', type: 'boolean', summary: 'Add to a folder with files in it; overwrite none' },
      DRY_RUN,
      ...COMMON,
    ],
  },
  prune: {
    summary: 'Remove old versions of the functions of a stack',
    about: "Removes old versions of a stack's functions; keeps what an alias names and the last rollback target.",
    options: [
      { ...ENV, summary: 'Environment of samconfig.toml (required)' },
      { name: 'keep', type: 'string', value: 'N', summary: 'Older versions to keep beside those in use (default: 1)' },
      STACK_NAME,
      PROFILE,
      REGION,
      DRY_RUN,
      ...COMMON,
    ],
  },
  history: {
    summary: 'Show the releases of a stack, or of git tags: fitness, outcome, what changed',
    about:
      'Shows the history that the recorder keeps of a stack in SSM; with --git the offline score of every tag, by its own template, parameters and fitness.yaml. Exit status 3: it cannot be read.',
    positional: { name: 'template', summary: "With --git (default: the service's)" },
    options: [
      ENV,
      { name: 'git', type: 'boolean', summary: 'Score the tags of the repository; AWS is not asked' },
      { name: 'limit', type: 'string', value: 'N', summary: 'The last N (default: 100)' },
      {
        name: 'format',
        type: 'string',
        value: 'F',
        choices: ['table', 'json', 'html'],
        summary: 'table (default), json, or html with the curve',
      },
      { name: 'output', type: 'string', value: 'FILE', file: true, summary: 'Write it there' },
      {
        name: 'stack-name',
        type: 'string',
        value: 'NAME',
        summary: "Stack (default: the environment's in samconfig)",
      },
      CUSTOM,
      PROFILE,
      REGION,
      ...COMMON,
    ],
  },
  completion: {
    summary: 'Print a completion script for bash, zsh or fish',
    about: 'Prints a completion script, e.g. `source <(fitness-serverless completion bash)`.',
    positional: { name: 'shell', summary: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] },
    options: [...COMMON],
  },
  help: {
    summary: 'Show the help of a command',
    about: 'Shows the help of a command.',
    positional: { name: 'command', summary: 'Name of a command' },
    options: [...COMMON],
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

export function isCommand(word: string | undefined): word is CommandName {
  return word !== undefined && Object.hasOwn(COMMANDS, word);
}

type Options<C extends CommandName> = (typeof COMMANDS)[C]['options'][number];
type ValueOf<O> = O extends { type: 'boolean' }
  ? boolean | undefined
  : O extends { multiple: true }
    ? readonly Written<O>[] | undefined
    : Written<O> | undefined;
/** `true`: the option without its value. */
type Written<O> = O extends { optional: true } ? string | true : string;

/** Values by option name; undefined: not given. */
export type Values<C extends CommandName> = { readonly [O in Options<C> as O['name']]: ValueOf<O> };

export interface Parsed<C extends CommandName> {
  readonly values: Values<C>;
  /** The first of `positionals`. */
  readonly positional: string | undefined;
  readonly positionals: readonly string[];
  /** After `--`. */
  readonly rest: readonly string[];
}

/** Parses the arguments of one command. Throws a usage error that names the nearest option. */
export function parseCommand<C extends CommandName>(name: C, args: readonly string[]): Parsed<C> {
  const spec: CommandSpec = COMMANDS[name];
  const config: Record<string, { type: 'boolean' | 'string'; short?: string }> = {};
  for (const { name, type, short, optional } of spec.options)
    config[name] = { type: optional ? 'boolean' : type, ...(short && { short }) };
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const values: Record<string, Value | Value[]> = {};
  const before: string[] = [];
  const rest: string[] = [];
  let terminated = false;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') terminated = true;
    else if (token.kind === 'positional') (terminated && spec.rest ? rest : before).push(token.value);
    else assign(values, spec, token);
  }
  const room = spec.positional ? (spec.positional.multiple ? Infinity : 1) : 0;
  if (before.length > room) throw surplus(name, before[room] ?? '');
  return { values: values as Values<C>, positional: before[0], positionals: before, rest };
}

type Value = boolean | string;

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function assign(values: Record<string, Value | Value[]>, spec: CommandSpec, token: OptionToken): void {
  const positive = token.name.startsWith('no-') ? token.name.slice(3) : undefined;
  const option =
    spec.options.find(({ name }) => name === token.name) ??
    spec.options.find(({ name, negatable }) => negatable && name === positive);
  if (!option) throw unknownOption(spec, token.rawName);
  if (option.type === 'boolean') {
    if (token.inlineValue) throw usage('unexpected-value', `${token.rawName} takes no value.`);
    values[option.name] = option.name === token.name;
    const format = spec.options.find(({ name }) => name === 'format');
    if (option.name === 'json' && format) put(values, format, 'json');
    return;
  }
  if (option.optional && token.value === undefined) return put(values, option, true);
  // `--name --yes` is a forgotten value; one that starts with a dash is written `--name=-x`
  const isEmpty = (option.optional || option.filled) && token.value === '';
  if (token.value === undefined || isEmpty || (!token.inlineValue && /^-./.test(token.value))) {
    throw usage(
      'missing-value',
      `${token.rawName} needs a value.`,
      `Write ${token.rawName}=${option.value ?? 'VALUE'}.`,
    );
  }
  const chosen = option.toFile ? token.value.replace(/=.*$/s, '') : token.value;
  if (option.choices && !option.choices.includes(chosen)) throw wrongChoice(token.rawName, chosen, option.choices);
  put(values, option, token.value);
}

function put(values: Record<string, Value | Value[]>, { name, multiple }: OptionSpec, value: Value): void {
  values[name] = multiple ? [...((values[name] as Value[] | undefined) ?? []), value] : value;
}

function unknownOption(spec: CommandSpec, rawName: string): UserError {
  const known = spec.options.flatMap(({ name, negatable }) =>
    negatable ? [`--${name}`, `--no-${name}`] : [`--${name}`],
  );
  const near = nearest(rawName, known);
  return usage('unknown-option', `There is no option ${rawName}.`, near && `Did you mean ${near}?`);
}

function wrongChoice(rawName: string, value: string, choices: readonly string[]): UserError {
  const near = nearest(value, choices);
  const hint = near ? `Did you mean ${near}?` : undefined;
  return usage('unknown-value', `${rawName} is one of ${choices.join(', ')}, not ${JSON.stringify(value)}.`, hint);
}

function surplus(name: CommandName, argument: string): UserError {
  return usage('unexpected-argument', `Unexpected argument ${JSON.stringify(argument)}.`, `See \`${name} --help\`.`);
}

function usage(code: string, message: string, hint?: string): UserError {
  return new UserError(code, message, { hint });
}
