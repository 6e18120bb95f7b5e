import { expect, test } from '@jest/globals';
import { diffToRead } from '../../../src/cli/adopt/show.ts';
import { emptyFolder } from '../../upgrade/tree.ts';

test('the whole difference for a person names a bundle and the records, and shows the rest', () => {
  const write = (path: string, text: string) => ({ path, content: { bytes: Buffer.from(text), executable: false } });
  const bundle = 'x'.repeat(100_000);
  const writes = [
    write('.fitness/manifest.json', '{}\n'),
    write('a.txt', 'read me\n'),
    write('fitness/dist/a.mjs', bundle),
  ];
  const text = diffToRead(emptyFolder(), { actions: [], writes });
  expect(text).toContain('+read me\nNot shown, but by --diff:\n');
  expect(text).toMatch(/ {2}\.fitness\/manifest\.json {2}3 bytes\n {2}fitness\/dist\/a\.mjs {2}100,000 bytes\n$/);
  expect(text).not.toContain('xxx');
  expect(diffToRead(emptyFolder(), { actions: [], writes: writes.slice(1, 2) })).not.toContain('Not shown');
});
