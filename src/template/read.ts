import { UserError } from '../errors.ts';
import type { Diagnostic, Location, Path, SourceDocument } from './model.ts';
import { parseQuickly, parseWithJsYaml } from './syntax/js-yaml.ts';
import { parseJson } from './syntax/json.ts';
import { MAX_BYTES, SyntaxProblem } from './syntax/limits.ts';
import type { ParsedSyntax } from './syntax/limits.ts';

/** The reader of YAML that keeps a syntax tree: what is edited, and what the quick one leaves to it. */
export type TreeReader = (text: string) => ParsedSyntax;

/**
 * Reads YAML (1.2 core schema, with CloudFormation's short-form tags in their long form) or JSON.
 *
 * @param file name of the file as its reader knows it, for locations
 * @param tree without it what it reads has no ranges: for those who edit nothing, and whose bundle is the smaller
 * @throws UserError `template-syntax` with the place, if it does not parse; `template-too-large` beyond 1 MB
 */
export function readDocument(text: string, file: string, tree: TreeReader = withoutTree): SourceDocument {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES) {
    throw new UserError('template-too-large', `${file} is larger than 1 MB, the most that CloudFormation takes`, {
      location: { file, line: 1, column: 1 },
      hint: 'Split it into nested stacks (AWS::CloudFormation::Stack or AWS::Serverless::Application).',
    });
  }
  const lines = new LineTable(text);
  try {
    const json = /^\uFEFF?\s*[{[]/.test(text) ? parseJson(text) : undefined;
    return new ParsedDocument(file, text, lines, json ?? quickYaml(text, tree) ?? tree(text));
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const second = secondTry(text);
    const location = { file, ...lines.at(error.offset) };
    if (second) return new ParsedDocument(file, text, lines, second, [withoutLines(error, location)]);
    throw new UserError('template-syntax', `${file}:${location.line}:${location.column}: ${error.message}`, {
      location,
      hint: 'Correct the file at this place; it has to be YAML or JSON.',
    });
  }
}

/** The data and its places; the syntax tree is made when the first range is asked for. */
function quickYaml(text: string, read: TreeReader): ParsedSyntax | undefined {
  const quick = parseQuickly(text);
  if (!quick) return undefined;
  let tree: ParsedSyntax | undefined;
  return {
    data: quick.data,
    remarks: () => [],
    locate: (path) => quick.places.locate(path),
    range: (path) => (tree ??= treeOf(text, read)).range(path),
  };
}

/** What only the quick reader takes has no ranges, so it is not edited. */
function treeOf(text: string, read: TreeReader): ParsedSyntax {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { data: undefined, remarks: () => [], locate: () => undefined, range: () => undefined };
  }
}

function withoutTree(text: string): ParsedSyntax {
  const read = parseWithJsYaml(text);
  if (!read) throw new SyntaxProblem('it is neither YAML nor JSON', 0);
  return read;
}

/** A file beyond the bounds stays refused, whoever reads it. */
function secondTry(text: string): ParsedSyntax | undefined {
  try {
    return parseWithJsYaml(text);
  } catch (error) {
    if (error instanceof SyntaxProblem || error instanceof RangeError) return undefined;
    throw error;
  }
}

function withoutLines(problem: SyntaxProblem, location: Location): Diagnostic {
  return {
    severity: 'warning',
    code: 'no-locations',
    message: `Not strict YAML: ${problem.message}. It was read all the same, but findings have no lines and no fixes`,
    location,
  };
}

class ParsedDocument implements SourceDocument {
  readonly file: string;
  readonly text: string;
  readonly data: unknown;
  readonly #lines: LineTable;
  readonly #syntax: ParsedSyntax;
  readonly #more: readonly Diagnostic[];

  constructor(file: string, text: string, lines: LineTable, syntax: ParsedSyntax, more: readonly Diagnostic[] = []) {
    this.file = file;
    this.text = text;
    this.data = syntax.data;
    this.#lines = lines;
    this.#syntax = syntax;
    this.#more = more;
  }

  get diagnostics(): readonly Diagnostic[] {
    const remarks = this.#syntax.remarks().map(({ code, message, offset }): Diagnostic => {
      return { severity: 'warning', code, message, location: this.#location(offset) };
    });
    return [...remarks, ...this.#more];
  }

  locate(path: Path): Location | undefined {
    const at = this.#syntax.locate(path);
    return at === undefined ? undefined : this.#location(at);
  }

  range(path: Path): readonly [start: number, end: number] | undefined {
    return this.#syntax.range(path);
  }

  #location(offset: number): Location {
    return { file: this.file, ...this.#lines.at(offset) };
  }
}

/** Lines and columns of offsets; the table is made when the first is asked for. */
class LineTable {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  at(offset: number): { line: number; column: number } {
    const starts = (this.#starts ??= lineStarts(this.#text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] as number;
    const byteOrderMark = low === 0 && this.#text.startsWith('\uFEFF') ? 1 : 0;
    return { line: low + 1, column: Math.max(offset - start - byteOrderMark, 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
