/**
 * Our expansion of SAM against AWS's own transform, on the inputs and outputs of its test suite. A template agrees if
 * it has the same logical ids with the same types; a resource agrees if, besides, all its resolved properties do.
 * The floors say what is reached: they may only rise.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Resource, Template, TemplateInputs } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { Scenario } from '../../src/template/resolve.ts';
import { loadTemplate } from '../../src/template/template.ts';

const shared = process.env.FITNESS_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus', 'sam-translator');

const AGREEING_TEMPLATES = 443;
/** Of each type that checks read: how many resources agree in all their properties. */
const AGREEING_RESOURCES: Readonly<Record<string, number>> = {
  'AWS::ApiGateway::Stage': 257,
  'AWS::CodeDeploy::Application': 19,
  'AWS::CodeDeploy::DeploymentGroup': 36,
  'AWS::DynamoDB::Table': 34,
  'AWS::Events::Rule': 65,
  'AWS::IAM::Role': 770,
  'AWS::Lambda::Alias': 75,
  'AWS::Lambda::EventInvokeConfig': 4,
  'AWS::Lambda::EventSourceMapping': 77,
  'AWS::Lambda::Function': 638,
  'AWS::Lambda::Permission': 479,
  'AWS::Lambda::Url': 6,
  'AWS::Lambda::Version': 75,
  'AWS::S3::Bucket': 23,
  'AWS::SNS::Topic': 30,
  'AWS::SQS::Queue': 40,
};

/** How the outputs were made. */
const INPUTS: TemplateInputs = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

interface Pair {
  readonly name: string;
  readonly ours: Template;
  readonly theirs: Template;
}

function* pairs(): Generator<Pair> {
  for (const file of readdirSync(join(corpus, 'input'))) {
    const name = file.replace(/\.yaml$/, '');
    const output = join(corpus, 'output', `${name}.json`);
    if (!existsSync(output)) continue;
    const translated = readFileSync(output, 'utf8');
    if (!('Resources' in (JSON.parse(translated) as object))) continue;
    const read = (text: string, from: string) => loadTemplate(parseDocument(text, from), INPUTS);
    yield {
      name,
      ours: read(readFileSync(join(corpus, 'input', file), 'utf8'), file),
      theirs: read(translated, output),
    };
  }
}

/** Hashes of content at the end of these ids are not compared. */
const HASHED = ['AWS::Lambda::Version', 'AWS::Lambda::LayerVersion', 'AWS::ApiGateway::Deployment'];

function key({ logicalId, type }: Resource): string {
  return `${type} ${HASHED.includes(type) ? logicalId.replace(/[0-9a-f]{10}$/, '') : logicalId}`;
}

/** Logical ids that only one side has, those of theirs with a minus. */
function difference({ ours, theirs }: Pair): string[] {
  const keys = (template: Template) => new Set([...template.resources.values()].map(key));
  const [have, want] = [keys(ours), keys(theirs)];
  return [
    ...[...want].filter((id) => !have.has(id)).map((id) => `- ${id}`),
    ...[...have].filter((id) => !want.has(id)).map((id) => `+ ${id}`),
  ];
}

/** Text that is equal for equal resources: keys sorted, lists too, since their order has no meaning in the corpus. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(canonical(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, canonical(item)]));
}

function describeResource(template: Template, scenario: Scenario, resource: Resource): string {
  const { Metadata: _metadata, ...attributes } = resource.attributes;
  const properties = scenario.resource(resource.logicalId)?.get();
  const text = JSON.stringify(
    canonical({ properties, attributes, condition: resource.condition, dependsOn: resource.dependsOn }),
  );
  const hashed = [...template.resources.values()].filter(({ type }) => HASHED.includes(type));
  return hashed.reduce((all, other) => all.replaceAll(other.logicalId, key(other)), text);
}

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  describe('543 pairs of the SAM transform', () => {
    const all = [...pairs()];

    test(`logical ids and types agree on at least ${AGREEING_TEMPLATES}`, () => {
      const disagreeing = all.filter((pair) => difference(pair).length > 0);
      const left = new Map<string, number>();
      for (const { ours } of disagreeing) {
        const types = [...ours.resources.values()]
          .map(({ type }) => type)
          .filter((type) => type.startsWith('AWS::Serverless::'));
        const reason = types[0] ?? 'embedded connectors, odd types';
        left.set(reason, (left.get(reason) ?? 0) + 1);
      }
      const agreeing = all.length - disagreeing.length;
      console.log(
        `ids and types: ${agreeing} of ${all.length} templates agree; the others have`,
        Object.fromEntries(left),
      );
      expect(agreeing).toBeGreaterThanOrEqual(AGREEING_TEMPLATES);
    });

    test('properties agree on the types that checks read', () => {
      const counts = new Map(Object.keys(AGREEING_RESOURCES).map((type) => [type, { agree: 0, all: 0 }]));
      for (const { ours, theirs } of all) {
        const [a, b] = [new Scenario(ours), new Scenario(theirs)];
        const byKey = new Map([...ours.resources.values()].map((resource) => [key(resource), resource]));
        for (const resource of theirs.resources.values()) {
          const count = counts.get(resource.type);
          const mine = byKey.get(key(resource));
          if (!count || !mine) continue;
          count.all++;
          if (describeResource(ours, a, mine) === describeResource(theirs, b, resource)) count.agree++;
        }
      }
      const lines = [...counts].map(([type, { agree, all: of }]) => `${type}: ${agree} of ${of}`);
      console.log(`resources that agree in all properties:\n  ${lines.join('\n  ')}`);
      const below = [...counts].filter(([type, { agree }]) => agree < (AGREEING_RESOURCES[type] ?? 0));
      expect(below).toEqual([]);
    });
  });
}
