/** Commands as they are printed for a person to paste. */
import { ownPackage } from '../package.ts';

/** Without node_modules, `npx fitness-serverless` would fetch a package that is not ours. */
export function toolCommand(...args: readonly string[]): string {
  return ['npx', `create-fitness-serverless@${ownPackage().version}`, ...args].map(quoted).join(' ');
}

/** For a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
