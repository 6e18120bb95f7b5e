import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/report/entry.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { configWith } from '../fitness/support.ts';
import {
  changedEntry,
  CLEAN,
  context,
  elements,
  entryOf,
  HOSTILE,
  hostileTemplate,
  manyBuckets,
  MIXED,
  PUBLIC,
  textIn,
  treeOf,
  unreadable,
} from './support.ts';

const textFor = (...entries: Entry[]) => renderHtml(entries, context);
const treeFor = (...entries: Entry[]) => treeOf(textFor(...entries), 'html');

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** One of each kind of page. */
const PAGES: [string, () => Entry[]][] = [
  ['a template with something of everything', () => [entryOf(MIXED)]],
  ['a clean template', () => [entryOf(CLEAN)]],
  ['a change', () => [changedEntry()]],
  ['many templates', () => [entryOf(MIXED), entryOf(PUBLIC, { file: 'b.yaml' }), unreadable]],
  ['hostile names', () => [entryOf(hostileTemplate), { ...unreadable, template: HOSTILE[1]! }]],
  ['a template that could not be read', () => [unreadable]],
];

describe.each(PAGES)('the page of %s', (_, entries) => {
  const text = textFor(...entries());
  const tree = treeOf(text, 'html');
  const all = elements(tree);

  test('loads nothing, and forbids that anything be loaded but its own style and script', () => {
    const [policy] = all.filter(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    const [style] = elements(tree, 'style');
    const scripts = elements(tree, 'script');
    expect(scripts).toHaveLength(1);
    expect(policy?.attributes['content']).toBe(
      `default-src 'none'; style-src ${sha256(textIn(style!))}; script-src ${sha256(textIn(scripts[0]!))}; base-uri 'none'; form-action 'none'`,
    );
    for (const { name, attributes } of all) {
      expect(['link', 'img', 'iframe', 'object', 'embed', 'base', 'form']).not.toContain(name);
      for (const attribute of Object.keys(attributes)) expect(attribute).not.toMatch(/^(src|srcset|style|on.*)$/);
      if (attributes['href'] !== undefined) expect(attributes['href']).toMatch(/^(#|https:\/\/)/);
    }
    expect(textIn(style!)).not.toMatch(/url\(|@import/);
  });

  test('has landmarks, one h1, headings in order, and names for what is drawn', () => {
    for (const landmark of ['header', 'main', 'nav', 'footer', 'h1', 'title'])
      expect(elements(tree, landmark)).toHaveLength(1);
    const levels = all.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? Number(name.slice(1)) : []));
    levels.forEach((level, index) => expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1));
    for (const { attributes } of elements(tree, 'svg'))
      expect(
        attributes['aria-hidden'] === 'true' || (attributes['role'] === 'img' && attributes['aria-label']),
      ).toBeTruthy();
    for (const label of elements(tree, 'label')) {
      expect(textIn(label).trim()).not.toBe('');
      expect(elements(label).filter(({ name }) => name === 'input' || name === 'select')).toHaveLength(1);
    }
  });

  test('every anchor leads somewhere, and to one place', () => {
    const ids = all.flatMap(({ attributes }) => attributes['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const links = elements(tree, 'a').flatMap(({ attributes }) => attributes['href'] ?? []);
    const targets = [
      ...links.filter((href) => href.startsWith('#')).map((href) => href.slice(1)),
      ...all.flatMap(({ attributes }) => [attributes['data-tools'], attributes['aria-labelledby']].filter(Boolean)),
    ];
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets) expect(ids).toContain(target);
  });

  test('is the same whenever and wherever it is made', () => {
    expect(textFor(...entries())).toBe(text);
  });
});

describe('the page', () => {
  test('shows the score, the verdict and why', () => {
    const tree = treeFor(entryOf(PUBLIC));
    const [gauge] = elements(tree, 'svg').filter(({ attributes }) => attributes['class']?.startsWith('gauge'));
    expect(gauge?.attributes['aria-label']).toMatch(/^Fitness \d\d\.\d of 100; 9\d\.\d if all failures were mended$/);
    const text = textIn(elements(tree, 'main')[0]!);
    expect(text).toMatch(/Gate red/);
    expect(text).toMatch(/minimum fitness is \d+\.\d+, at least 80 is asked for/);
  });

  test('orders what holds it back by what it costs', () => {
    const tree = treeFor(entryOf(MIXED));
    const [list] = elements(tree, 'ol');
    const gains = elements(list!, 'li').map((item) => Number(/\+(\d+\.\d)/.exec(textIn(item))?.[1]));
    expect(gains.length).toBeGreaterThan(2);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(textIn(elements(list!, 'li')[0]!)).toMatch(
      /Buckets cannot be read by the public[^]*To pass it:[^]*template\.yaml:7:7/,
    );
  });

  test('says what is not known, not counted, suppressed, and diagnosed', () => {
    const tree = treeFor(entryOf(MIXED));
    const titles = elements(tree, 'h2').map(textIn);
    expect(titles).toEqual([
      'What holds it back',
      'By category',
      'By resource',
      'Complexity',
      'Not known',
      'Shown, not counted',
      'Suppressed',
      'Diagnostics',
      'Sound',
    ]);
    expect(textIn(tree)).toContain('it holds the logs');
  });

  test('an observing gate says what it would have stopped', () => {
    const text = textIn(treeFor(entryOf(PUBLIC, { config: configWith({ mode: 'observe' }) })));
    expect(text).toContain('Observed: would be red');
  });

  test('hostile names are text', () => {
    const tree = treeFor(entryOf(hostileTemplate));
    const text = textIn(elements(tree, 'main')[0]!);
    for (const name of HOSTILE.slice(0, 5)) expect(text).toContain(name);
    // eslint-disable-next-line no-control-regex -- it is what must not be there
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
  });

  test('many templates are a table that leads to each report', () => {
    const tree = treeFor(entryOf(MIXED), entryOf(PUBLIC, { file: 'b.yaml' }), unreadable);
    expect(elements(tree, 'h2').map(textIn)).toEqual(['Templates', 'What fails most', 'Reports']);
    const [table] = elements(tree, 'table');
    expect(elements(table!, 'a').map(({ attributes }) => attributes['href'])).toEqual(['#t1', '#t2', '#t3']);
    expect(textIn(table!)).toMatch(/broken\.yaml\s*Could not be read/);
  });

  test('grows with the number of resources, not faster', () => {
    const small = textFor(entryOf(manyBuckets(100))).length;
    const large = textFor(entryOf(manyBuckets(1000))).length;
    expect(large / small).toBeLessThan(11);
  });

  test('tells what the change did, and what is known to fail', () => {
    const tree = treeFor(changedEntry());
    expect(elements(tree, 'h2').map(textIn)).toEqual(expect.arrayContaining(['This change', 'Known failures']));
    const section = (id: string) =>
      textIn(elements(tree, 'section').find(({ attributes }) => attributes['id'] === id)!);
    expect(section('change')).toMatch(
      /Against\s+main \(1a2b3c4\)[^]*1 verdict worse[^]*Quiet[^]*pass → fail[^]*1 verdict better[^]*Old[^]*removed/,
    );
    expect(section('known')).toMatch(
      /fitness-known-failures\.json[^]*1 entry fails no longer[^]*Open[^]*s3-bucket-public-read-prohibited[^]*Gone/,
    );
    expect(textIn(elements(tree, 'main')[0]!)).toMatch(/-3\.2\s+points against\s+main \(1a2b3c4\)/);
  });
});
