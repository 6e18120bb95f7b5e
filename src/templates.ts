import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from '#ejs';
import { ownPackage } from './package.ts';

/**
 * Renders `templates/<name>.ejs`. `include('partials/x', data)` is relative to the including template,
 * `include('/partials/x', data)` to `templates/`.
 */
export function renderTemplate(name: string, data: object): string {
  const root = join(ownPackage().root, 'templates');
  const filename = join(root, `${name}.ejs`);
  const text = readFileSync(filename, 'utf8');
  if (!text.includes('<%')) return text;
  // the output is code, never HTML: `<%=` escapes no more than `<%-` does
  const template = ejs.compile(text, { filename, root, escape: String, cache: true });
  return template(data);
}
