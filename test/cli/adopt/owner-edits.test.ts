/** What a second `adopt`, `upgrade` and `unadopt` do after the owner went on with what was put into the template. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { committed, upgrading } from '../upgrade/service.ts';
import { FILES, TEMPLATE, WITH_HOOK, adopting, commitAll, read, repository, unadopting } from './repository.ts';
import { leadNowhere } from './owner-edits.ts';

jest.setTimeout(60_000);

const EDITS = {
  renamed: (text: string) => text.replace('  TakeOrder:\n', '  PlaceOrder:\n'),
  'renamed everywhere': (text: string) => text.replaceAll('TakeOrder', 'PlaceOrder'),
  copied: (text: string) => {
    const block = / {2}TakeOrder:\n(?: {4}.*\n)+/.exec(text)?.[0] ?? '';
    return text.replace('  Photos:\n', `${block.replace('TakeOrder', 'ShipOrder')}\n  Photos:\n`);
  },
};

async function edited(edit: (text: string) => string, template = TEMPLATE, ...args: string[]): Promise<string> {
  const folder = committed(repository({ ...FILES, 'template.yaml': template }));
  await adopting(folder, '--yes', ...args);
  const text = edit(read(folder, 'template.yaml'));
  writeFileSync(join(folder, 'template.yaml'), text);
  commitAll(folder);
  return folder;
}

test.each(['renamed', 'renamed everywhere'] as const)('a function that was %s stays gated', async (how) => {
  const folder = await edited(EDITS[how]);
  for (const command of [upgrading, (at: string) => adopting(at, '--yes', '--allow-dirty')]) {
    expect(await command(folder)).toMatchObject({ status: 0 });
    const text = read(folder, 'template.yaml');
    expect(leadNowhere(text)).toEqual([]);
    expect(text).toContain('!Ref PlaceOrderErrors');
    expect(text).not.toContain('TakeOrder');
    expect(read(folder, 'fitness.yaml')).toContain('    PlaceOrder: { hooks: ours }\n');
    expect(read(folder, 'fitness.yaml')).not.toContain('TakeOrder');
  }
  commitAll(folder);
  expect((await adopting(folder, '--yes')).out).toContain('nothing to do');
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(EDITS[how](TEMPLATE));
});

test.each(['renamed', 'renamed everywhere', 'copied'] as const)(
  'what was put into a function that was %s comes out of it',
  async (how) => {
    const folder = await edited(EDITS[how]);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(EDITS[how](TEMPLATE));
  },
);

test('a copy is gated by itself, and an upgrade takes nothing of it', async () => {
  const folder = await edited(EDITS.copied);
  const block = / {2}ShipOrder:\n(?: {4}.*\n)+/.exec(read(folder, 'template.yaml'))?.[0] ?? '';
  expect(await upgrading(folder)).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toContain(block);
  commitAll(folder);
  const { status, out } = await adopting(folder, '--yes');
  expect(status).toBe(0);
  expect(out).not.toContain('fixed-code-sha');
  const text = read(folder, 'template.yaml');
  // the comment stands above the first of ours
  const bare = block.replaceAll('TakeOrder', 'ShipOrder').replace(/ +# .*\n/g, '');
  expect(text).toContain(bare);
  expect(leadNowhere(text)).toEqual([]);
  commitAll(folder);
  expect((await adopting(folder, '--yes')).out).toContain('nothing to do');
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(EDITS.copied(TEMPLATE));
});

test('the hook of a function that was renamed stands again where ours called it', async () => {
  const folder = await edited(EDITS.renamed, WITH_HOOK, '--chain', '--fix');
  expect(read(folder, 'template.yaml')).toContain('PreTraffic: !Ref PreTrafficHook # as ever');
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(EDITS.renamed(WITH_HOOK));
});
