/**
 * Block style for data of the usual kind, a line at a time: the same text as the printer of the YAML library writes, in a
 * fraction of its time. What is not of the usual kind is left to that one.
 */
import { isMisread, isPlain, isUnescaped } from './plain.ts';
import { blockPair, flowText, isPlainList, isShort, shortForm } from './write.ts';
import type { Style } from './write.ts';

/** `key: value` as lines from column 0; undefined: it is not of the usual kind. */
export function pairLines(key: string, value: unknown, style: Style): string[] | undefined {
  if (!isPlain(key)) return undefined;
  const lines = new Lines(style);
  return lines.below(`${key}:`, value) ? lines.written : undefined;
}

/** `- item` in the same way. */
export function itemLines(item: unknown, style: Style): string[] | undefined {
  const lines = new Lines(style);
  return lines.item(item, '') ? lines.written : undefined;
}

class Lines {
  readonly written: string[] = [];
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  /** @param head the key with its colon, and what stands before it in its line */
  below(head: string, value: unknown, indent = ''): boolean {
    const text = this.#inline(value, head.length + 1);
    if (text !== undefined) return this.#line(`${head} ${text}`);
    if (typeof value !== 'object' || value === null) return false;
    const short = this.#style.shortForms ? shortForm(value) : undefined;
    if (short) {
      if (!Array.isArray(short.content)) return this.#block(`${head} ${short.tag}`, short.content, indent);
      this.#line(`${head} ${short.tag}`);
      // A list behind a tag is further in, whatever other lists are.
      return this.#items(short.content, indent + this.#style.indent);
    }
    this.#line(head);
    if (Array.isArray(value)) return this.#items(value, this.#style.indentLists ? indent + this.#style.indent : indent);
    return this.#pairs(value, indent + this.#style.indent);
  }

  /** A text of several lines, without one at its end. */
  #block(head: string, text: unknown, indent: string): boolean {
    if (typeof text !== 'string' || !text.includes('\n') || !BLOCK.test(text)) return false;
    this.#line(`${head} |-`);
    return text.split('\n').every((line) => this.#line(`${indent}${this.#style.indent}${line}`));
  }

  #pairs(value: object, indent: string, first = indent): boolean {
    let head = first;
    for (const [key, inner] of Object.entries(value)) {
      if (!isPlain(key) || !this.below(`${head}${key}:`, inner, indent)) return false;
      head = indent;
    }
    return true;
  }

  #items(items: readonly unknown[], indent: string): boolean {
    return items.every((item) => this.item(item, indent));
  }

  item(item: unknown, indent: string): boolean {
    const text = this.#inline(item, indent.length + 2);
    if (text !== undefined) return this.#line(`${indent}- ${text}`);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
    if (this.#style.shortForms && shortForm(item)) return false;
    return this.#pairs(item, `${indent}  `, `${indent}- `);
  }

  /**
   * What stands in one line; undefined if it has several, or is unusual.
   * @param at its column
   */
  #inline(value: unknown, at: number): string | undefined {
    if (typeof value === 'string') return isPlain(value) ? value : this.#unusual(value);
    if (typeof value === 'boolean') return String(value);
    if (typeof value === 'number')
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined;
    if (typeof value !== 'object' || value === null) return undefined;
    if (Object.keys(value).length === 0) return Array.isArray(value) ? '[]' : '{}';
    if (Array.isArray(value)) return this.#brackets(value, at);
    const short = this.#style.shortForms ? shortForm(value) : undefined;
    if (!short) return undefined;
    const { tag, content } = short;
    if (Array.isArray(content)) {
      if (isShort(content, this.#style)) return `${tag} ${flowText(content, this.#style)}`;
      const list = this.#style.longIntrinsics ? undefined : this.#brackets(content, at + tag.length + 1);
      return list === undefined ? undefined : `${tag} ${list}`;
    }
    if (typeof content !== 'string') return undefined;
    if (tag === '!Sub') return isUnescaped(content) ? `${tag} ${this.#quote(content)}` : undefined;
    return isPlain(content) ? `${tag} ${content}` : undefined;
  }

  /** A list, if it is one that stands between brackets, and fits. */
  #brackets(list: readonly unknown[], at: number): string | undefined {
    const { columns } = this.#style;
    if (columns === undefined || !isPlainList(list, this.#style)) return undefined;
    const text = flowText(list, this.#style);
    return at + text.length <= columns ? text : undefined;
  }

  /** Text that would be read as something else is in quotes. */
  #unusual(value: string): string | undefined {
    if (isMisread(value)) return this.#quote(value);
    if (PATTERN.test(value) || isPlain(value.replace(COUNT, ''))) return value;
    return value.includes('\n') ? undefined : blockPair('k', value, this.#style).slice('k: '.length);
  }

  #quote(text: string): string {
    return this.#style.quote + text + this.#style.quote;
  }

  #line(text: string): true {
    this.written.push(text);
    return true;
  }
}

/** Regular expressions and the like: without spaces, and so without what would end them. */
const PATTERN = /^[$^][!-~]*[!-9;-~]$/;
/** How many there are of what follows. */
const COUNT = /^\d+ (?=[A-Za-z])/;
/** Lines of a text that a block holds as they are. */
const BLOCK = /^[!-~](?:[ -~]*[!-~])?(?:\n[ -~]*[!-~])*$/;
