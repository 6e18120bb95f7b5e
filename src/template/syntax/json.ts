/** JSON: the data by `JSON.parse`, the places by a scan that runs only when somebody asks for one. */
import { JsonCursor } from './json-cursor.ts';
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

class Scanner {
  readonly #cursor: JsonCursor;
  readonly #remarks: Remark[] = [];

  constructor(text: string, from: number) {
    this.#cursor = new JsonCursor(text, from);
  }

  scan(): { root: JsonNode; remarks: Remark[] } {
    return { root: this.#value(), remarks: this.#remarks };
  }

  #value(): JsonNode {
    const cursor = this.#cursor;
    cursor.space();
    const start = cursor.at;
    if (cursor.next === '{') return this.#object(start);
    if (cursor.next === '[') return this.#array(start);
    cursor.scalar();
    return { start, end: cursor.at };
  }

  #object(start: number): JsonNode {
    const cursor = this.#cursor;
    const children: NonNullable<JsonNode['children']> = new Map();
    for (cursor.open(); cursor.next !== '}'; cursor.comma()) {
      const at = cursor.at;
      const key = cursor.key();
      if (children.has(key)) {
        this.#remarks.push({
          code: 'repeated-key',
          message: `The key ${key} is repeated; the last one counts`,
          offset: at,
        });
      }
      children.set(key, { at, node: this.#value() });
    }
    return { start, end: ++cursor.at, children };
  }

  #array(start: number): JsonNode {
    const cursor = this.#cursor;
    const children: NonNullable<JsonNode['children']> = new Map();
    for (cursor.open(); cursor.next !== ']'; cursor.comma()) {
      const node = this.#value();
      children.set(children.size, { at: node.start, node });
    }
    return { start, end: ++cursor.at, children };
  }
}
