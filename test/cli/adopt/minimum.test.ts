import { expect, jest, test } from '@jest/globals';
import * as score from '../../../src/cli/score.ts';
import { inProcess } from '../../support/in-process.ts';
import { committed } from '../upgrade/service.ts';
import { FILES, IDENTITY, TEMPLATE, adopting, read, repository } from './repository.ts';

jest.setTimeout(60_000);

interface Told {
  readonly score: {
    readonly before: number;
    readonly after: number;
    readonly gate: { readonly minimum: number; readonly reasons: readonly string[] };
  };
}

const ORDER = /^ {2}# takes an order\n( {2}TakeOrder:\n[^]*?)\n {2}Photos:[^]*$/m;

/** Functions that are not there: nothing is judged, and an alias of each makes the template more complex. */
const OFF = TEMPLATE.replace(
  'Resources:\n',
  `Parameters:
  On: {Type: String, Default: 'false'}
Conditions:
  IsOn: !Equals [!Ref On, 'true']

Resources:
`,
).replace(ORDER, (_, order: string) =>
  ['Take', 'Send', 'Bill', 'Drop', 'Find']
    .map((verb) => order.replace('TakeOrder:\n', `${verb}Order:\n    Condition: IsOn\n`))
    .join('\n'),
);

test('the gate starts at what the adopted template reaches, where that is less than today', async () => {
  const folder = committed(repository({ ...FILES, 'template.yaml': OFF }));
  const { out } = await adopting(folder, '--dry-run', '--json');
  const { score: told } = JSON.parse(out) as Told;
  expect(Math.floor(told.after)).toBeLessThan(Math.floor(told.before));
  expect(told.gate.minimum).toBe(Math.floor(told.after));
  const adopted = await adopting(folder, '--yes');
  expect(adopted.out).toMatch(/gate +from \d+\.0 on, which the adopted template reaches; observes/);
  expect(adopted.out).not.toContain('minimum');
  expect(read(folder, 'fitness.yaml')).toMatch(new RegExp(`^ {2}minimum: ${told.gate.minimum} `, 'm'));
  expect((await inProcess('score', score, [], folder, IDENTITY)).out).not.toContain('✗ minimum');
});
