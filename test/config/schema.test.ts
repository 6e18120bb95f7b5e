import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { catalogue } from '../../src/checks/catalogue.ts';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { configSchema } from '../../src/config/schema.ts';

interface Node {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly definitions?: Readonly<Record<string, Node>>;
}

const schema = configSchema(catalogue.map(({ meta }) => meta)) as Node;
const generated = join(import.meta.dirname, '../../schema/fitness.schema.json');

test('the schema that editors get is the one of these sources', () => {
  expect(JSON.parse(readFileSync(generated, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});

test('it is a valid draft 7, and a new fitness.yaml is valid by it', () => {
  const validate = new Ajv({ strict: false }).compile(schema as object);
  const text = configText(
    withDefaultAnswers({ name: 'orders' }, { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' }),
  );
  expect({ valid: validate(parse(text)), errors: validate.errors }).toEqual({ valid: true, errors: null });
});

describe('an editor says something about', () => {
  test('every key', () => {
    const silent: string[] = [];
    const visit = (node: Node, path: string): void => {
      for (const [name, property] of Object.entries(node.properties ?? {})) {
        const target = property.$ref ? definition(property.$ref) : property;
        if (!target.description && !path.includes('terms') && !path.includes('allOf')) silent.push(`${path}.${name}`);
        visit(property, `${path}.${name}`);
      }
    };
    visit(schema, '');
    for (const name of ['gate', 'check', 'environment', 'metric']) visit(definition(`#/definitions/${name}`), name);
    expect(silent).toEqual([]);
  });

  test('every check and its options', () => {
    for (const { meta } of catalogue) {
      const check = definition(`#/definitions/${meta.id}`);
      expect(check.description).toBe(`${meta.title}. ${meta.why}`);
      expect(Object.keys(check.properties?.['options']?.properties ?? {})).toEqual(Object.keys(meta.options ?? {}));
    }
  });
});

function definition(ref: string): Node {
  const found = schema.definitions?.[ref.replace('#/definitions/', '')];
  if (!found) throw new Error(`${ref} is not defined`);
  return found;
}
