/** Every input of the corpus, those that the transform refuses included: loads, resolves, ends. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { Scenarios } from '../../src/template/resolve.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { load } from './support/load.ts';

const shared = process.env.FITNESS_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus');
const STATES = ['known', 'partial', 'absent', 'unknown'];

/** Reads every property of every resource in every scenario. @returns how many values */
function readAll(template: Template): number {
  let values = 0;
  new Scenarios(template).forEach((scenario) => {
    for (const view of scenario.resources()) {
      const resource = template.resources.get(view.logicalId);
      for (const name of Object.keys(resource?.properties ?? {})) {
        const { state, path } = view.effective(name);
        if (!STATES.includes(state)) throw new Error(`${view.logicalId}.${name} is ${String(state)}`);
        resource?.sourcePath(path);
        values++;
      }
    }
  });
  return values;
}

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  test('all inputs of the corpus and the demo load, and every property has a state', () => {
    const inputs = join(corpus, 'sam-translator', 'input');
    const files = [...readdirSync(inputs).map((file) => join(inputs, file)), join(corpus, 'demo', 'template.yaml')];
    const start = performance.now();
    let values = 0;
    for (const file of files) values += readAll(loadTemplate(parseDocument(readFileSync(file, 'utf8'), file)));
    console.log(`${files.length} templates, ${values} values in ${Math.round(performance.now() - start)} ms`);
    expect(files.length).toBeGreaterThanOrEqual(832);
    expect(values).toBeGreaterThan(10_000);
  });

  test('every resource of every input has a place, unless the file has none', () => {
    const inputs = join(corpus, 'sam-translator', 'input');
    const lost: string[] = [];
    for (const file of readdirSync(inputs)) {
      const template = loadTemplate(parseDocument(readFileSync(join(inputs, file), 'utf8'), file));
      for (const resource of template.resources.values()) {
        const location = template.document.locate(resource.sourcePath(['Properties']));
        if (!location && !template.diagnostics.some(({ code }) => code === 'no-locations'))
          lost.push(`${file} ${resource.logicalId}`);
      }
    }
    expect(lost).toEqual([]);
  });
}

describe('large templates take linear time', () => {
  const functions = (count: number) => {
    const one = (index: number) =>
      `  Fn${index}: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live, Events: {On: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}}}\n`;
    return `Transform: AWS::Serverless-2016-10-31\nResources:\n${Array.from({ length: count }, (_, index) => one(index)).join('')}`;
  };
  const milliseconds = (count: number) => {
    const text = functions(count);
    const start = performance.now();
    readAll(load(text));
    return performance.now() - start;
  };

  test('ten times the resources take less than forty times as long', () => {
    milliseconds(100);
    const [small, large] = [milliseconds(100), milliseconds(1000)];
    expect(load(functions(1000)).resources.size).toBe(5000);
    expect(large).toBeLessThan(small * 40 + 500);
  });
});
