/** The list of checks. */
import type { Category, Severity } from '../checks/check.ts';
import type { Mode } from '../fitness/report.ts';
import { CATEGORIES } from './checks-index.ts';
import { plain, styleOf, wrapped } from './text.ts';

/** Its JSON is a contract. */
export interface ListedCheck {
  readonly id: string;
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly weight: number;
  /** Of AWS, as in the types of its resources. */
  readonly services: readonly string[];
  readonly fixable: boolean;
  /** Is it part of the default set? */
  readonly recommended: boolean;
  /** How the service configures it; null outside of one. */
  readonly here: {
    readonly enabled: boolean;
    readonly mode: Mode;
    readonly weight: number;
    readonly options: Readonly<Record<string, unknown>>;
  } | null;
}

export function formatChecks(
  checks: readonly ListedCheck[],
  { environment, color, width }: { environment: string | undefined; color: boolean; width: number },
): string {
  const style = styleOf(color);
  const names = Math.max(0, ...checks.map(({ id }) => id.length));
  const states = Math.max(0, ...checks.map((check) => stateOf(check).length));
  const lines: string[] = [];
  for (const category of CATEGORIES) {
    const own = checks.filter((check) => check.category === category);
    if (own.length > 0) lines.push('', style.bold(category));
    for (const check of own) {
      const { id, severity, title, fixable } = check;
      const head = `  ${plain(id).padEnd(names)}  ${severity.padEnd(8)}  ${stateOf(check).padEnd(states)}  ${fixable ? 'fix' : '   '}  `;
      const isOff = stateOf(check) === 'off';
      const room = Math.max(width, 40) - head.length;
      // On a narrow page the title stands below.
      const indent = room >= 24 ? head.length : 6;
      const titleLines = wrapped(plain(title), Math.max(width, 40) - indent);
      const first = room >= 24 ? `${head}${titleLines.shift() ?? ''}` : head;
      const all = [first.trimEnd(), ...titleLines.map((each) => `${' '.repeat(indent)}${each}`)];
      lines.push(...all.map((line) => (isOff ? style.dim(line) : line)));
    }
  }
  const about =
    environment === undefined
      ? 'weights are the checks’ own; what is off runs where fitness.yaml enables it'
      : `as configured for ${environment}`;
  const count = `${checks.length} check${checks.length === 1 ? '' : 's'}, ${about}; fix: \`fix\` can write it where there is one right answer.`;
  return `${[...lines, '', style.dim(count)].join('\n').trimStart()}\n`;
}

/** Its weight, and what is not as usual. */
function stateOf({ weight, recommended, here }: ListedCheck): string {
  if (!here) return recommended ? String(weight) : 'off';
  if (!here.enabled) return 'off';
  return here.mode === 'trial' ? `${here.weight} trial` : String(here.weight);
}
