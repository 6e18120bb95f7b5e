/** A generated service in a folder of its own, which finds its packages here and this tool in its sources. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundleOptions } from '../../src/rehearsal/bundles.ts';
import { configText, withDefaultAnswers, type Answers } from '../../src/config/answers.ts';
import { render } from '../../src/project/render.ts';
import { ROOT } from '../support/packed.ts';
import { emptyFolder } from '../upgrade/tree.ts';

/** The library's sources stand for its built entries; the yaml that Node resolves to cannot be part of an ES module. */
export const PACKAGES: BundleOptions['packages'] = {
  conditions: ['@create-fitness-serverless/source', 'module'],
  alias: { '#yaml': join(ROOT, 'node_modules/yaml/browser/index.js') },
};

/** What a handler imports that is not installed here: nobody calls it in a rehearsal. */
const ABSENT: Readonly<Record<string, string>> = {
  '@aws-lambda-powertools/logger': 'export class Logger {}',
  '@aws-lambda-powertools/metrics': 'export class Metrics {}; export const MetricUnit = {};',
  '@aws-sdk/lib-dynamodb':
    'export class DynamoDBDocumentClient {}; export class GetCommand {}; export class PutCommand {};',
};

export function generatedService(given: Partial<Answers>): string {
  const folder = emptyFolder();
  const named = { name: 'orders', ...given };
  const answers = withDefaultAnswers(named, { tool: '^0.1.0', region: 'eu-west-1', packageManager: 'npm' });
  for (const [path, { bytes }] of render(configText(answers))) write(join(folder, path), bytes);
  const modules = join(folder, 'node_modules');
  link(join(ROOT, 'node_modules'), modules, (name) => name !== '@aws-sdk' && !name.startsWith('.'));
  link(join(ROOT, 'node_modules/@aws-sdk'), join(modules, '@aws-sdk'));
  symlinkSync(ROOT, join(modules, 'create-fitness-serverless'));
  for (const [name, text] of Object.entries(ABSENT)) {
    write(join(modules, name, 'index.js'), text);
    write(join(modules, name, 'package.json'), '{"type":"module","main":"index.js"}');
  }
  return folder;
}

function link(from: string, to: string, wanted: (name: string) => boolean = () => true): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (wanted(name)) symlinkSync(join(from, name), join(to, name));
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
