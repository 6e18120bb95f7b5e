/**
 * Our refusals against those of AWS's own transform, on the inputs of its test suite: what it refuses is refused here
 * with an error that names the same logical ids (or the same subject, where it names none), and nothing else is.
 * Where we differ on purpose, the reason stands in refusal-divergences.json; an unlisted difference fails, and so does
 * a listed one that occurs no longer.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Diagnostic, TemplateInputs } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const shared = process.env.FITNESS_SHARED ?? join(here, '../../../shared');
const corpus = join(shared, 'corpus', 'sam-translator');

interface Divergence {
  readonly input: string;
  readonly reason: string;
}

const divergences = JSON.parse(readFileSync(join(here, 'refusal-divergences.json'), 'utf8')) as readonly Divergence[];

/** How the outputs were made. */
const INPUTS: TemplateInputs = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

/** CloudFormation refuses these, and the transform, which the corpus was made with alone, does not look. */
const NOT_THE_TRANSFORM = ['transform-missing', 'resource-without-type'];

/** Where AWS names no logical id: what it speaks of, and the codes that speak of the same. */
const SUBJECTS: readonly (readonly [message: RegExp, codes: readonly string[]])[] = [
  [/'Globals' section/, ['globals-section', 'globals-property', 'globals-not-a-mapping']],
  [/'Resources' section is required/, ['no-resources']],
  [/All 'Resources' must be Objects/, ['resource-not-a-mapping']],
  [/'Mappings' or 'Parameters'/, ['mappings']],
  [/two-level map|FindInMap expects/, ['mappings', 'find-in-map']],
  [/Fn::Sub expects/, ['sub-of-list']],
  [/Condition member must be a string/, ['condition-not-a-name']],
  [/path must be a dictionary/, ['definition-path']],
  [/Definition of method|Could not find/, ['definition-method']],
  [/[Ss]ecurity (?:for|definitions)|securityDefinitions/, ['definition-security']],
  [/Invalid responses|response's headers/, ['definition-preflight']],
  [/Fn::If must be a list/, ['if-parts']],
  [/endpoint-configuration/, ['definition-endpoint']],
  [/Invalid Swagger document/, ['definition-unreadable']],
  [/Tags in OpenApi/, ['definition-tags']],
  [/ResourcePolicy must be|SourceVpc/, ['resource-policy']],
];

interface Case {
  readonly name: string;
  /** What AWS says; undefined if it translates the input. */
  readonly refusal: string | undefined;
  readonly errors: readonly Diagnostic[];
}

function* cases(): Generator<Case> {
  for (const file of readdirSync(join(corpus, 'input'))) {
    const name = file.replace(/\.yaml$/, '');
    const output = join(corpus, 'output', `${name}.json`);
    if (!existsSync(output)) continue;
    const made = JSON.parse(readFileSync(output, 'utf8')) as { Resources?: unknown; errorMessage?: string };
    const { diagnostics } = loadTemplate(
      parseDocument(readFileSync(join(corpus, 'input', file), 'utf8'), file),
      INPUTS,
    );
    const errors = diagnostics.filter(({ severity, code }) => {
      return severity === 'error' && !NOT_THE_TRANSFORM.includes(code);
    });
    yield { name, refusal: made.Resources === undefined ? made.errorMessage : undefined, errors };
  }
}

const NAMED =
  /(?:Resource|Event) with id \[(.+?)\] is invalid|resource with id \[(.+?)\] attempts to create a new resource with id \[(.+?)\]/g;

/** AWS names some by the property that is wrong, joined with a comma, and a layer with a digest of its content. */
function idsIn(refusal: string): string[] {
  const ids = [...refusal.matchAll(NAMED)].flatMap(([, ...groups]) => groups.filter(Boolean));
  return ids.flatMap((id) => id.split(',')).map((id) => id.replace(/^(Layer\w+?)[0-9a-f]{10}$/, '$1'));
}

/** What is made of an event is named by AWS with the names of both in one. */
function names({ message }: Diagnostic, id: string): boolean {
  const words: readonly string[] = message.match(/[^\s,:;']+/g) ?? [];
  return words.includes(id) || words.some((word) => id.startsWith(word) && words.includes(id.slice(word.length)));
}

function difference({ refusal, errors }: Case): string | undefined {
  const said = errors.map(({ message }) => message).join(' | ');
  if (refusal === undefined) return errors.length > 0 ? `refused, and AWS does not: ${said}` : undefined;
  if (errors.length === 0) return `not refused, and AWS says: ${refusal}`;
  const ids = idsIn(refusal);
  const unnamed = ids.filter((id) => !errors.some((error) => names(error, id)));
  if (unnamed.length > 0) return `refused without ${unnamed.join(', ')}: ${said}`;
  if (ids.length > 0) return undefined;
  const codes = SUBJECTS.filter(([message]) => message.test(refusal)).flatMap(([, list]) => list);
  return errors.some(({ code }) => codes.includes(code))
    ? undefined
    : `refused for another reason than ${refusal}: ${said}`;
}

describe('what the SAM transform refuses', () => {
  if (!existsSync(corpus)) {
    test.skip('skipped: there is no corpus (FITNESS_SHARED)', () => undefined);
    return;
  }

  const all = [...cases()];
  const different = all.flatMap((each) => {
    const text = difference(each);
    return text === undefined ? [] : [{ ...each, text }];
  });

  test('every difference is listed with a reason, and every listed one occurs', () => {
    const refused = all.filter(({ refusal }) => refusal !== undefined);
    const missed = different.filter(({ refusal }) => refusal !== undefined);
    const share = (100 * (refused.length - missed.length)) / refused.length;
    process.stdout.write(
      `Refused as AWS refuses: ${refused.length - missed.length} of ${refused.length} (${share.toFixed(1)} %); ` +
        `refused though AWS translates: ${different.length - missed.length} of ${all.length - refused.length}\n`,
    );
    const listed = new Set(divergences.map(({ input }) => input));
    expect(different.filter(({ name }) => !listed.has(name)).map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
    const occurring = new Set(different.map(({ name }) => name));
    expect([...listed].filter((input) => !occurring.has(input))).toEqual([]);
    expect(share).toBeGreaterThanOrEqual(95);
  });

  test('nothing is refused that AWS translates', () => {
    const falsely = different.filter(({ refusal }) => refusal === undefined);
    expect(falsely.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
  });

  test('every refusal has a place', () => {
    const placeless = all.flatMap(({ errors }) => errors).filter(({ location }) => location === undefined);
    expect(placeless).toEqual([]);
  });

  test('no fault is told twice', () => {
    const twice = all.filter(({ errors }) => {
      const faults = errors.map(({ message, location }) => `${message} ${location?.line}:${location?.column}`);
      return new Set(faults).size < faults.length;
    });
    expect(twice.map(({ name }) => name)).toEqual([]);
  });

  test('every reason says something', () => {
    for (const { reason } of divergences) expect(reason.length).toBeGreaterThan(40);
  });
});
