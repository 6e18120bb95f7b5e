/** What of ours stands in the files beside the template of an adopted service: scripts, steps, what is not for git. */
import type { AdoptedConfig, Config } from '../../config/config.ts';
import type { Part } from '../../insert/part.ts';
import type { Diagnostic, SourceDocument } from '../../template/model.ts';
import { BUILDSPEC, buildspecParts } from './beside/buildspec.ts';
import type { Beside, Found } from './beside/beside.ts';
import { NOTHING } from './beside/beside.ts';
import { ESLINT_CONFIG, eslintConfigParts } from './beside/eslint-config.ts';
import { eslintrcParts } from './beside/eslintrc.ts';
import { workflowParts } from './beside/github.ts';
import { gitlabParts } from './beside/gitlab.ts';
import { eslintignoreParts, gitignoreParts, prettierignoreParts } from './beside/ignored.ts';
import { makefileParts } from './beside/makefile.ts';
import { packageJsonParts } from './beside/package-json.ts';
import { tsconfigParts } from './beside/tsconfig.ts';
import type { OwnedFiles } from './owned.ts';

interface Kind {
  /** Of paths in the service. */
  readonly path: RegExp;
  readonly found: (beside: Beside) => Found;
}

/** The first that a path matches. */
const KINDS: readonly Kind[] = [
  { path: /^package\.json$/, found: packageJsonParts },
  { path: /^tsconfig(\.[\w-]+)*\.json$/, found: tsconfigParts },
  { path: BUILDSPEC, found: buildspecParts },
  { path: /^\.github\/workflows\/[^/]+\.ya?ml$/, found: workflowParts },
  { path: /^\.gitlab-ci\.ya?ml$/, found: gitlabParts },
  { path: /^(GNUmakefile|[Mm]akefile)$/, found: makefileParts },
  { path: /^\.gitignore$/, found: gitignoreParts },
  { path: /^\.prettierignore$/, found: prettierignoreParts },
  { path: /^\.eslintignore$/, found: eslintignoreParts },
  { path: /^\.eslintrc\.(json|ya?ml)$/, found: eslintrcParts },
  { path: ESLINT_CONFIG, found: eslintConfigParts },
];

/** May a file of this path in the service hold a part of ours? Whether it does, `partsBeside` says: of most of a kind it is none. */
export function handledBeside(path: string): boolean {
  return KINDS.some((kind) => kind.path.test(path));
}

/** @param file its owner's, without the parts of ours; its name says what it is */
export function partsBeside(path: string, config: Config, adopted: AdoptedConfig, file: SourceDocument): Part[] {
  return [...foundIn({ path, config, adopted, file }).parts];
}

/** What its owner may want to do by hand, since no insertion does it: sentences. */
export function remarksBeside(
  path: string,
  config: Config,
  adopted: AdoptedConfig,
  file: SourceDocument,
): Diagnostic[] {
  const { remarks } = foundIn({ path, config, adopted, file });
  return remarks.map((message) => ({
    severity: 'warning',
    code: 'by-hand',
    message,
    location: { file: path, line: 1, column: 1 },
  }));
}

/** Those of the files beside that something of ours goes into. */
export function filesWithParts(config: Config, adopted: AdoptedConfig, owned: OwnedFiles): string[] {
  return adopted.files.filter((path) => {
    const file = owned.get(path);
    return file !== undefined && partsBeside(path, config, adopted, file).length > 0;
  });
}

function foundIn(beside: Beside): Found {
  const kind = KINDS.find(({ path }) => path.test(beside.path));
  if (!kind) return NOTHING;
  return kind.found(beside);
}
