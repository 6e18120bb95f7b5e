/** What a service may be called: as its package, its stack or its folder is. */
import { STACK_NAME } from '../../config/defaults.ts';
import { own } from '../../template/resolve/values.ts';

/** Names that scaffolders give, and that say nothing. */
const NAMELESS =
  /^(app|application|backend|hello-world|infra|infrastructure|my-app|sam-app|serverless|service|src|template)$/;

export interface Named {
  /** Data of its package.json. */
  readonly manifest: unknown;
  readonly stackNames: readonly unknown[];
  /** Name of its folder. */
  readonly folder: string;
  readonly environments: readonly string[];
}

/** The first that says something, else the first; as long as names of services may be beside those of its environments. */
export function serviceName({ manifest, stackNames, folder, environments }: Named): string {
  const written = [own(manifest, 'name'), ...stackNames.map((name) => withoutEnvironment(name, environments)), folder];
  const longest = Math.max(...environments.map((name) => name.length));
  const names = written.flatMap((name) =>
    typeof name === 'string' ? (asName(name, STACK_NAME - 1 - longest) ?? []) : [],
  );
  return names.find((name) => !NAMELESS.test(name)) ?? names[0] ?? 'service';
}

/** `orders-dev`, `dev-orders` → `orders` */
function withoutEnvironment(stackName: unknown, environments: readonly string[]): string | undefined {
  if (typeof stackName !== 'string') return undefined;
  const ends = environments.find((name) => new RegExp(`.[-_]${name}$`, 'i').test(stackName));
  if (ends !== undefined) return stackName.slice(0, -ends.length - 1);
  const begins = environments.find((name) => new RegExp(`^${name}[-_].`, 'i').test(stackName));
  return begins === undefined ? stackName : stackName.slice(begins.length + 1);
}

/** `@shop/OrdersApi` → `orders-api`; undefined if nothing is left. */
function asName(text: string, most: number): string | undefined {
  const name = (text.slice(0, 300).split('/').at(-1) ?? '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, most)
    .replace(/-+$/, '');
  return name === '' ? undefined : name;
}
