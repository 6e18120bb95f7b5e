/** Which templates a repository holds. A glance at the text tells most; what nests others is parsed. */
import { parameterTables } from '../../config/samconfig.ts';
import type { ParameterTable } from '../../config/samconfig.ts';
import { SAMCONFIG_FILES } from '../../config/samconfig-files.ts';
import { UserError } from '../../errors.ts';
import type { SourceDocument } from '../../template/model.ts';
import { parseDocument } from '../../template/parse.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import type { FoundTemplate } from '../model.ts';
import { joined, nameIn, pathBeside } from './folder.ts';
import type { Folder } from './folder.ts';

type Kind = FoundTemplate['kind'];

/** JSON is most often something else. */
const MAY_BE_TEMPLATE = /\.(ya?ml|template)$|(cdk|cfn|cloudformation|sam|serverless|stack|template)[^/]*\.json$/i;
/** What `sam package` writes, and what is never one. */
const IS_NONE = /^(packaged|pnpm-lock|docker-compose|mkdocs|openapi|swagger|buildspec|samconfig)[^/]*$/i;
const MAX_TEMPLATES = 200;

export function templatesIn(folder: Folder): FoundTemplate[] {
  const named = namedBySamconfig(folder);
  const kinds = new Map<string, Kind>();
  const nestedIn = new Map<string, string[]>();
  const look = (path: string): void => {
    const text = kinds.size < MAX_TEMPLATES && !kinds.has(path) ? folder.text(path) : undefined;
    const kind = text === undefined ? undefined : kindOf(inOneByte(text), path);
    if (text === undefined || kind === undefined) return;
    kinds.set(path, kind);
    for (const nested of kind === 'cdk' ? [] : nestedTemplates(text, path)) {
      nestedIn.set(nested, [...(nestedIn.get(nested) ?? []), path]);
      look(nested);
    }
  };
  const linked = [...folder.links].flatMap(([link, path]) => (mayBeTemplate(link) ? path : []));
  for (const path of [...named, ...folder.files.filter(mayBeTemplate), ...linked]) look(path);
  return [...kinds]
    .map(([path, kind]) => ({ path, kind, nestedIn: nestedIn.get(path) ?? [], named: named.has(path) }))
    .sort(byPlace);
}

/** Links that would be templates, and lead out of the folder. */
export function linkedOutside({ outside }: Folder): string[] {
  return outside.filter(mayBeTemplate);
}

/** What PowerShell wrote has two bytes for a character. It is a template all the same, and refused with the reason. */
function inOneByte(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function mayBeTemplate(path: string): boolean {
  return MAY_BE_TEMPLATE.test(path) && !IS_NONE.test(nameIn(path)) && !path.startsWith('.');
}

/** What a text is as a template; undefined if it is none. Not parsed, so that broken ones are found and refused with the place. */
function kindOf(text: string, path: string): Kind | undefined {
  if (!/(?:^[ \t]*|[{,]\s*)["']?Resources["']?\s*:/m.test(text)) return undefined;
  if (/["']?aws:cdk:path["']?\s*:|AWS::CDK::Metadata/.test(text) || /(^|\/)cdk\.out\//.test(path)) return 'cdk';
  if (/AWS::Serverless(-2016-10-31|::)/.test(text)) return 'sam';
  const isCloudFormation = /AWSTemplateFormatVersion|["']?Type["']?\s*:\s*["']?(AWS|Custom|Alexa)::/.test(text);
  return isCloudFormation ? 'cloudformation' : undefined;
}

/** Those that SAM CLI's configuration names, for any command and environment; a built one stands for the one it is built of. */
function namedBySamconfig(folder: Folder): Set<string> {
  const found = new Set<string>();
  for (const file of folder.files.filter((path) => SAMCONFIG_FILES.includes(nameIn(path)))) {
    for (const path of templatesNamedIn(tablesIn(folder, file), file)) found.add(path);
  }
  return found;
}

/** Paths of the templates that the tables of a samconfig name. */
export function templatesNamedIn(tables: readonly ParameterTable[], samconfig: string): string[] {
  return tables.flatMap(({ parameters }) =>
    ['template_file', 'template'].flatMap((key) => {
      const value = own(parameters, key);
      const path = typeof value === 'string' ? pathBeside(samconfig, value) : undefined;
      return path === undefined || /(^|\/)\.aws-sam\//.test(path) ? [] : [path];
    }),
  );
}

/** The first that leads out of what was looked through, as it is written. */
export function outsideIn(tables: readonly ParameterTable[], samconfig: string): string | undefined {
  return tables
    .flatMap(({ parameters }) => ['template_file', 'template'].map((key) => own(parameters, key)))
    .find(
      (value): value is string =>
        typeof value === 'string' &&
        /(^|[/\\])\.\.([/\\]|$)|^[/~]/.test(value) &&
        pathBeside(samconfig, value) === undefined,
    );
}

/** None of a file that does not read: that is for the service that it belongs to. */
export function tablesIn(folder: Folder, file: string): ParameterTable[] {
  try {
    return parameterTables({ file, text: folder.text(file) ?? '' });
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

const NESTING: Readonly<Record<string, string>> = {
  'AWS::Serverless::Application': 'Location',
  'AWS::CloudFormation::Stack': 'TemplateURL',
};

/** Paths of the local templates that a text nests; none if it does not parse. */
export function nestedTemplates(text: string, path: string): string[] {
  if (!/AWS::(Serverless::Application|CloudFormation::Stack)/.test(text)) return [];
  try {
    return nestedIn(parseDocument(text, path), path).map(({ path: nested }) => nested);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The local templates that a template nests, with the logical ids that do. */
export function nestedIn({ data }: Pick<SourceDocument, 'data'>, path: string): { id: string; path: string }[] {
  const resources = own(data, 'Resources');
  return Object.entries(isRecord(resources) ? resources : {}).flatMap(([id, resource]) => {
    const property = own(NESTING, String(own(resource, 'Type')));
    const location = own(own(resource, 'Properties'), String(property));
    const nested = typeof location === 'string' ? pathBeside(path, location) : undefined;
    return nested === undefined || nested === path ? [] : [{ id, path: nested }];
  });
}

/** Shallow ones first. */
function byPlace({ path: a }: FoundTemplate, { path: b }: FoundTemplate): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

/** SAM CLI's configuration of a folder, the first that there is. */
export function samconfigIn(folder: Folder, at: string): { file: string; text: string } | undefined {
  for (const name of SAMCONFIG_FILES) {
    const file = joined(at, name);
    const text = folder.has(file) ? folder.text(file) : undefined;
    if (text !== undefined) return { file, text };
  }
  return undefined;
}
