import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/report/entry.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { configWith } from '../fitness/support.ts';
import {
  changedEntry,
  CLEAN,
  context,
  entryOf,
  HOSTILE,
  hostileTemplate,
  lenient,
  manyBuckets,
  MIXED,
  PUBLIC,
  unreadable,
} from './support.ts';

const manyTemplates = (amount: number): Entry[] => {
  const one = entryOf(PUBLIC);
  return Array.from({ length: amount }, (_, index) => ({ ...one, template: `t${index}.yaml` }));
};

const rendered = (...entries: Entry[]) => renderMarkdown(entries, context);

function expectBalanced(text: string): void {
  const tags = [...text.matchAll(/<(\/?)(details|summary)>/g)].map(([, closing, name]) => `${closing}${name}`);
  const stack: string[] = [];
  for (const tag of tags) {
    if (tag.startsWith('/')) expect(stack.pop()).toBe(tag.slice(1));
    else stack.push(tag);
  }
  expect(stack).toEqual([]);
}

describe('Markdown', () => {
  test('says in its first line what is to be known', () => {
    expect(rendered(entryOf(PUBLIC)).split('\n')[0]).toMatch(
      /^\*\*❌ Fitness \d+\.\d of 100, gate red: orders · prod · template\.yaml\*\*$/,
    );
    expect(rendered(entryOf(CLEAN)).split('\n')[0]).toMatch(/^\*\*✅ Fitness 99\.\d of 100, gate green: /);
    const observed = rendered(entryOf(PUBLIC, { config: configWith({ mode: 'observe' }) }));
    expect(observed.split('\n')[0]).toContain('would be red if it were enforced');
  });

  test('has why the gate is red, what holds it back, and the rest folded', () => {
    const text = rendered(entryOf(MIXED));
    expect(text).toMatch(/- \*\*minimum\*\*: fitness is /);
    expect(text).toMatch(/\| `s3-bucket-public-read-prohibited` \| 1 \| \d+\.\d \| take the public grant away/);
    expect(text).toMatch(/- `Open` \(`template\.yaml:7:7`\): AccessControl PublicRead lets everyone read it/);
    expect(text).toContain('<summary>Not known before deployment: 1 check</summary>');
    expect(text).toContain('<summary>Suppressed: 1 result</summary>');
    expect(text).toMatch(/⚠️ \*\*suppression-ignored\*\*: the suppression of no-such-check/);
    expectBalanced(text);
  });

  test.each([
    ['failing resources with long names', () => [entryOf(manyBuckets(300, 'Bucket'.repeat(25)))]],
    ['2,000 templates', () => manyTemplates(2000)],
    ['names of 20,000 characters', () => [entryOf(PUBLIC.replace('Open', 'O'.repeat(20_000)))]],
  ])('%s fit a comment, which says what is left out', (_, entries) => {
    const text = rendered(...entries());
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/left out; `score --format html` has all|and [\d,]+ more/);
    expect(text).toContain('s3-bucket-public-read-prohibited');
    expectBalanced(text);
  });

  test('many templates: the least fit first, those that could not be read before all', () => {
    const good = entryOf(CLEAN, { file: 'good.yaml' });
    const text = rendered(good, entryOf(PUBLIC, { file: 'bad.yaml' }), unreadable);
    expect(text.split('\n')[0]).toBe('**❌ Fitness of 3 templates: 1 gate red, 1 could not be read**');
    const order = ['broken', 'bad', 'good'].map((name) => text.indexOf(`| \`${name}.yaml\` |`));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(rendered(good, { ...good, template: 'b.yaml' }).split('\n')[0]).toContain('✅');
    expectBalanced(text);
  });

  test('names are code or escaped: no HTML, no markup, no mention', () => {
    const text = rendered(entryOf(hostileTemplate, { config: lenient }), unreadable, {
      ...unreadable,
      template: HOSTILE[0]!,
    });
    const outsideOfCode = text.replace(/(`+)[^`](?:[^]*?[^`])?\1(?!`)/g, '');
    const tags = outsideOfCode.match(/<[^>]*>/g)?.filter((tag) => !/^<\/?(details|summary|sub)>$/.test(tag)) ?? [];
    expect(tags).toEqual([]);
    expect(outsideOfCode).not.toMatch(/@everyone|(?<!\\)\]\(|(?<!\\)\*\*c/);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect([4, 5]).toContain(row.match(/(?<!\\)\|/g)!.length - 1);
    expectBalanced(text);
  });

  test('tells what the change did: in the first line how much, then what got worse, and what better folded', () => {
    const text = rendered(changedEntry());
    expect(text.split('\n')[0]).toContain('(-3.2 against main \\(1a2b3c4\\))');
    expect(text).toMatch(
      /\*\*This change makes 1 verdict worse\*\*\n\n- `s3-bucket-ssl-requests-only`, `Quiet` \(`template\.yaml:9:3`\), pass → fail: has no bucket policy any more/,
    );
    expect(text).toMatch(
      /<summary>This change makes 1 verdict better<\/summary>\n\n- .*`Old`, removed: had no bucket policy/,
    );
    expect(text).toContain('`Open` (`template.yaml:7:7`): a known failure: AccessControl');
    expectBalanced(text);
  });
});
