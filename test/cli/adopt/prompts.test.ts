import { beforeAll, describe, expect, test } from '@jest/globals';
import { bin, plainEnvironment } from '../../support/cli.ts';
import { KEY, hasTerminal, onTerminal } from '../../support/terminal.ts';
import type { Session, Step } from '../../support/terminal.ts';
import { write } from '../../upgrade/tree.ts';
import { committed } from '../upgrade/service.ts';
import { FILES, TEMPLATE, files, isThere, read, repository } from './repository.ts';

const onTty = hasTerminal ? describe : describe.skip;
if (!hasTerminal) console.warn('skipped: no `script` of util-linux here, so the questions are not tried on a terminal');

beforeAll(() => {
  bin();
}, 200_000);

const talk = (args: readonly string[], steps: readonly Step[], cwd: string): Promise<Session> =>
  onTerminal(process.execPath, [bin(), ...args], steps, { cwd, env: plainEnvironment() });

onTty('adopt, on a terminal', () => {
  test('shows what comes into the files that are there, and asks; d shows all of it', async () => {
    const folder = committed(repository());
    const { status, screen } = await talk(
      ['adopt'],
      [
        [/Apply\? \[y,n,d\]/, 'd\r'],
        [/fitness\/dist[\s\S]*Apply\? \[y,n,d\]/, 'what\r'],
        [/y: yes[\s\S]*Apply\?/, 'y\r'],
      ],
      folder,
    );
    expect({ status, screen }).toEqual({ status: 0, screen: expect.stringContaining('Adopted orders.') });
    const first = screen.slice(0, screen.indexOf('Apply?'));
    expect(first).toContain('+      AutoPublishAlias: live');
    expect(first).not.toContain('b/fitness.yaml');
    expect(read(folder, 'template.yaml')).toContain('AutoPublishAlias: live');
  }, 90_000);

  test.each([
    ['n', 'n\r', 0, 'Nothing was written.'],
    ['Enter', KEY.enter, 0, 'Nothing was written.'],
    ['Ctrl-C', KEY.interrupt, 130, 'Interrupted; nothing was written.'],
  ])(
    '%s writes nothing',
    async (_, keys, status, said) => {
      const folder = repository();
      const before = files(folder);
      const ended = await talk(['adopt'], [[/Apply\?/, keys]], folder);
      expect(ended).toEqual({ status, screen: expect.stringContaining(said) });
      expect(files(folder)).toEqual(before);
    },
    90_000,
  );

  test('of several templates one is picked', async () => {
    const folder = repository({ 'orders/template.yaml': TEMPLATE, 'bills/template.yaml': TEMPLATE });
    const steps: Step[] = [
      [/1 {2}bills[\s\S]*Which one\? \[1-2\]/, '7\r'],
      [/Which one\?/, '2\r'],
      [/Apply\?/, 'y\r'],
    ];
    expect(await talk(['adopt'], steps, folder)).toMatchObject({ status: 0 });
    expect([isThere(folder, 'orders/fitness.yaml'), isThere(folder, 'bills/fitness.yaml')]).toEqual([true, false]);
  }, 90_000);

  test('create, pointed at a SAM template, offers it', async () => {
    const folder = repository();
    write(folder, { 'my orders/template.yaml': TEMPLATE });
    const yes = await talk(
      ['my orders', '--region', 'eu-north-1', '--trigger', 'queue', '--no-install'],
      [
        [/holds a SAM template \(template\.yaml\)[\s\S]*Adopt it\? \[y,n\]/, 'y\r'],
        [/Apply\?/, 'y\r'],
      ],
      folder,
    );
    expect(yes).toMatchObject({ status: 0 });
    expect(read(folder, 'my orders/fitness.yaml')).toContain('region: eu-north-1');
    const other = repository(FILES);
    const no = await talk(['.'], [[/Adopt it\?/, 'n\r']], other);
    expect(no).toEqual({ status: 2, screen: expect.stringContaining('Or create in another folder.') });
    expect(files(other)).toEqual(files(repository(FILES)));
  }, 90_000);

  test('unadopt asks as well', async () => {
    const folder = committed(repository());
    const before = files(folder);
    await talk(['adopt', '--yes'], [], folder);
    const args = ['unadopt', '--allow-dirty'];
    expect(await talk(args, [[/Take it out\? \[y,n,d\]/, 'n\r']], folder)).toMatchObject({ status: 0 });
    expect(isThere(folder, 'fitness.yaml')).toBe(true);
    expect(await talk(args, [[/Take it out\?/, 'y\r']], folder)).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(TEMPLATE);
    expect(Object.keys(files(folder)).filter((path) => !path.startsWith('.fitness'))).toEqual(Object.keys(before));
  }, 90_000);
});
