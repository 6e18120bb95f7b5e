import { describe, expect, jest, test } from '@jest/globals';
import { chosen } from '../../../src/cli/upgrade/interactive.ts';
import { parseCommand } from '../../../src/cli/options.ts';
import { planned } from '../../../src/cli/upgrade/upgrade-service.ts';
import { planUpgrade } from '../../../src/upgrade/upgrade.ts';
import type { Upgrade } from '../../../src/upgrade/upgrade.ts';
import { runningTool } from '../../../src/cli/upgrade/running-tool.ts';
import { olderService } from './service.ts';

jest.setTimeout(60_000);

const NEWS = 'dynamodb-pitr-enabled';
const CHECK = `fitness/checks/${NEWS}.ts`;

/** The first that is asked about. */
const FIRST = 'fitness.yaml';

const TERMINAL = {
  out: () => undefined,
  say: () => undefined,
  color: false,
  width: 100,
  interactive: false,
  env: {},
  cwd: '/',
};

interface Talk {
  readonly upgrade: Upgrade;
  readonly asked: readonly string[];
  readonly said: string;
}

/** Answers by the beginning of a question; anything else with `y`. */
async function talk(answers: Readonly<Record<string, string | readonly string[]>>): Promise<Talk> {
  const root = await olderService({
    without: [NEWS],
    texts: { 'buildspec.yml': (text) => text.replace('phases:', '# of old\nphases:') },
  });
  const first = await planned(root, parseCommand('upgrade', []).values, TERMINAL, undefined);
  const asked: string[] = [];
  let said = '';
  const left = new Map(Object.entries(answers).map(([path, words]) => [path, [words].flat()]));
  const upgrade = await chosen(first, {
    root,
    skip: new Map(),
    say: (text) => void (said += text),
    ask: (question) => {
      asked.push(question);
      const path = [...left.keys()].find((name) => question.includes(` ${name} `));
      return Promise.resolve((path === undefined ? undefined : left.get(path)?.shift()) ?? 'y');
    },
    replan: (skip) => planUpgrade({ root, tool: runningTool(''), skip }),
  });
  return { upgrade, asked, said };
}

const written = ({ plan }: Upgrade) => plan.writes.map(({ path }) => path);
const actionOf = ({ plan }: Upgrade, path: string) => plan.actions.find((action) => action.path === path);

describe('--interactive', () => {
  test('yes to all of it is the plan as it was', async () => {
    const { upgrade, asked } = await talk({});
    expect(asked.length).toBeGreaterThan(5);
    expect(asked).toContainEqual(expect.stringMatching(/^update buildspec\.yml \(.*\)\? \[y,n,d,a,q\] $/));
    expect(asked.filter((question) => question.includes('.fitness/'))).toEqual([]);
    expect(written(upgrade)).toContain('buildspec.yml');
  });

  test('no leaves that file as it is, with its old base, and does the rest', async () => {
    const { upgrade } = await talk({ 'buildspec.yml': 'n' });
    expect(actionOf(upgrade, 'buildspec.yml')).toMatchObject({ action: 'skip', reason: 'you said no' });
    expect(written(upgrade)).not.toContain('buildspec.yml');
    expect(written(upgrade)).not.toContain('.fitness/base/buildspec.yml.base');
    expect(written(upgrade)).toContain(CHECK);
  });

  test('S56 no to a part of a new check keeps all of it out', async () => {
    const { upgrade } = await talk({ [CHECK]: 'n' });
    expect(upgrade.checks.added).toEqual([]);
    expect(upgrade.config.after).not.toContain(`${NEWS}:`);
    expect(written(upgrade)).not.toContain('template.yaml');
    expect(upgrade.notices.join()).toContain(NEWS);
  });

  test('a: yes to what follows; q: no to what follows', async () => {
    const all = await talk({ 'buildspec.yml': 'a' });
    expect(all.asked.at(-1)).toContain('buildspec.yml');
    expect(written(all.upgrade)).toContain('template.yaml');
    // without that a version would count as applied whose migrations never were
    const half = await talk({ [FIRST]: 'n' });
    expect(half.asked).toHaveLength(1);
    expect(written(half.upgrade)).toEqual([]);
    const none = await talk({ 'buildspec.yml': 'q' });
    expect(none.asked.at(-1)).toContain('buildspec.yml');
    expect(written(none.upgrade)).not.toContain('template.yaml');
    const nothing = await talk({ [FIRST]: 'q' });
    expect(nothing.asked).toHaveLength(1);
    expect(written(nothing.upgrade)).toEqual([]);
  });

  test('d shows the difference and asks again; what is no answer is explained', async () => {
    const { said, asked } = await talk({ 'buildspec.yml': ['d', 'what?', 'y'] });
    expect(said).toContain('--- a/buildspec.yml\n+++ b/buildspec.yml\n');
    expect(said).toContain('-# of old\n');
    expect(said).not.toContain('b/template.yaml');
    expect(said).toMatch(/d: show the difference/);
    expect(asked.filter((question) => question.includes('buildspec.yml'))).toHaveLength(3);
  });
});
