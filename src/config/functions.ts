/** Functions that have a name of their own: what they may be called, and how many of them a stream can serve. */
import { TRIGGERS, type Config, type Trigger } from './config.ts';
import { LIMITS, stackNameBefore } from './defaults.ts';
import type { Problem } from './own-checks.ts';

/** The name of a module in `src/`, of a route, and in capitals the beginning of logical ids. */
export const FUNCTION_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const RULE = `at most ${LIMITS.function} lower-case letters, digits and hyphens between them, a letter first`;

/** Names that would meet a file or a resource of every service. */
const RESERVED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TRIGGERS.map((trigger) => [trigger, 'the function of that trigger: name it below triggers'])),
  'access-logs': 'what AccessLogsBucket of template.yaml is called after',
  'codedeploy-hook': 'the sample event events/codedeploy-hook.json',
  items: 'the module src/items.ts',
  'memory-items': 'the module test/memory-items.ts',
  powertools: 'the module src/powertools.ts',
  support: 'the module test/support.ts',
  template: 'the test of template.yaml, test/template.test.ts',
};

/**
 * Readers that a shard of a stream bears. Of a table's:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Limits.html#limits-dynamodb-streams
 * Of Kinesis, five reads a second, of which Lambda takes one for each function:
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
const STREAM_READERS = { table: 2, kinesis: 5 } as const;

/** `monthly-report` → `MonthlyReport`: what the logical ids of a function begin with. */
export function logicalPrefix(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** What is wrong with the name of a function; undefined if nothing is. */
export function functionNameProblem(name: string): string | undefined {
  if (!FUNCTION_NAME.test(name) || name.length > LIMITS.function) {
    const near = nearestName(name);
    return `${JSON.stringify(name)} is no name of a function: ${RULE}${near ? `; did you mean "${near}"?` : ''}`;
  }
  const taken = Object.hasOwn(RESERVED, name) ? RESERVED[name] : undefined;
  return taken && `"${name}" is ${taken}`;
}

/** `MonthlyReport` and `monthly_report` → `monthly-report`; undefined if nothing is left. */
function nearestName(text: string): string | undefined {
  const name = text
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LIMITS.function)
    .replace(/-$/, '');
  return name === '' ? undefined : name;
}

/** What the names and the number of functions depend on. */
type Written = Pick<Config, 'service' | 'triggers' | 'environments'> & Partial<Pick<Config, 'functions' | 'table'>>;

/** What no schema can say of the functions of a fitness.yaml. */
export function functionProblems(config: Written): Problem[] {
  const names = Object.keys(config.functions ?? {});
  return [
    ...names.flatMap((name): Problem[] => {
      const message =
        functionNameProblem(name) ?? sameIds(name, names) ?? tooLong(name, config.service, config.environments);
      return message === undefined ? [] : [{ path: ['functions', name], message }];
    }),
    ...tooManyReaders(config),
  ];
}

/** `a-1` and `a1` begin alike. */
function sameIds(name: string, names: readonly string[]): string | undefined {
  const first = names.find((other) => logicalPrefix(other) === logicalPrefix(name));
  return first === name || first === undefined
    ? undefined
    : `"${first}" and "${name}" would both be ${logicalPrefix(name)}Function`;
}

function tooLong(name: string, service: string, environments: Config['environments']): string | undefined {
  const id = `${logicalPrefix(name)}Function`;
  const environment = Object.keys(environments).reduce((a, b) => (b.length > a.length ? b : a), '');
  const length = service.length + environment.length;
  if (length <= stackNameBefore(id)) return undefined;
  return `"${service}" and "${environment}" have ${length} characters together; the name of ${id} allows ${stackNameBefore(id)}`;
}

function tooManyReaders({ triggers, functions = {}, table }: Written): Problem[] {
  const stream: Trigger = 'stream';
  const most = table ? STREAM_READERS.table : STREAM_READERS.kinesis;
  const left = most - (triggers.includes(stream) ? 1 : 0);
  const readers = Object.keys(functions).filter((name) => functions[name]?.trigger === stream);
  return readers.slice(left).map((name) => ({
    path: ['functions', name],
    message: `${table ? 'the stream of a table' : 'a stream of Kinesis'} serves ${most} functions, and "${name}" is one more`,
  }));
}
