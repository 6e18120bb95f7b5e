/**
 * Cyclomatic complexity and lines of code, by the service's own ESLint: its rule `complexity`, with no limit, names every
 * function with its number, so that what is measured is what the same rule says in an editor.
 * https://eslint.org/docs/latest/rules/complexity
 */
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type * as Eslint from 'eslint';

export interface FileComplexity {
  readonly functions: readonly FunctionComplexity[];
  /** Numbers of the lines that hold code: no blank ones, no comments. */
  readonly code: ReadonlySet<number>;
}

export interface FunctionComplexity {
  readonly complexity: number;
  /** `src/orders.ts:12:7` */
  readonly place: string;
  /** As ESLint calls it, e.g. `async method 'put'`. */
  readonly name: string;
}

/** A problem says where. */
export type Analyse = (file: string, text: string) => FileComplexity | { readonly problem: string };

/** @param root whose ESLint is taken, and its parser of TypeScript */
export function analyser(root: string): Analyse {
  const tools = servicesEslint(root);
  if (!tools) return () => ({ problem: 'ESLint of the service measures it, and is not installed' });
  const linter = new tools.Linter();
  return (file, text) => {
    const parser = tools.parser();
    if (!parser && TYPESCRIPT.has(extname(file)))
      return { problem: `${file}: @typescript-eslint/parser of the service reads it, and is not installed` };
    const lines = new LinesOfCode();
    try {
      const messages = linter.verify(text, configOf(lines, parser), {
        filename: `measured${extname(file)}`,
        ...VERIFY,
      });
      const fatal = messages.find((message) => message.fatal);
      if (fatal) return { problem: `${file}:${placeOf(fatal)}: ${fatal.message}` };
      return { functions: messages.flatMap((message) => complexityIn(message, file)), code: lines.numbers };
    } catch (error) {
      return { problem: `${file}:1:1: ESLint failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
}

/** A parser that nesting is too deep for gives none. */
function placeOf({ line, column }: { readonly line?: number; readonly column?: number }): string {
  return `${line ?? 1}:${column ?? 1}`;
}

const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);

/** Comments in the text must not switch anything off. */
const VERIFY: Eslint.Linter.LintOptions = { allowInlineConfig: false };

interface Tools {
  readonly Linter: typeof Eslint.Linter;
  /** Loaded when a file needs it. */
  readonly parser: () => Eslint.Linter.Parser | undefined;
}

function servicesEslint(root: string): Tools | undefined {
  const require = createRequire(join(root, 'package.json'));
  try {
    // without the part that reads configurations from the disk
    const { Linter } = require('eslint/universal') as Pick<typeof Eslint, 'Linter'>;
    return { Linter, parser: () => parserOf(require) };
  } catch {
    return undefined;
  }
}

/** A dependency of the service, or of its typescript-eslint. */
function parserOf(require: NodeJS.Require): Eslint.Linter.Parser | undefined {
  try {
    return require('@typescript-eslint/parser') as Eslint.Linter.Parser;
  } catch {
    try {
      return createRequire(require.resolve('typescript-eslint'))('@typescript-eslint/parser') as Eslint.Linter.Parser;
    } catch {
      return undefined;
    }
  }
}

function configOf(lines: LinesOfCode, parser: Eslint.Linter.Parser | undefined): Eslint.Linter.Config[] {
  return [
    {
      files: ['**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'],
      languageOptions: { ...(parser && { parser }), parserOptions: { ecmaFeatures: { jsx: true } } },
      plugins: { measure: { rules: { lines: lines.rule } } },
      rules: { complexity: ['error', 0], 'measure/lines': 'error' },
    },
  ];
}

/** Which lines a file's tokens stand on. */
class LinesOfCode {
  readonly numbers = new Set<number>();
  readonly rule: Eslint.Rule.RuleModule = {
    create: ({ sourceCode }) => ({
      Program: () => {
        for (const { loc } of sourceCode.ast.tokens)
          for (let line = loc.start.line; line <= loc.end.line; line++) this.numbers.add(line);
      },
    }),
  };
}

/** `Async method 'put' has a complexity of 4. Maximum allowed is 0.` */
const MESSAGE = /^(.*) has a complexity of (\d+)\. Maximum allowed is 0\.$/s;

function complexityIn(
  { ruleId, message, line, column }: Eslint.Linter.LintMessage,
  file: string,
): FunctionComplexity[] {
  const [, name = '', complexity] = ruleId === 'complexity' ? (MESSAGE.exec(message) ?? []) : [];
  if (complexity === undefined) return [];
  const spoken = name.charAt(0).toLowerCase() + name.slice(1);
  return [{ complexity: Number(complexity), place: `${file}:${line}:${column}`, name: spoken }];
}
