/** Patterns of paths, as far as is needed to know whether they take in what is ours. No pattern takes long to match. */

/** What a pattern asks of one character; `*` of any number of them. */
export type Token = '*' | ((character: string) => boolean);

/** Of a path or of its pattern: what stands between two slashes. `**` is any number of them. */
export type Step = '**' | readonly Token[];

export function stepsMatch(pattern: readonly Step[], path: string): boolean {
  return matches(
    pattern,
    path.split('/'),
    (step) => step === '**',
    (step, name) => step !== '**' && tokensMatch(step, name),
  );
}

function tokensMatch(tokens: readonly Token[], name: string): boolean {
  return matches(
    tokens,
    [...name],
    (token) => token === '*',
    (token, character) => token !== '*' && token(character),
  );
}

/** After a wildcard the first place that fits is as good as any later one, so that what came before is never tried again. */
function matches<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isAny: (part: P) => boolean,
  fits: (part: P, item: T) => boolean,
): boolean {
  let at = 0;
  let wildcard = -1;
  let from = 0;
  for (let index = 0; index < items.length;) {
    const part = pattern[at];
    if (at < pattern.length && isAny(part as P)) {
      wildcard = at++;
      from = index;
    } else if (at < pattern.length && fits(part as P, items[index] as T)) {
      at++;
      index++;
    } else if (wildcard >= 0) {
      at = wildcard + 1;
      index = ++from;
    } else return false;
  }
  return pattern.slice(at).every(isAny);
}

/** `**` at the end is all that is in a folder, but not the folder. */
export function withinAtEnd(steps: readonly Step[]): readonly Step[] {
  return steps.at(-1) === '**' ? [...steps, ['*']] : steps;
}

export function literal(character: string): Token {
  return (one) => one === character;
}

export const ANY_CHARACTER: Token = () => true;

/** More of them than a person writes. */
const MOST_ALTERNATIVES = 64;
const LONGEST = 500;

/**
 * Does a glob match this path? `*`, `?`, `**` and `{a,b}` have their usual meanings; what else there is stands for itself.
 * @param folders whether the name of a folder stands for all that is below it
 */
export function globMatches(glob: string, path: string, { folders = false } = {}): boolean {
  if (glob.length > LONGEST) return false;
  return alternatives(glob.replace(/^(?:<rootDir>\/|\.?\/+)+/, '')).some((pattern) => {
    const stem = pattern.replace(/^\.$|\/+$/g, '');
    if (stem === '') return folders;
    const steps = stem.split('/').map((step) => (step === '**' ? step : [...step].map(tokenOf)));
    return stepsMatch(withinAtEnd(steps), path) || (folders && stepsMatch([...steps, '**', ['*']], path));
  });
}

function tokenOf(character: string): Token {
  if (character === '*') return '*';
  return character === '?' ? ANY_CHARACTER : literal(character);
}

/** `*.{js,ts}` → `*.js`, `*.ts` */
function alternatives(glob: string): string[] {
  const made = [glob];
  for (let index = 0; index < made.length && made.length <= MOST_ALTERNATIVES;) {
    const found = /^(.*?)\{([^{}]*)\}(.*)$/.exec(made[index] as string);
    if (found) made.splice(index, 1, ...(found[2] ?? '').split(',').map((name) => `${found[1]}${name}${found[3]}`));
    else index++;
  }
  return made;
}
