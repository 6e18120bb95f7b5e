import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bin, plainEnvironment } from '../support/cli.ts';
import { KEY, hasTerminal, onTerminal } from '../support/terminal.ts';
import type { Step } from '../support/terminal.ts';
import { emptyFolder, tree, write } from '../upgrade/tree.ts';

const onTty = hasTerminal ? describe : describe.skip;
if (!hasTerminal) console.warn('skipped: no `script` of util-linux here, so the questions are not tried on a terminal');

beforeAll(() => {
  bin();
}, 200_000);

const talk = (args: readonly string[], steps: readonly Step[], cwd: string) =>
  onTerminal(process.execPath, [bin(), ...args], steps, { cwd, env: plainEnvironment() });

onTty('the questions, on a terminal', () => {
  test('Enter takes every default; they fit a screen', async () => {
    const parent = emptyFolder();
    const steps: Step[] = [
      [/Name of the service/, KEY.enter],
      [/What it does/, KEY.enter],
      [/Runtime/, KEY.enter],
      [/Triggers/, KEY.enter],
      [/DynamoDB table/, KEY.enter],
      [/Environments/, KEY.enter],
      [/Deployment in dev/, KEY.enter],
      [/Deployment in prod/, KEY.enter],
      [/AWS Region/, KEY.enter],
      [/Mail alarms/, KEY.enter],
      [/Package manager/, KEY.enter],
      [/git repository/, 'n\r'],
      [/Install/, 'n\r'],
    ];
    const { status, screen } = await talk([], steps, parent);
    expect({ status, screen }).toEqual({ status: 0, screen: expect.stringContaining('Created my-service') });
    expect(steps.length).toBeLessThan(24);
    const config = readFileSync(join(parent, 'my-service/fitness.yaml'), 'utf8');
    expect(config).toMatch(/service: my-service/);
    expect(config).toMatch(/dev:[\s\S]{0,80}AllAtOnce/);
    expect(config).toMatch(/prod:[\s\S]{0,80}Canary10Percent5Minutes/);
    expect(Object.keys(tree(parent)).filter((path) => path.includes('.yo-'))).toEqual([]);
  }, 90_000);

  test('answers are typed and chosen with the arrow keys; what flags say is not asked; a bad answer is asked again', async () => {
    const parent = emptyFolder();
    const flags = [
      'orders',
      '--runtime',
      'nodejs22.x',
      '--region',
      'eu-west-1',
      '--package-manager',
      'npm',
      '--no-git',
      '--no-install',
      '--deployment',
      'live=AllAtOnce',
    ];
    const { status, screen } = await talk(
      flags,
      [
        [/What it does/, 'Takes orders\r'],
        [/Triggers/, `${KEY.space}${KEY.down}${KEY.space}${KEY.enter}`],
        [/DynamoDB table/, KEY.enter],
        [/Environments/, 'test, live\r'],
        [/Deployment in test/, `${KEY.up}${KEY.up}${KEY.enter}`],
        [/Kind:percent:minutes/, 'X\r'],
        [/neither one of|must be|>>/, '\x7fLinear:5:2\r'],
        [/Mail alarms/, 'a@example.com\r'],
      ],
      parent,
    );
    expect({ status, screen }).toEqual({ status: 0, screen: expect.stringContaining('Created orders') });
    expect(screen).not.toMatch(/Runtime|AWS Region|Package manager|Name of the service/);
    const config = readFileSync(join(parent, 'orders/fitness.yaml'), 'utf8');
    expect(config).toMatch(/Takes orders/);
    expect(config).toMatch(/triggers:[\s\S]{0,10}queue/);
    expect(config).toMatch(/test:[\s\S]{0,80}Linear:5:2/);
    expect(config).toMatch(/live:[\s\S]{0,80}AllAtOnce/);
    expect(config).toMatch(/email: a@example\.com/);
  }, 90_000);

  test('a name whose folder is not free is asked again', async () => {
    const parent = emptyFolder();
    write(parent, { 'orders/x': '' });
    const { status, screen } = await talk(
      [],
      [
        [/Name of the service/, 'orders\r'],
        [/is not empty/, KEY.interrupt],
      ],
      parent,
    );
    expect({ status, screen }).toMatchObject({ status: 130 });
  }, 90_000);

  test.each([/Name of the service/, /Triggers/])(
    'Ctrl-C at %s leaves nothing, with 130',
    async (seen) => {
      const parent = emptyFolder();
      const steps: Step[] = [
        [/Name of the service/, KEY.enter],
        [/What it does/, KEY.enter],
        [/Runtime/, KEY.enter],
        [/Triggers/, KEY.enter],
      ];
      const until = steps.findIndex(([one]) => String(one) === String(seen));
      const { status, screen } = await talk([], [...steps.slice(0, until), [seen, KEY.interrupt]], parent);
      expect({ status, screen }).toEqual({ status: 130, screen: expect.stringContaining('Interrupted') });
      expect(screen).not.toContain('internal error');
      expect(tree(parent)).toEqual({});
    },
    90_000,
  );

  test('in CI nothing is asked', async () => {
    const { status, screen } = await onTerminal(process.execPath, [bin(), 'orders'], [], {
      cwd: emptyFolder(),
      env: { ...plainEnvironment(), CI: 'true' },
    });
    expect({ status, screen }).toEqual({ status: 2, screen: expect.stringContaining('answers are missing') });
  });
});
