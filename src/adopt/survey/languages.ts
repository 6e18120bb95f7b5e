/** What a service's functions are written in: by runtime, by build method, by what lies beside the code. */
import { isList, isRecord, own } from '../../template/resolve/values.ts';
import type { Language } from '../model.ts';
import { foldersAbove, joined, nameIn, folderOf, pathBeside } from './folder.ts';
import type { Folder } from './folder.ts';

const RUNTIMES: readonly (readonly [RegExp, Language])[] = [
  [/^nodejs/, 'node'],
  [/^python/, 'python'],
  [/^java/, 'java'],
  [/^go\d/, 'go'],
  [/^dotnet/, 'dotnet'],
  [/^ruby/, 'ruby'],
];

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html */
const BUILD_METHODS: readonly (readonly [RegExp, Language])[] = [
  [/^esbuild$/, 'node'],
  [/^rust-cargolambda$/, 'rust'],
  [/^python-uv$/, 'python'],
  ...RUNTIMES,
];

const MARKERS: readonly (readonly [RegExp, Language])[] = [
  [/^Cargo\.toml$/, 'rust'],
  [/^go\.mod$/, 'go'],
  [/^(pom\.xml|build\.gradle(\.kts)?)$/, 'java'],
  [/\.(cs|fs|vb)proj$|\.slnx?$/, 'dotnet'],
  [/^Gemfile$/, 'ruby'],
  [/^(requirements\.txt|pyproject\.toml|Pipfile|setup\.py)$/, 'python'],
  [/^package\.json$/, 'node'],
];

/** `FROM public.ecr.aws/lambda/python:3.13` */
const IMAGES: readonly (readonly [RegExp, Language])[] = [
  [/\blambda\/nodejs/, 'node'],
  [/\blambda\/python/, 'python'],
  [/\blambda\/java/, 'java'],
  [/\blambda\/go/, 'go'],
  [/\blambda\/dotnet/, 'dotnet'],
  [/\blambda\/ruby/, 'ruby'],
];

interface Written {
  readonly runtime: unknown;
  readonly method: unknown;
  readonly isImage: boolean;
  /** Folder of the code, as it is written. */
  readonly code: unknown;
}

/**
 * Those of the functions in the order of the template; of a template without functions, those of the folder.
 *
 * @param ours files of this tool: what runs them is no function of the service
 */
export function languagesOf(
  data: unknown,
  template: string,
  folder: Folder,
  root: string,
  ours: ReadonlySet<string> = new Set(),
): Language[] {
  const hooks = new Set([...ours].map(folderOf));
  const isOurs = ({ code }: Written): boolean =>
    typeof code === 'string' && hooks.has(pathBeside(template, code) ?? '');
  const found = functionsIn(data)
    .filter((fn) => !isOurs(fn))
    .map((fn) => languageOf(fn, data, template, folder, root));
  if (found.length > 0) return [...new Set(found)];
  return [...new Set(MARKERS.flatMap(([marker, language]) => (isMarked(folder, root, marker) ? [language] : [])))];
}

/** The folders and files of the functions' code, as paths of the repository; what is packaged elsewhere is none. */
export function codePaths(data: unknown, template: string): string[] {
  return functionsIn(data).flatMap(({ code }) => (typeof code === 'string' ? (pathBeside(template, code) ?? []) : []));
}

function languageOf(fn: Written, data: unknown, template: string, folder: Folder, root: string): Language {
  const texts = textsOf(fn.runtime, data);
  return (
    firstOf(RUNTIMES, texts) ??
    firstOf(BUILD_METHODS, textsOf(fn.method, data)) ??
    byFolder(fn, template, folder, root) ??
    'other'
  );
}

function byFolder({ code, isImage }: Written, template: string, folder: Folder, root: string): Language | undefined {
  const at = (typeof code === 'string' ? pathBeside(template, code) : undefined) ?? folderOf(template);
  if (isImage) {
    const image = firstOf(IMAGES, [folder.text(joined(at, 'Dockerfile')) ?? '']);
    if (image) return image;
  }
  for (const above of foldersAbove(joined(at, '.'))) {
    const found = MARKERS.find(([marker]) => isMarked(folder, above, marker));
    if (found) return found[1];
    if (above === root) return undefined;
  }
  return undefined;
}

function isMarked(folder: Folder, at: string, marker: RegExp): boolean {
  return folder.files.some((path) => folderOf(path) === at && marker.test(nameIn(path)));
}

function firstOf(table: readonly (readonly [RegExp, Language])[], texts: readonly string[]): Language | undefined {
  return table.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}

/** With what Globals gives them. */
function functionsIn(data: unknown): Written[] {
  const resources = own(data, 'Resources');
  const globals = own(own(data, 'Globals'), 'Function');
  return Object.values(isRecord(resources) ? resources : {}).flatMap((resource) => {
    const type = own(resource, 'Type');
    if (type !== 'AWS::Serverless::Function' && type !== 'AWS::Lambda::Function') return [];
    const shared = type === 'AWS::Serverless::Function' ? globals : undefined;
    const properties = own(resource, 'Properties');
    const written = (key: string): unknown => own(properties, key) ?? own(shared, key);
    const metadata = own(resource, 'Metadata');
    const isImage = written('PackageType') === 'Image';
    const code = isImage ? own(metadata, 'DockerContext') : (written('CodeUri') ?? own(properties, 'Code'));
    return [{ runtime: written('Runtime'), method: own(metadata, 'BuildMethod'), isImage, code }];
  });
}

/** The texts that a value may be, as far as the template says: itself, a parameter's default, either branch. */
function textsOf(value: unknown, data: unknown): string[] {
  if (typeof value === 'string') return [value];
  const name = own(value, 'Ref');
  if (typeof name === 'string') {
    const fallback = own(own(own(data, 'Parameters'), name), 'Default');
    return typeof fallback === 'string' ? [fallback] : [];
  }
  const branches = own(value, 'Fn::If');
  return isList(branches) ? branches.slice(1).flatMap((branch) => textsOf(branch, data)) : [];
}
