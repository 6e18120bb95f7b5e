/** JSON: the data by `JSON.parse`, the places by a scan that runs only when somebody asks for one. */
import type { Path } from '../model.ts';
import { checkBounds } from './limits.ts';
import { placesBy } from './limits.ts';
import type { Found, ParsedSyntax, Remark } from './limits.ts';

interface JsonNode {
  readonly start: number;
  end: number;
  /** By key or index; `at` is the offset of the key or item. */
  readonly children?: Map<string | number, { at: number; node: JsonNode }>;
}

/** Undefined if the text is not JSON. @throws SyntaxProblem beyond the bounds */
export function parseJson(text: string): ParsedSyntax | undefined {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let data: unknown;
  try {
    data = JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
  checkBounds(data);
  let scanned: { root: JsonNode; remarks: Remark[] } | undefined;
  const scan = () => (scanned ??= new Scanner(text, text.length - body.length).scan());
  return { data, remarks: () => scan().remarks, ...placesBy((path) => find(scan().root, path)) };
}

function find(root: JsonNode, path: Path): Found {
  let node = root;
  let at = root.start;
  for (const step of path) {
    const child = node.children?.get(step);
    if (!child) return { at, range: undefined };
    ({ at, node } = child);
  }
  return { at, range: [node.start, node.end] };
}

/** Scans text that `JSON.parse` has accepted, so nothing is checked again. */
class Scanner {
  readonly #text: string;
  readonly #remarks: Remark[] = [];
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  scan(): { root: JsonNode; remarks: Remark[] } {
    return { root: this.#value(), remarks: this.#remarks };
  }

  #value(): JsonNode {
    this.#space();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '{') return this.#object(start);
    if (first === '[') return this.#array(start);
    if (first === '"') this.#string();
    else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] as string)) this.#at++;
    return { start, end: this.#at };
  }

  #object(start: number): JsonNode {
    const children: NonNullable<JsonNode['children']> = new Map();
    for (this.#open(); this.#text[this.#at] !== '}'; this.#comma()) {
      const at = this.#at;
      const key = this.#string();
      this.#space();
      this.#at++; // the colon
      if (children.has(key)) {
        this.#remarks.push({
          code: 'repeated-key',
          message: `The key ${key} is repeated; the last one counts`,
          offset: at,
        });
      }
      children.set(key, { at, node: this.#value() });
    }
    return { start, end: ++this.#at, children };
  }

  #array(start: number): JsonNode {
    const children: NonNullable<JsonNode['children']> = new Map();
    for (this.#open(); this.#text[this.#at] !== ']'; this.#comma()) {
      const node = this.#value();
      children.set(children.size, { at: node.start, node });
    }
    return { start, end: ++this.#at, children };
  }

  #open(): void {
    this.#at++;
    this.#space();
  }

  #comma(): void {
    this.#space();
    if (this.#text[this.#at] === ',') this.#at++;
    this.#space();
  }

  #string(): string {
    const start = this.#at++;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    return JSON.parse(this.#text.slice(start, ++this.#at)) as string;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
