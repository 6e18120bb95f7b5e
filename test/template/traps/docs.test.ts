import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { traps } from '../../../src/template/traps/index.ts';
import type { TrapMeta } from '../../../src/template/traps/index.ts';

const page = join(import.meta.dirname, '../../../docs/traps.md');
const [begin, end] = ['<!-- traps: begin -->', '<!-- traps: end -->'];

/** What stands between the marks of docs/traps.md. `UPDATE_DOCS=1` writes it; Prettier aligns it. */
function table(): string {
  const section = (title: string, severity: TrapMeta['severity']): string[] => [
    `## ${title}`,
    '',
    '| code | what happens | what to write instead |',
    '| - | - | - |',
    ...traps
      .filter(({ meta }) => meta.severity === severity)
      .map(({ meta: { code, docs, why, instead } }) => `| [\`${code}\`](${docs}) | ${cell(why)} | ${cell(instead)} |`),
    '',
  ];
  return [
    ...section('Errors: the gate would not run, or the deployment or the build would break', 'error'),
    ...section('Warnings', 'warning'),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Prettier aligns tables; that is no difference. */
function plain(markdown: string): string {
  return markdown
    .replace(/ +\|/g, ' |')
    .replace(/-{2,}(?= \|)/g, '-')
    .trim();
}

test('docs/traps.md says what the traps say (UPDATE_DOCS=1 writes it)', () => {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const [written = '', after = ''] = rest.split(end);
  if (process.env['UPDATE_DOCS']) writeFileSync(page, `${before}${begin}\n\n${table()}\n${end}${after}`);
  else expect(plain(written)).toBe(plain(table()));
});

test('what is said is a sentence', () => {
  for (const { meta } of traps) {
    expect(meta.why).toMatch(/^[A-Z`].*[.]$/);
    expect(meta.instead).toMatch(/[.`]$/);
    expect(meta.docs).toMatch(/^https:\/\//);
  }
});
