/**
 * A baseline compares verdicts on a SAM source with verdicts on what was deployed, so they have to be the same: every input of
 * the SAM transform's own tests is judged as we expand it, and as the transform translated it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import type { Result } from '../../src/fitness/report.ts';
import { unjudgedGear } from '../../src/template/gear.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

const shared = process.env['FITNESS_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus', 'sam-translator');

/** How the corpus was made; see its README. */
const inputs = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

describe('verdicts on SAM sources and on their translations', () => {
  if (!existsSync(corpus)) {
    test.skip('skipped: there is no corpus (FITNESS_SHARED)', () => undefined);
    return;
  }

  const pairs = readdirSync(join(corpus, 'input')).flatMap((file) => {
    const output = join(corpus, 'output', file.replace(/\.yaml$/, '.json'));
    if (!existsSync(output)) return [];
    const source = readFileSync(join(corpus, 'input', file), 'utf8');
    const translated = JSON.parse(readFileSync(output, 'utf8'), orderedSub) as { Resources?: unknown };
    return translated.Resources ? [{ file, source, translated: JSON.stringify(translated) }] : [];
  });

  test('are the same', () => {
    let verdicts = 0;
    const differing = pairs.flatMap(({ file, source, translated }) => {
      const [ours, theirs] = [statuses(source, file), statuses(translated, `${file}.json`)];
      const keys = [...new Set([...ours.keys(), ...theirs.keys()])];
      verdicts += keys.length;
      return keys
        .filter((key) => ours.get(key) !== theirs.get(key))
        .map((key) => `${file}: ${key} is ${ours.get(key) ?? 'missing'}, translated ${theirs.get(key) ?? 'missing'}`);
    });
    process.stdout.write(
      `SAM transform: ${verdicts - differing.length} verdicts agree of ${verdicts}, ${pairs.length} templates\n`,
    );
    expect(differing).toEqual([]);
  });
});

/** Lists were sorted when the corpus was made, the arguments of Fn::Sub among them. */
function orderedSub(key: string, value: unknown): unknown {
  if (key !== 'Fn::Sub' || !Array.isArray(value)) return value;
  return [...(value as unknown[])].sort((a, b) => Number(typeof a !== 'string') - Number(typeof b !== 'string'));
}

function statuses(text: string, file: string): Map<string, Result['status']> {
  const template = loadTemplate(parseDocument(text, file), inputs);
  const checks = catalogue.map((check) => ({
    check,
    options: {},
    mode: 'enforced' as const,
    weight: check.meta.weight,
  }));
  const { results } = evaluate(template, checks, { now: new Date(), exclude: unjudgedGear(template) });
  return new Map(results.map(({ check, resource, status }) => [`${check} of ${resource}`, status]));
}
