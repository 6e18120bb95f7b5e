/** What a pipeline runs before `sam build`, as lines of a shell. */
import { PACKAGE_MANAGERS } from '../../package-manager-commands.ts';
import type { Beside } from './beside.ts';
import { installIn, mayInstall } from './sam-commands.ts';
import { toolCommand } from './tool.ts';

export interface ShellSteps {
  /** Installs what package.json names; absent where the pipeline does it already, or nothing of it is needed. */
  readonly install?: string;
  readonly score: string;
  /** Absent where there are no hooks that what is measured would go into. */
  readonly measure?: string;
  /** Does `sam build` have to find esbuild in node_modules? */
  readonly esbuild: boolean;
}

/**
 * @param before commands of the pipeline that run before
 * @param start the one that ours stand before: what it installs comes too late for them
 */
export function shellSteps({ config, adopted }: Beside, before: readonly string[], start: string): ShellSteps {
  const isSource = adopted.hooks === 'source';
  const clean = PACKAGE_MANAGERS[config.packageManager].clean;
  return {
    ...(isSource && !mayInstall(before) && { install: installIn(start) ?? clean }),
    score: toolCommand(config, adopted, 'score'),
    ...(adopted.hooks !== 'none' && { measure: toolCommand(config, adopted, 'measure') }),
    esbuild: isSource,
  };
}

/** For pipelines whose commands are all lines of one shell. */
export function shellLines({ install, score, measure, esbuild }: ShellSteps): string[] {
  return [
    ...(install === undefined ? [] : [install]),
    score,
    ...(measure === undefined ? [] : [measure]),
    ...(esbuild ? ['export PATH="$PWD/node_modules/.bin:$PATH"'] : []),
  ];
}

/** Stands above them. */
export function heading({ measure }: ShellSteps): string {
  const measured = measure === undefined ? '' : ', and measures the sources for its hooks';
  return `Gate of create-fitness-serverless: scores the template${measured}.`;
}
