/**
 * What services without functions of their own names are rendered to, as hashes: whatever functions with names need, nobody
 * who has none gets a diff. A template that is changed on purpose is recorded anew with `--updateSnapshot`.
 */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { TRIGGERS } from '../../src/config/config.ts';
import { ownPackage } from '../../src/package.ts';
import { service } from './support.ts';

const combinations = Array.from({ length: 2 ** TRIGGERS.length - 1 }, (_, index) =>
  TRIGGERS.filter((_, bit) => (index + 1) & (1 << bit)),
);

/** The checks come and go; what is rendered of them is not of these services alone. */
const withoutChecks = (text: string) => text.replace(/^checks:\n(?:(?: .*)?\n)+/m, 'checks: {}\n');

test.each([true, false])('table: %s', (table) => {
  const hashes = combinations.map((triggers) => {
    const { files, config } = service({ triggers, table }, withoutChecks);
    expect(config.checks).toEqual({});
    const hash = createHash('sha256');
    for (const [path, text] of files)
      if (path !== 'fitness.yaml' && !path.startsWith('fitness/'))
        hash.update(`${path}\n${text.replaceAll(`@${ownPackage().version} `, '@<version> ')}\n`);
    return `${triggers.join('+')}: ${hash.digest('hex')}`;
  });
  expect(new Set(hashes).size).toBe(31);
  expect(hashes).toMatchSnapshot();
});
