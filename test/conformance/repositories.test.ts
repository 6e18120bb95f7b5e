/** The repositories that our tests adopt are such as their owners could deploy: AWS's own transform takes each of their templates. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseDocument } from '../../src/template/parse.ts';
import { own } from '../../src/template/resolve/values.ts';
import { hasJudge, judged, type Template } from './adopt/judge.ts';

const FIXTURES = join(import.meta.dirname, '..', 'support', 'repositories', 'fixtures');

function templates(): Template[] {
  return readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ya?ml|json)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(FIXTURES, name), 'utf8') }))
    .filter(({ text }) => /AWS::Serverless-2016-10-31/.test(text))
    .map(({ name, text }) => ({ name, text: packaged(text, name), judges: 'transform' as const }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `sam package` does to a path that is said of all functions at once; the judge does the others. */
function packaged(text: string, name: string): string {
  const { data } = parseDocument(text, name);
  const all = own(own(data, 'Globals'), 'Function') as { CodeUri?: string } | undefined;
  return JSON.stringify(data, (_, value: unknown) =>
    value === all && all?.CodeUri !== undefined ? { ...all, CodeUri: 's3://artifacts/code.zip' } : value,
  );
}

if (!hasJudge) test.skip('skipped: run `node test/e2e/setup.mjs` first', () => undefined);
else {
  test('the transform refuses none', async () => {
    const all = templates();
    expect(all.length).toBeGreaterThanOrEqual(15);
    const verdicts = await judged(all);
    const refused = all.flatMap(({ name }, index) => {
      const messages = verdicts[index]?.refused;
      return messages ? [{ name, messages }] : [];
    });
    expect(refused).toEqual([]);
  });
}
