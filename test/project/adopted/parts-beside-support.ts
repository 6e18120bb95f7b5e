import { adoptedConfigText } from '../../../src/config/adopted-answers.ts';
import type { AdoptedConfig, Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { insertParts } from '../../../src/insert/insert.ts';
import type { Inserted } from '../../../src/insert/insert.ts';
import type { Part } from '../../../src/insert/part.ts';
import { takeOut } from '../../../src/insert/take-out.ts';
import { ownPackage } from '../../../src/package.ts';
import { partsBeside, remarksBeside } from '../../../src/project/adopted/parts-beside.ts';
import type { SourceDocument } from '../../../src/template/model.ts';
import { parseDocument } from '../../../src/template/parse.ts';

/** The tool as the files of a service name it. */
export const TOOL = `create-fitness-serverless@${ownPackage().version}`;

export interface Choices {
  readonly hooks?: AdoptedConfig['hooks'];
  readonly tool?: string;
  readonly template?: string;
  readonly packageManager?: Config['packageManager'];
}

export function adoptedText({
  hooks = 'source',
  tool = '^0.1.0',
  template = 'template.yaml',
  ...more
}: Choices): string {
  return adoptedConfigText({
    tool,
    name: 'orders',
    description: '',
    region: 'eu-central-1',
    packageManager: more.packageManager ?? 'npm',
    runtime: 'nodejs24.x',
    alarmEmail: undefined,
    environments: ['dev', 'prod'],
    deployment: { dev: 'AllAtOnce', prod: 'Canary10Percent5Minutes' },
    minimum: 70,
    adopted: { template, hooks, functions: {}, environment: 'Environment', names: {}, files: [] },
  });
}

export function adopted(choices: Choices = {}): { readonly config: Config; readonly adopted: AdoptedConfig } {
  const { config } = loadConfig(adoptedText(choices), 'fitness.yaml');
  if (!config.adopted) throw new Error('it is not adopted');
  return { config, adopted: config.adopted };
}

/** As an upgrade reads it. */
function documentOf(path: string, text: string): SourceDocument {
  if (/\.ya?ml$/.test(path) || (path.endsWith('.json') && isJson(text))) return parseDocument(text, path);
  return { file: path, text, data: undefined, diagnostics: [], locate: () => undefined, range: () => undefined };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function partsOf(path: string, text: string, choices: Choices = {}): Part[] {
  const service = adopted(choices);
  return partsBeside(path, service.config, service.adopted, documentOf(path, text));
}

export function remarksOf(path: string, text: string, choices: Choices = {}): string[] {
  const service = adopted(choices);
  return remarksBeside(path, service.config, service.adopted, documentOf(path, text)).map(({ message }) => message);
}

/** The file with our parts in it; all of them went in, and they come out again. */
export function withParts(path: string, text: string, choices: Choices = {}): string {
  const inserted: Inserted = insertParts(text, path, partsOf(path, text, choices));
  if (inserted.left.length > 0) throw new Error(`left out of ${path}: ${inserted.left[0]?.reason}`);
  if (takeOut(inserted.text, inserted.chunks) !== text) throw new Error(`${path} does not come back`);
  return inserted.text;
}
