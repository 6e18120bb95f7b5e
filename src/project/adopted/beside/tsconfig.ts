/** tsconfig.json: fitness/ has its own, which allows what its code does; the owner's must not compile it as well. */
import type { AdoptedConfig } from '../../../config/config.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, only, remark, textsOf } from './beside.ts';
import { globMatches } from './globs.ts';
import { itemLines, parseJsonc } from './jsonc.ts';

const FOLDER = 'fitness';
/** Of the files that a compiler would take in. */
const SAMPLES: Readonly<Record<AdoptedConfig['hooks'], readonly string[]>> = {
  source: ['fitness/hooks/pre-traffic.ts', 'fitness/checks/custom/index.ts', 'fitness/yaml.d.ts'],
  prebuilt: ['fitness/dist/hooks.mjs'],
  none: [],
};

export function tsconfigParts({ adopted, path, file: { data: strict, text } }: Beside): Found {
  const samples = SAMPLES[adopted.hooks];
  const data = strict ?? parseJsonc(text);
  if (samples.length === 0 || !isRecord(data) || (adopted.hooks === 'prebuilt' && !takesJavaScript(data)))
    return NOTHING;
  const [include, exclude] = [own(data, 'include'), own(data, 'exclude')];
  if (include === undefined && own(data, 'files') !== undefined) return NOTHING;
  if (include !== undefined && !textsOf(include).some((pattern) => includes(pattern, samples))) return NOTHING;
  const isThere = isList(exclude);
  if (isThere && textsOf(exclude).some((pattern) => excludes(pattern, samples))) return NOTHING;
  const local = isThere ? [] : localBases(own(data, 'extends'));
  if (local.length > 0 && local.every(isBeside)) return NOTHING;
  // of a list that is inherited none would be left
  if (local.length > 0)
    return remark(`${path} may inherit what it excludes from ${local.join(', ')}: have "${FOLDER}" excluded there`);
  const items = isThere ? [FOLDER] : [...outputs(data), FOLDER];
  const lines = itemLines(text, data, 'exclude', items);
  // a new list is a line: several would not be as Prettier has them
  if (lines && (!isThere || strict === undefined)) return only(lines);
  if (strict !== undefined) return only(...items.map((item) => ({ path: ['exclude'], item })));
  return remark(`${path}: exclude "${FOLDER}", which has a tsconfig.json of its own`);
}

/** A pattern that ends with neither an extension nor a wildcard names a folder. https://www.typescriptlang.org/tsconfig/#include */
function includes(pattern: string, samples: readonly string[]): boolean {
  const folders = !/[*?]|[^./]\.[^./]/.test(pattern.split('/').at(-1) ?? '');
  return samples.some((path) => globMatches(pattern, path, { folders }));
}

/** Of what is excluded all that is below it is. */
function excludes(pattern: string, samples: readonly string[]): boolean {
  return samples.every((path) => globMatches(pattern, path, { folders: true }));
}

function takesJavaScript(data: unknown): boolean {
  const options = own(data, 'compilerOptions');
  return own(options, 'allowJs') === true || own(options, 'checkJs') === true;
}

/** What is excluded as long as nothing else is: where the compiler writes. https://www.typescriptlang.org/tsconfig/#exclude */
function outputs(data: unknown): string[] {
  const options = own(data, 'compilerOptions');
  const folders = ['outDir', 'declarationDir'].flatMap((key) => textsOf(own(options, key)));
  return [...new Set(folders)].filter((folder) => !/^[./]*$/.test(folder));
}

/** Those that are no packages: they include and exclude nothing. */
function localBases(bases: unknown): string[] {
  return textsOf(bases).filter((base) => /^\.{0,2}\//.test(base));
}

/** Such a base is a file of the service, which has a part of its own. */
function isBeside(base: string): boolean {
  return /^\.\/tsconfig(\.[\w-]+)*(\.json)?$/.test(base);
}
