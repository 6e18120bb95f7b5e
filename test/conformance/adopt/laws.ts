/** What has to hold of a text before and after an adoption, and of what is said about it. */
import type { LintFinding, Verdict } from './judge.ts';

/** Do the items of one stand in the other, in their order? */
export function isSubsequence<T>(part: ArrayLike<T>, whole: ArrayLike<T>): boolean {
  let found = 0;
  for (let index = 0; index < whole.length && found < part.length; index++) if (whole[index] === part[found]) found++;
  return found === part.length;
}

/**
 * Do the lines stay? In flow style, something has to come between the brackets, or after the last value.
 * https://yaml.org/spec/1.2.2/#74-flow-collection-styles
 */
export function keepsLines(text: string, after: string): boolean {
  const blockStyle = text.split('\n').filter((line) => !/[[{]/.test(line));
  return isSubsequence(blockStyle, after.split('\n'));
}

/** What is said of an adopted template that was not said before. */
export interface Worse {
  /** `Resources.Orders.Properties.Runtime`; empty: of the whole. */
  readonly at: string;
  readonly said: string;
}

/** What is found now and was not before, each as often as it is more; with what the transform refuses only now. */
export function worse(was: Verdict, is: Verdict, counts: (finding: LintFinding) => boolean): Worse[] {
  if (is.refused) return was.refused ? [] : is.refused.map((said) => ({ at: '', said }));
  const before = new Map<string, number>();
  for (const finding of was.findings) before.set(keyOf(finding), (before.get(keyOf(finding)) ?? 0) + 1);
  return is.findings.filter(counts).flatMap((finding) => {
    const left = before.get(keyOf(finding)) ?? 0;
    before.set(keyOf(finding), left - 1);
    const [stage, rule, path, message] = finding;
    return left > 0 ? [] : [{ at: path.join('.'), said: `${stage}: ${rule} ${message}` }];
  });
}

/**
 * A finding as it would be with and without what was added: hashes of API deployments change with the definition, names that are
 * listed as the possible ones become more (or some, where there were none), and where in a resource it is does not matter, as the
 * order of some lists is another each time.
 */
function keyOf([stage, rule, path, message]: LintFinding): string {
  const said = message.replace(/ is not (?:one of \[.*|valid under any of the given schemas)$/s, ' is not known');
  return `${stage} ${rule} ${path.slice(0, 2).join('.')} ${said}`.replaceAll(/[0-9a-f]{10}\b|(?<=\/)\d+/g, '#');
}
