/**
 * Which version does it. The running tool is the target: whoever starts 1.4.0 gets 1.4.0. One that was started from the
 * service's own node_modules looks for a newer one first, and lets that do it; so does one that is told to (`--to`, `--pre`).
 */
import { join, resolve } from 'node:path';
import { answerIn } from '../../config/answer-line.ts';
import type { PackageManager } from '../../config/config.ts';
import { ownPackage } from '../../package.ts';
import { appliedVersion } from '../../upgrade/older-tool.ts';
import { readRegular } from '../../upgrade/paths.ts';
import { isFromRegistry } from '../create/tool.ts';
import type { ExitStatus } from '../exit.ts';
import type { Values } from '../options.ts';
import { CONFIG_FILE } from '../service-folder.ts';
import type { Terminal } from '../terminal.ts';
import { isInstalledIn } from './own.ts';

/** A version that is not the running one. */
export interface Version {
  readonly version: string;
  /** Of its package. */
  readonly name: string;
  /** What `npm exec --package=` is given. */
  readonly specification: string;
}

export type Target =
  /** The running tool does it; perhaps because nobody answered, as `unanswered` says. */
  | { readonly kind: 'this'; readonly unanswered?: string }
  /** `--check`: there is a newer version, and nobody downloads it to say so. */
  | { readonly kind: 'newer'; readonly version: string }
  /** Another version did it, and ended so. */
  | { readonly kind: 'done'; readonly status: ExitStatus };

/** Finds the version, and runs it if it is another one. @throws UserError for a version that there is not, or that is older */
export async function otherTool(root: string, values: Values<'upgrade'>, terminal: Terminal): Promise<Target> {
  if (!looksElsewhere(root, values)) return { kind: 'this' };
  const version = await targetOf(root, values, terminal);
  if (typeof version === 'string') return { kind: 'this', unanswered: version };
  if (version === undefined || version.version === ownPackage().version) return { kind: 'this' };
  if (values.check) {
    const from = appliedVersion(root);
    return from === version.version ? { kind: 'this' } : { kind: 'newer', version: version.version };
  }
  const { runVersion } = await import('./run-version.ts');
  return { kind: 'done', status: await runVersion(version, values, terminal) };
}

function looksElsewhere(root: string, values: Values<'upgrade'>): boolean {
  if (values.to !== undefined || values.wanted) return true;
  // what takes back an edit is for the version that stands there
  if (values.offline || values.restore !== undefined) return false;
  const own = ownPackage();
  return values.pre === true || (isInstalledIn(root) && isFromRegistry(own.root, own.version));
}

/** In words, why nobody knows whether there is a newer one. */
async function targetOf(
  root: string,
  { to, pre = false, wanted, offline = false }: Values<'upgrade'>,
  terminal: Terminal,
): Promise<Version | string | undefined> {
  if (wanted) {
    const { wantedVersion } = await import('./wanted.ts');
    return wantedVersion(root, offline, terminal);
  }
  const { namedVersion, newerVersion } = await import('./look.ts');
  // the package is the one that was installed: what fitness.yaml says alone, nobody has agreed to run
  const { ownDependency } = await import('../../upgrade/own-dependency.ts');
  const dependency = ownDependency(readRegular(join(root, 'package.json'))?.toString('utf8'));
  const service = { ...serviceAt(root), tool: dependency?.specification ?? '' };
  return to === undefined
    ? newerVersion(service, pre, terminal)
    : namedVersion(service, to, terminal, (file) => resolve(terminal.cwd, file));
}

/** What fitness.yaml says of the tool. */
export interface ToolAnswers {
  readonly root: string;
  readonly tool: string;
  readonly packageManager: PackageManager | undefined;
}

/** A fitness.yaml that does not parse is refused later, with its place. */
export function serviceAt(root: string): ToolAnswers {
  const text = readRegular(join(root, CONFIG_FILE))?.toString('utf8') ?? '';
  const packageManager = answerIn(text, 'packageManager');
  return {
    root,
    tool: answerIn(text, 'tool') ?? '',
    packageManager:
      packageManager === 'npm' || packageManager === 'pnpm' || packageManager === 'yarn' ? packageManager : undefined,
  };
}
