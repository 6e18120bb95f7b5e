/** The templates that adoption is tried on: what AWS's transform translates of its own tests, and the demo of the talk. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Judges, Template } from './judge.ts';

export const SHARED = process.env['FITNESS_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const FOLDER = join(SHARED, 'corpus', 'sam-translator');

export const hasCorpus = existsSync(FOLDER);

/** How the outputs were made; see the README of the corpus. */
export const INPUTS = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

export const DEMO = 'demo';

/** Of so many one is linted, and one translated, unless `FITNESS_ALL=1` has all of them judged, which takes an hour of a core. */
const EVERY = { linted: 40, translated: 8 };

export function corpus(): Template[] {
  const names = readdirSync(join(FOLDER, 'input'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .filter(translates)
    .sort();
  const inputs = names.map((name, index) => {
    return { name, text: readFileSync(join(FOLDER, 'input', `${name}.yaml`), 'utf8'), judges: judgesOf(index) };
  });
  const demo = readFileSync(join(SHARED, 'corpus', 'demo', 'template.yaml'), 'utf8');
  return [...inputs, { name: DEMO, text: demo, judges: judgesOf(0) }];
}

function judgesOf(index: number): Judges {
  if (process.env['FITNESS_ALL'] || index % EVERY.linted === 0) return 'transform and linter';
  return index % EVERY.translated === 0 ? 'transform' : 'nobody';
}

function translates(name: string): boolean {
  const output = join(FOLDER, 'output', `${name}.json`);
  return existsSync(output) && Object.hasOwn(JSON.parse(readFileSync(output, 'utf8')) as object, 'Resources');
}
