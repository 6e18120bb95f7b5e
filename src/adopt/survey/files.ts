/** The files beside a template that a part of ours may belong into. */
import { handledBeside } from '../../project/adopted/parts-beside.ts';
import type { Pipeline } from '../model.ts';
import { folderOf, nameIn } from './folder.ts';
import type { Folder } from './folder.ts';

const PIPELINES: ReadonlySet<Pipeline['kind']> = new Set(['codebuild', 'github', 'gitlab']);

/** Paths from the service's folder, sorted; of pipelines those that build or deploy. */
export function filesBeside(folder: Folder, root: string, pipelines: readonly Pipeline[]): string[] {
  const known = new Set(pipelines.map(({ path }) => path));
  const beside = folder.files
    .filter((path) => folderOf(path) === root)
    .map(nameIn)
    .filter((name) => handledBeside(name) && !known.has(name));
  const builds = pipelines
    .filter(({ kind, build, deploy }) => PIPELINES.has(kind) && (build ?? deploy) !== undefined)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('../'));
  return [...beside, ...builds].sort();
}
