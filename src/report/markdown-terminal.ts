/** Our own documentation, as Markdown, for a terminal: headings, paragraphs, lists, code, links. */
import { plain, styleOf, wrapped } from './text.ts';
import type { Style } from './text.ts';

export function markdownForTerminal(text: string, { color, width }: { color: boolean; width: number }): string {
  const style = styleOf(color);
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of text.replace(/^<!--[\s\S]*?-->\s*/m, '').split('\n')) {
    const opened = /^```(.*)$/.exec(line)?.[1];
    if (opened !== undefined) fence = fence === undefined ? opened : undefined;
    else if (fence !== undefined) lines.push(`    ${codeLine(line, fence, style)}`.trimEnd());
    else lines.push(...textLines(line, style, Math.min(Math.max(width, 40), LINE)));
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** Longer lines are hard to read, however wide the terminal. */
const LINE = 100;

function codeLine(line: string, language: string, style: Style): string {
  const text = shown(line);
  if (language === 'diff' && text.startsWith('+')) return style.green(text);
  if (language === 'diff' && text.startsWith('-')) return style.red(text);
  return language === 'diff' ? style.dim(text) : text;
}

/** Indentation stays; control characters do not. */
function shown(line: string): string {
  return line.split('\t').map(plain).join('  ');
}

function textLines(line: string, style: Style, width: number): string[] {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return [style.bold(inline(heading))];
  const item = /^- (.*)$/.exec(line)?.[1];
  if (item === undefined) return line === '' ? [''] : whole(inline(line), width);
  const [first = '', ...rest] = whole(inline(item), width - 4);
  return [`  - ${first}`, ...rest.map((each) => `    ${each}`)];
}

/** An address is not cut. */
function whole(text: string, width: number): string[] {
  return wrapped(text, Math.max(width, ...text.split(' ').map((word) => word.length)));
}

/** Emphasis and code without their marks, links with their address, which most terminals open. */
function inline(text: string): string {
  const linked = text.replace(/\[([^\]]*)\]\(([^)\s]*)\)/g, '$1 $2');
  return plain(linked.replace(/\*\*|`/g, '').replace(/\\([\\*_<>|[\]])/g, '$1'));
}
