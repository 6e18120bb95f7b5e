/** fitness/ of an adopted service whose own build compiles TypeScript: the same files as of a created one. */
import type { Config } from '../../config/config.ts';
import { fitnessFolderFiles } from '../fitness-files.ts';
import type { RenderedFile } from '../files.ts';

export function sourceFiles(config: Config): [string, RenderedFile][] {
  return fitnessFolderFiles(config).map(({ path, class: owner, text }) => [
    path,
    { bytes: Buffer.from(text()), executable: false, class: owner },
  ]);
}
