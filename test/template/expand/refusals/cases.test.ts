/** For each rule: resources that the transform refuses, and neighbours of them that it takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseDocument } from '../../../../src/template/parse.ts';
import { load } from '../../support/load.ts';

interface Case {
  readonly code: string;
  /** What the message holds: the logical id, the event, the property. */
  readonly names: readonly string[];
  readonly refused: string;
  readonly accepted: string;
}

const folder = new URL('cases/', import.meta.url);
const AROUND =
  'Transform: AWS::Serverless-2016-10-31\nConditions: {Own: !Equals [a, b]}\nMappings: {Names: {live: {stock: s}}}\nResources:\n';

function errors(resources: string) {
  const indented = resources.replace(/^(?=.)/gm, '  ');
  return load(AROUND + indented).diagnostics.filter(({ severity }) => severity === 'error');
}

describe.each(readdirSync(folder))('%s', (file) => {
  const cases = parseDocument(readFileSync(new URL(file, folder), 'utf8'), file).data as readonly Case[];

  test.each(cases.map((each) => [each.code, each.names.join(' '), each] as const))('%s: %s', (code, _, each) => {
    const refusals = errors(each.refused);
    expect(refusals.map((refusal) => refusal.code)).toEqual([code]);
    for (const name of each.names) expect(refusals[0]?.message).toContain(name);
    expect(refusals[0]?.location?.line).toBeGreaterThan(4);
    expect(errors(each.accepted)).toEqual([]);
  });
});
