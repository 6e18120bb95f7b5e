/** What a second `adopt`, `upgrade` and `unadopt` do after the owner went on with what was put into the template. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import * as validate from '../../../src/cli/validate.ts';
import { inProcess } from '../../support/in-process.ts';
import { committed, git, upgrading } from '../upgrade/service.ts';
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

test('what refers to something of ours that was taken out is an error of validate', async () => {
  const without = (text: string) => text.replace(/ {2}AlarmTopic:\n(?: {4}.*\n)+/, '');
  const folder = await edited(without);
  const { status, out } = await inProcess('validate', validate, [], folder);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^template\.yaml:\d+:1: error: TakeOrderErrors refers to AlarmTopic, .*upgrade --restore=template\.yaml/m,
  );
  expect(await upgrading(folder, '--restore=template.yaml')).toMatchObject({ status: 0 });
  expect(await inProcess('validate', validate, [], folder)).toMatchObject({ status: 0 });
});

test('an alias of ours that was renamed is the one that alarms watch, and can be renamed again', async () => {
  const called = (name: string) => (text: string) => text.replace(/AutoPublishAlias: \w+/, `AutoPublishAlias: ${name}`);
  const folder = await edited((text) => text);
  for (const [name, command] of [
    ['production', upgrading],
    ['stable', (at: string) => adopting(at, '--yes')],
    ['live', upgrading],
  ] as const) {
    writeFileSync(join(folder, 'template.yaml'), called(name)(read(folder, 'template.yaml')));
    commitAll(folder);
    expect(await upgrading(folder, '--check')).toMatchObject({ status: 4 });
    expect(await command(folder)).toMatchObject({ status: 0 });
    const text = read(folder, 'template.yaml');
    expect(text).toContain(`AutoPublishAlias: ${name}\n`);
    expect(new Set(text.match(/\$\{TakeOrder\}:\w+/g))).toEqual(new Set([`\${TakeOrder}:${name}`]));
    const alias = name === 'live' ? '' : `, alias: ${name}`;
    expect(read(folder, 'fitness.yaml')).toContain(`    TakeOrder: { hooks: ours${alias} }\n`);
    commitAll(folder);
    expect(await upgrading(folder, '--check')).toMatchObject({ status: 0 });
    expect((await adopting(folder, '--yes')).out).toContain('nothing to do');
  }
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(TEMPLATE);
});

test.each(['renamed', 'renamed everywhere', 'copied'] as const)(
  'what was put into a function that was %s comes out of it',
  async (how) => {
    const folder = await edited(EDITS[how]);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(EDITS[how](TEMPLATE));
  },
);

describe('a function that was renamed after the first commit of --staged', () => {
  const staged = async (edit: (text: string) => string, template = TEMPLATE): Promise<string> => {
    const folder = committed(repository({ ...FILES, 'template.yaml': template }));
    await adopting(folder, '--yes', '--staged');
    git(folder, 'checkout', '-q', 'HEAD~1');
    writeFileSync(join(folder, 'template.yaml'), edit(read(folder, 'template.yaml')));
    commitAll(folder);
    return folder;
  };

  test.each(['renamed', 'renamed everywhere'] as const)('%s: its alias is ours', async (how) => {
    const folder = await staged(EDITS[how]);
    expect(read(folder, 'template.yaml')).toContain('AutoPublishAlias: live');
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(EDITS[how](TEMPLATE));
  });

  test('and stays ours when the rest comes', async () => {
    const folder = await staged(EDITS.renamed);
    expect(await adopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'fitness.yaml')).toContain('    PlaceOrder: { hooks: ours }\n');
    expect(read(folder, 'fitness.yaml')).not.toContain('TakeOrder');
    commitAll(folder);
    expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(EDITS.renamed(TEMPLATE));
  });

  test('the alias of another function, which its owner gave it, is not taken for it', async () => {
    const own = (text: string): string => `${text}${OTHER}      AutoPublishAlias: live\n`;
    const without = (text: string): string => text.replace(/ {2}# takes an order\n {2}TakeOrder:\n(?: {4}.*\n)+\n/, '');
    const folder = await staged((text) => own(without(text)));
    await unadopting(folder, '--yes');
    expect(read(folder, 'template.yaml')).toBe(own(without(TEMPLATE)));
  });
});

const OTHER = `  Other:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.other
`;

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

const TYPE = 'Type: Canary10Percent5Minutes';
const MINE = 'Type: Linear10PercentEvery1Minute';

test('of our DeploymentPreference what its owner wrote stays alone, with the alias that SAM asks for', async () => {
  const folder = await edited((text) => text.replace(TYPE, MINE));
  expect((await adopting(folder, '--yes')).out).toContain('nothing to do');
  const { status, out, err } = await unadopting(folder, '--yes');
  const text = read(folder, 'template.yaml');
  expect(text).toBe(
    TEMPLATE.replace(
      '      Handler: app.take\n',
      `      Handler: app.take\n      AutoPublishAlias: live\n      DeploymentPreference:\n        ${MINE}\n`,
    ),
  );
  expect(status).toBe(3);
  const line = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
  expect(out).toContain(
    `template.yaml:${line(MINE)}: Resources.TakeOrder.Properties.DeploymentPreference.Type: you edited`,
  );
  expect(out).toContain(
    `template.yaml:${line('AutoPublishAlias')}: Resources.TakeOrder.Properties.AutoPublishAlias: SAM`,
  );
  expect(err).toContain('What stays is listed above');
  expect(err).not.toContain('alias');
});

const OUR_ALARMS = /\[!Ref TakeOrderErrors, !Ref TakeOrderNewVersionErrors\]/;

test.each<[string, (text: string) => string]>([
  ['fewer alarms', (text) => text.replace(OUR_ALARMS, '[!Ref TakeOrderErrors]')],
  ['no alarms in the branch', (text) => text.replace(OUR_ALARMS, '[]')],
  ['the alarms swapped', (text) => text.replace(OUR_ALARMS, '[!Ref TakeOrderNewVersionErrors, !Ref TakeOrderErrors]')],
  ['no alarms', (text) => text.replace(/Alarms: !If\n(?: {10}- .*\n)+/, 'Alarms: []\n')],
  ['no hooks', (text) => text.replace(/Hooks:\n(?: {10}.*\n)+/, 'Hooks: {}\n')],
  ['hooks without a value', (text) => text.replace(/Hooks:\n(?: {10}.*\n)+/, 'Hooks:\n')],
  ['a blank line below our comment on parameters', (text) => text.replace('\n  Environment:\n', '\n$&')],
  ['blank lines below our comment on conditions', (text) => text.replace('\n  HasPermissionsBoundary:', '\n\n$&')],
  ['a blank line below our comment in a function', (text) => text.replace('\n      AutoPublishAlias:', '\n$&')],
  ['a blank line within our comment', (text) => text.replace(/(# Gate of .*\n)( +# when the hooks)/, '$1\n$2')],
  [
    'a blank line before each resource of ours',
    (text) => text.replace(/\n( {2}(?!TakeOrder|Photos)\w+:\n {4}Type: AWS)/g, '\n\n$1'),
  ],
])('%s: nothing of it is the owner’s, so all of it goes', async (_, edit) => {
  let changed = false;
  const folder = await edited((text) => {
    changed = edit(text) !== text;
    return edit(text);
  });
  expect(changed).toBe(true);
  const { status, out } = await unadopting(folder, '--yes');
  // a second blank line above one of ours is its owner's
  expect(read(folder, 'template.yaml').replace(/\n+$/, '\n')).toBe(TEMPLATE);
  expect({ status, out }).toEqual({ status: 0, out: expect.not.stringContaining('Stays') });
});

test('what its owner emptied of ours goes from beside what they wrote', async () => {
  const folder = await edited((text) => text.replace(TYPE, MINE).replace(OUR_ALARMS, '[]'));
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 3 });
  expect(read(folder, 'template.yaml')).toContain(`      DeploymentPreference:\n        ${MINE}\n\n`);
});

test.each([
  ['in lines', 'Alarms:\n          - !Ref Mine\n', '          - !Ref Mine\n', 'Alarms: []\n'],
  ['between brackets', 'Alarms: [!Ref Mine]\n', '!Ref Mine, ', 'Alarms: []\n'],
])('a list %s that its owner took theirs out of stays theirs, with ours in it', async (_, alarms, mine, left) => {
  const own = `      AutoPublishAlias: live\n      DeploymentPreference:\n        Type: AllAtOnce\n        ${alarms}`;
  const template = TEMPLATE.replace('app.take\n', `app.take\n${own}`) + '  Mine: {Type: AWS::CloudWatch::Alarm}\n';
  const folder = await edited((text) => text.replace(mine, ''), template);
  const text = read(folder, 'template.yaml');
  expect(text).toMatch(/Alarms:(?: \[|\n {10}- )!Ref TakeOrderErrors/);
  expect(text).not.toContain('!Ref Mine');
  for (const command of [upgrading, (at: string) => adopting(at, '--yes')]) {
    expect(await command(folder)).toMatchObject({ status: 0 });
    expect(read(folder, 'template.yaml')).toBe(text);
  }
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(template.replace(alarms, left));
});

test('an alarm of the owner’s among ours stays without the condition of ours, and is told', async () => {
  const alarm = 'Mine: {Type: AWS::CloudWatch::Alarm, Properties: {Threshold: 1}}';
  const folder = await edited((text) =>
    text
      .replace(/!Ref TakeOrderNewVersionErrors(?=\]|\n)/, (ref) => `${ref}, !Ref Mine`)
      .replace('  Photos:', `  ${alarm}\n  Photos:`),
  );
  const { status, out } = await unadopting(folder, '--yes');
  const text = read(folder, 'template.yaml');
  expect(status).toBe(3);
  expect(text).toMatch(/DeploymentPreference:\n +Type: Canary10Percent5Minutes\n +Alarms:\n +- !Ref Mine$/m);
  expect(text).not.toContain('TakeOrderErrors');
  expect(leadNowhere(text)).toEqual([]);
  expect(out).toMatch(/template.yaml:\d+: Resources.TakeOrder.Properties.DeploymentPreference.Alarms: you edited it/);
});

test('what its owner added that refers to ours is told, with its place', async () => {
  const outputs = '\nOutputs:\n  Release: {Value: !Ref ReleaseId}\n  Alarm: {Value: !Ref TakeOrderErrors}\n';
  const folder = await edited((text) => text + outputs);
  const dry = await unadopting(folder, '--dry-run', '--json');
  expect(dry.status).toBe(3);
  expect((JSON.parse(dry.out) as { kept: unknown }).kept).toEqual([
    { path: 'template.yaml', line: 17, at: 'Outputs.Release', reason: expect.stringContaining('ReleaseId') },
    { path: 'template.yaml', line: 18, at: 'Outputs.Alarm', reason: expect.stringContaining('TakeOrderErrors') },
  ]);
  const { status, err } = await unadopting(folder, '--yes');
  expect(status).toBe(3);
  expect(err).toContain('2 references lead nowhere now');
  expect(read(folder, 'template.yaml')).toBe(TEMPLATE + outputs);
});

test('the alias that its owner had is not said to go', async () => {
  const folder = await edited(
    (text) => text,
    TEMPLATE.replace('app.take\n', 'app.take\n      AutoPublishAlias: prod\n'),
  );
  const { status, err } = await unadopting(folder, '--yes');
  expect(status).toBe(0);
  expect(err).toContain('Deploying it removes the hooks and their roles.\n');
});

test('a resource of ours that its owner took out: told, and put back, or all of it taken out', async () => {
  const withoutHook = (text: string): string => text.replace(/ {2}PreTrafficHook:\n(?: {4}.*\n)+\n/, '');
  const folder = await edited(withoutHook);
  for (const command of [upgrading, (at: string) => adopting(at, '--yes')]) {
    const { status, out, err } = await command(folder);
    expect(status).toBe(3);
    expect(`${out}${err}`).toMatch(
      /template.yaml:\d+: TakeOrder refers to PreTrafficHook, which is not there any more/,
    );
  }
  const check = await upgrading(folder, '--check');
  expect(check).toMatchObject({ status: 3, out: expect.stringContaining('TakeOrder refers to PreTrafficHook, which') });
  const json = await adopting(folder, '--dry-run', '--json');
  expect(json.status).toBe(3);
  expect(JSON.parse(json.out)).toMatchObject({
    findings: expect.arrayContaining([expect.objectContaining({ code: 'dangling-reference' })]),
  });
  expect((await adopting(folder, '--yes')).out).toContain('upgrade --restore=template.yaml');
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(TEMPLATE);
});

test('what only the first adoption does is said, and nothing is done', async () => {
  const folder = await edited((text) => text, WITH_HOOK);
  const before = read(folder, 'template.yaml');
  const { status, out } = await adopting(folder, '--yes', '--chain', '--fix');
  expect(status).toBe(0);
  expect(out).toContain('--fix and --chain did nothing');
  expect(out).toContain('unadopt, commit, and adopt it again');
  expect(read(folder, 'template.yaml')).toBe(before);
});

test('what is left to a person is said a second time, too', async () => {
  const folder = committed(repository({ ...FILES, Jenkinsfile: "sh 'sam build'\nsh 'sam deploy'\n" }));
  const remarksOf = async (...args: string[]): Promise<string[]> => {
    const { findings } = JSON.parse((await adopting(folder, '--json', ...args)).out) as {
      findings: { code: string }[];
    };
    return findings.map(({ code }) => code).filter((code) => ['by-hand', 'left-alone'].includes(code));
  };
  const first = await remarksOf('--yes');
  expect(first).toEqual(['by-hand']);
  commitAll(folder);
  expect(await remarksOf('--dry-run')).toEqual(first);
});
