/** The files of an adopted service: our own, and parts for those of its owner. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import { KNOWN_FAILURES_FILE, serializeKnownFailures } from '../../fitness/known-failures.ts';
import { serializeParts } from '../../insert/part.ts';
import type { Part } from '../../insert/part.ts';
import type { RenderedFile, RenderedFiles } from '../files.ts';
import { fitnessFiles } from './folder.ts';
import type { OwnedFiles } from './owned.ts';
import { partsBeside } from './parts-beside.ts';
import { templateParts } from './template-parts.ts';

/** Pure: of fitness.yaml, the owner's files and the version of this tool alone. A file that is missing gets no parts. */
export function renderAdopted(
  config: Config,
  adopted: AdoptedConfig,
  configText: string,
  owned: OwnedFiles,
): RenderedFiles {
  const template = owned.get(adopted.template);
  const files: [string, RenderedFile][] = [
    ['fitness.yaml', { bytes: Buffer.from(configText), executable: false, class: 'merged' }],
    [KNOWN_FAILURES_FILE, { bytes: NOTHING_KNOWN, executable: false, class: 'once' }],
    ...fitnessFiles(config, adopted, configText),
    ...(template ? [partsOf(adopted.template, templateParts(config, adopted, template))] : []),
    ...adopted.files.flatMap((path) => {
      const file = owned.get(path);
      return file ? [partsOf(path, partsBeside(path, config, adopted, file))] : [];
    }),
  ];
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `adopt` puts in what fails on that day; then it is the team's. */
const NOTHING_KNOWN = Buffer.from(serializeKnownFailures(new Map()));

function partsOf(path: string, parts: readonly Part[]): [string, RenderedFile] {
  return [path, { bytes: serializeParts(parts), executable: false, class: 'merged', parts: true }];
}
