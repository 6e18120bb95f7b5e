/** What `synth()` does to a repository: the plan and the apply of `upgrade`, for files that a `.projenrc` declares. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../package.ts';
import { apply } from '../upgrade/apply.ts';
import { readDisk } from '../upgrade/disk.ts';
import { MANIFEST_PATH } from '../upgrade/manifest.ts';
import { merge } from '../upgrade/merge/merge.ts';
import { refuseOlderTool } from '../upgrade/older-tool.ts';
import { conflictsOf, pathsToRead, plan } from '../upgrade/plan.ts';
import type { Plan, PlannedAction } from '../upgrade/plan.ts';
import { planned, startIn, withVendored } from '../upgrade/start.ts';
import type { RenderedFiles } from './files.ts';

export interface Synthesis {
  /** What was done, a line per path. */
  readonly lines: readonly string[];
  /** What is left to a person, a line per path. */
  readonly conflicts: readonly string[];
}

/**
 * @param base what becomes the base of fitness.yaml, if the rendered one is merged already
 * @throws UserError if a newer version wrote the folder, or something is in the way; then nothing is changed
 */
export function synthesize(outdir: string, rendered: RenderedFiles, base: string | undefined): Synthesis {
  const made = planOf(outdir, rendered, base);
  const conflicts = conflictsOf(made);
  apply(outdir, made, { keepUndo: conflicts.length > 0 });
  return {
    lines: made.actions.flatMap((action) => (isTold(action) ? [lineOf(action)] : [])),
    conflicts: conflicts.map(lineOf),
  };
}

function planOf(root: string, rendered: RenderedFiles, base: string | undefined): Plan {
  const renderer = 'projenrc';
  if (existsSync(join(root, MANIFEST_PATH))) {
    refuseOlderTool(root);
    const start = startIn(root);
    return planned(start, withVendored(rendered, start), base, { renderer });
  }
  const tool = `create-fitness-serverless@${ownPackage().version}`;
  return plan({ rendered, disk: readDisk(root, pathsToRead(rendered)), tool, renderer, merge });
}

function isTold({ class: owner, action }: PlannedAction): boolean {
  return owner !== 'state' && action !== 'unchanged' && action !== 'conflict';
}

function lineOf({ path, action, to, reason }: PlannedAction): string {
  return `${action} ${path}${to === undefined ? '' : ` → ${to}`} (${reason})`;
}
