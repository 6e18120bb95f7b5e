/**
 * A service that its owner changes for a year while twelve versions come, one after the other: it ends where one that got
 * the same edits at once, and then the last version at once, ends.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import type { ToolVersion } from '../../support/new-version.ts';
import { changed, outcome, service, version, type Service, type World } from './world.ts';

jest.setTimeout(180_000);

const GUIDE = 'Guide\n\nBuild it.\n\nShip it.\n\nWatch it.\n';
const FAQ = 'Questions\n\nWhy?\n\nBecause.\n\nWho?\n\nYou.\n';
const SCRIPT = '#!/bin/sh\nset -e\nnpm ci\nnpm test\n';

/** A text with one place replaced, which has to be there. */
function replacing(from: string, to: string): (text: string) => string {
  return (text) => {
    if (text.split(from).length !== 2) throw new Error(`${JSON.stringify(from)} is not in the text once`);
    return text.replace(from, () => to);
  };
}

type Step = Pick<World, 'templates' | 'migrations' | 'listed'>;

/** What the versions change, from the second on; each goes on from the one before. `listed` is merged into that of before. */
const VERSIONS: readonly Step[] = [
  // comments, lines of a text
  {
    templates: {
      'template.yaml.ejs': replacing('\nGlobals:\n', '\n# What holds for all functions.\nGlobals:\n'),
      '_editorconfig.ejs': (text) => `${text}\n[Makefile]\nindent_style = tab\n`,
    },
  },
  // a new answer, with its default
  {
    templates: {
      'fitness.yaml.ejs': replacing(
        '\n# When a release',
        '\n# Judge the whole stack at its end?\nstackGate: false\n\n# When a release',
      ),
    },
  },
  // a key goes, another comes
  { templates: { 'template.yaml.ejs': replacing('      SystemLogLevel: INFO\n', '      SystemLogLevel: WARN\n') } },
  // new files of every class
  {
    listed: {
      'docs/runbook.md': 'Runbook\n\nCall.\n',
      'fitness/notes.md': { text: 'Of the tool\n', class: 'managed' },
      'docs/ideas.md': { text: 'Yours\n', class: 'once' },
    },
  },
  // a file is renamed, and changes
  {
    migrations: { '6.0.0': { paths: { 'docs/guide.md': 'docs/how-to.md' } } },
    listed: { 'docs/guide.md': null, 'docs/how-to.md': GUIDE.replace('Ship it.', 'Ship it gradually.') },
  },
  // another default
  { templates: { 'template.yaml.ejs': replacing('    MemorySize: 512\n', '    MemorySize: 1024\n') } },
  // a step of the build
  {
    templates: {
      'buildspec.yml.ejs': replacing(
        '    commands:\n      - <%- script("lint") %>\n',
        '    commands:\n      - npm audit --omit=dev\n      - <%- script("lint") %>\n',
      ),
    },
  },
  // a file goes; lines of another, which its owner moved
  { listed: { 'docs/old.md': null, 'docs/faq.md': FAQ.replace('Who?', 'Who is it?') } },
  // a text of the tool's own, a program
  {
    templates: { 'fitness/tsconfig.json.ejs': (text) => `// Of version 10.\n${text}` },
    listed: { 'scripts/check.sh': { text: SCRIPT.replace('npm ci\n', 'npm ci --no-audit\n'), executable: true } },
  },
  // comments of the one config file
  { templates: { 'fitness.yaml.ejs': replacing('# least part of', '# the least part of') } },
  // a parameter with its output, an option
  {
    templates: {
      'template.yaml.ejs': replacing(
        '\n  PermissionsBoundary:\n',
        '\n  Owner:\n    Type: String\n    Description: Team that is called.\n    Default: nobody\n\n  PermissionsBoundary:\n',
      ),
      'tsconfig.json.ejs': replacing('"strict": true,', '"strict": true,\n    "noFallthroughCasesInSwitch": true,'),
    },
  },
  // a merged file becomes its owner's
  {
    migrations: { '13.0.0': { classes: { 'docs/runbook.md': 'once' } } },
    listed: { 'docs/runbook.md': { text: 'Runbook\n\nCall.\n', class: 'once' } },
  },
];

const FIRST: NonNullable<World['listed']> = {
  'docs/guide.md': GUIDE,
  'docs/faq.md': FAQ,
  'docs/old.md': 'Old\n',
  'scripts/check.sh': SCRIPT,
};

/** What the owner does before the second version comes, before the third …; the last ones after version 12. */
const EDITS: readonly ((orders: Service, tool: ToolVersion) => unknown)[] = [
  (orders) =>
    orders.edit({
      'template.yaml': replacing(
        '\nOutputs:\n',
        '\n  # What was ordered, as PDF.\n  Receipts:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n\nOutputs:\n',
      ),
    }),
  (orders, tool) => commanded(orders, tool, 'add', 'function', 'nightly', '--trigger', 'schedule'),
  (orders) => orders.edit({ 'src/http.ts': (text) => `${text}\n// ours\n`, 'src/receipt.ts': 'export const a = 1;\n' }),
  // before it is renamed by the tool
  (orders) => orders.edit({ 'docs/guide.md': replacing('Watch it.\n', 'Watch it.\n\nOurs.\n') }),
  (orders) => orders.edit({ 'fitness.yaml': replacing('minimum: 80 #', 'minimum: 85 #') }),
  (orders) => orders.edit({ 'events/codedeploy-hook.json': null, '.prettierignore': null }),
  (orders) =>
    orders.edit({
      'buildspec.yml': replacing('      - npm run build\n', '      - npm run build\n      - npm run e2e\n'),
    }),
  (orders) =>
    orders.does((root) => {
      mkdirSync(join(root, 'handbook'));
      renameSync(join(root, 'docs/faq.md'), join(root, 'handbook/faq.md'));
    }),
  (orders) =>
    orders.edit({
      'package.json': (text) =>
        replacing(
          '"dependencies": {\n',
          '"dependencies": {\n    "ulid": "3.0.1",\n',
        )(replacing('"scripts": {\n', '"scripts": {\n    "e2e": "jest e2e",\n')(text)),
    }),
  (orders) => orders.chmod('scripts/check.sh', 0o755).edit({ '.gitignore': (text) => `${text}.idea/\n` }),
  (orders, tool) => commanded(orders, tool, 'set', 'description=Takes orders, and keeps them'),
  (orders) =>
    orders.edit({ 'samconfig.toml': (text) => `# Ours.\n${text}`, 'README.md': (text) => `${text}\nOurs.\n` }),
];

async function commanded(orders: Service, tool: ToolVersion, ...args: readonly string[]): Promise<void> {
  const { status, stderr } = await orders.run(tool, [...args, '--no-install']);
  expect({ args, status, stderr }).toMatchObject({ status: 0 });
  orders.commit(args.join(' '));
}

/** To one version, without a conflict. */
async function upgraded(orders: Service, tool: ToolVersion): Promise<void> {
  const { status, stderr, json } = await orders.upgrade(tool, '--json');
  const { conflicts, kept, to } = json ?? {};
  expect({ status, stderr, conflicts, kept, to }).toEqual({
    status: 0,
    stderr: expect.anything(),
    conflicts: [],
    kept: [],
    to: tool.version,
  });
  orders.commit(`Upgrade to ${tool.version}`);
}

let versions: readonly ToolVersion[];
beforeAll(() => {
  const first = version('1.0.0', { listed: FIRST });
  let listed: NonNullable<World['listed']> = FIRST;
  const later = VERSIONS.reduce<ToolVersion[]>((made, step, index) => {
    listed = { ...listed, ...step.listed };
    return [...made, version(`${index + 2}.0.0`, { ...step, listed, from: made.at(-1) ?? first })];
  }, []);
  versions = [first, ...later];
}, 300_000);

test('history: twelve versions with edits between end where one jump with the same edits ends', async () => {
  expect([VERSIONS.length, EDITS.length]).toEqual([12, 12]);
  const [first, ...later] = versions as [ToolVersion, ...ToolVersion[]];
  const last = later.at(-1)!;
  const [step, jump] = await Promise.all([service(first), service(first)]);

  let now = first;
  for (const [index, tool] of later.entries()) {
    await EDITS[index]?.(step, now);
    await upgraded(step, tool);
    now = tool;
  }
  for (const edit of EDITS) await edit(jump, first);
  await upgraded(jump, last);

  const [one, other] = [step.tree(), jump.tree()];
  const shown = (side: Readonly<Record<string, string>>) =>
    Object.fromEntries(changed(one, other).map((path) => [path, side[path]]));
  expect(shown(one)).toEqual(shown(other));

  // and all of it is there, the tool's and the owner's
  expect(step.read('docs/how-to.md')).toBe('Guide\n\nBuild it.\n\nShip it gradually.\n\nWatch it.\n\nOurs.\n');
  expect(step.read('handbook/faq.md')).toBe(FAQ.replace('Who?', 'Who is it?'));
  expect(step.read('template.yaml')).toMatch(/\n {2}Receipts:\n[^]*\nOutputs:\n/);
  expect(step.read('template.yaml')).toContain('\n  NightlyFunction:\n');
  expect(step.read('buildspec.yml')).toMatch(/npm audit --omit=dev\n[^]* - npm run build\n {6}- npm run e2e\n/);
  const gone = [
    'docs',
    'docs/guide.md',
    'docs/faq.md',
    'docs/old.md',
    '.prettierignore',
    'events/codedeploy-hook.json',
  ];
  expect(gone.filter((path) => step.exists(path))).toEqual(['docs']);
  expect(await step.upgrade(last, '--check')).toMatchObject({ status: 0 });
  expect(step.status()).toBe('');
});

test('L3 without edits, step by step: what the last version creates', async () => {
  const [first, ...later] = versions as [ToolVersion, ...ToolVersion[]];
  const orders = await service(first);
  for (const tool of later) await upgraded(orders, tool);
  expect(changed(orders.tree(), await outcome(first, later.at(-1)!))).toEqual([]);
});
