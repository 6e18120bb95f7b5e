/** The templates that adoption is tried on: what AWS's transform translates of its own tests, and the demo of the talk. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './judge.ts';

export const SHARED = process.env['FITNESS_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const FOLDER = join(SHARED, 'corpus', 'sam-translator');

export const hasCorpus = existsSync(FOLDER);

/** How the outputs were made; see the README of the corpus. */
export const INPUTS = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

export const DEMO = 'demo';

export function corpus(): Template[] {
  const inputs = readdirSync(join(FOLDER, 'input')).flatMap((file) => {
    const name = file.replace(/\.yaml$/, '');
    return translates(name) ? [{ name, text: readFileSync(join(FOLDER, 'input', file), 'utf8') }] : [];
  });
  return [...inputs, { name: DEMO, text: readFileSync(join(SHARED, 'corpus', 'demo', 'template.yaml'), 'utf8') }];
}

function translates(name: string): boolean {
  const output = join(FOLDER, 'output', `${name}.json`);
  return existsSync(output) && Object.hasOwn(JSON.parse(readFileSync(output, 'utf8')) as object, 'Resources');
}
