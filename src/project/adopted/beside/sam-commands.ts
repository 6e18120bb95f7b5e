/** Commands of the SAM CLI in scripts of pipelines. */

export type SamCommand = 'build' | 'package' | 'deploy';

/** `sam build`, `sam --debug build` */
export function samCommand(command: SamCommand): RegExp {
  return new RegExp(String.raw`\bsam(?:\.cmd)?(?:[ \t]+--?[\w-]+)*[ \t]+${command}\b`);
}

export function runsSam(script: unknown, command: SamCommand): boolean {
  return typeof script === 'string' && samCommand(command).test(script);
}

/** A script or target whose name says that it does it. */
const BEHIND = /\b(?:make|(?:npm|pnpm|yarn)(?:[ \t]+run(?:-script)?)?)[ \t]+[\w:.-]*(?:build|package|deploy)\b/;

/** From what comes first in a release to what comes last; of a template that was packaged before, there is nothing more to say. */
const STARTS: readonly RegExp[] = [
  samCommand('build'),
  samCommand('package'),
  new RegExp(`${samCommand('deploy').source}(?![^\\n]*packaged)`),
  BEHIND,
];

/**
 * Where a release begins: the lists of commands that hold the first kind of command that any of them holds, and the text that
 * finds it.
 */
export function releaseStarts<List extends { readonly commands: readonly string[] }>(
  lists: readonly List[],
): { readonly list: List; readonly index: number; readonly text: string }[] {
  for (const pattern of STARTS) {
    const starts = lists.flatMap((list) => startIn(list, pattern) ?? []);
    if (starts.length > 0) return starts;
  }
  return [];
}

function startIn<List extends { readonly commands: readonly string[] }>(list: List, pattern: RegExp) {
  for (const [index, command] of list.commands.entries()) {
    const text = pattern.exec(withoutComments(command))?.[0];
    if (text !== undefined) return { list, index, text };
  }
  return undefined;
}

function withoutComments(command: string): string {
  return command.replace(/^[ \t]*#.*$/gm, '');
}

/** Does any of the commands install the packages of a package.json, or may it? */
export function mayInstall(commands: readonly string[]): boolean {
  return commands.some((command) => /\b(?:npm|pnpm)[ \t]+(?:ci|i|install)\b|\byarn\b|\bmake\b/.test(command));
}

/** How a command installs them, if it does: `npm install` goes on where `npm ci` has no lockfile to go by. */
export function installIn(command: string): string | undefined {
  const found =
    /^[ \t]*((?:(?:npm|pnpm)[ \t]+(?:ci|i|install)|yarn[ \t]+install)(?:[ \t]+--?[\w=-]+)*)[ \t]*(?:$|&&|;)/m;
  return found.exec(withoutComments(command))?.[1];
}
