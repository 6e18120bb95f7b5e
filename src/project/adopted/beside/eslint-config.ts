/** eslint.config.js: code, which is changed only where a line can say that fitness/ is not for its rules. */
import type { Beside, Found } from './beside.ts';
import { NOTHING, only, remark } from './beside.ts';
import { HEADING } from './tool.ts';

export const ESLINT_CONFIG = /^eslint\.config\.[cm]?[jt]s$/;

/** An object with `ignores` alone is of all files. https://eslint.org/docs/latest/use/configure/ignore */
export function eslintConfigParts({ adopted, path, file: { text } }: Beside): Found {
  if (adopted.hooks === 'none' || ignoresFolder(text)) return NOTHING;
  const quote = text.split("'").length > text.split('"').length ? "'" : '"';
  const entry = `{ ignores: [${quote}fitness/**${quote}] }`;
  const list = listIn(text);
  if (list !== undefined) return only({ lines: [`// ${HEADING}`, `${list}.push(${entry});`] });
  const after = opening(text);
  if (after === undefined)
    return remark(`${path} is code: put ${entry} first in what it exports, or its rules are for fitness/, too`);
  const indent = indentBelow(text, after);
  return only({ after, lines: [`${indent}// ${HEADING}`, `${indent}${entry},`] });
}

/** The line after which the list begins that is exported, if it is one of its own: `export default defineConfig([`. */
function opening(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const found = lines.filter((line) => /^(?:export default|module\.exports =)\s/.test(line));
  const [line] = found;
  return line !== undefined && found.length === 1 && BEGINS_LIST.test(line) ? line : undefined;
}

const MAKES_LIST = String.raw`(?:\[|defineConfig\(\[?|(?:tseslint|tsEslint|tsESLint|ts)\.config\(\[?)`;
const BEGINS_LIST = new RegExp(String.raw`^(?:export default|module\.exports =)\s+${MAKES_LIST}\s*$`);

function indentBelow(text: string, line: string): string {
  const lines = text.split(/\r?\n/);
  return /^[ \t]+/.exec(lines[lines.indexOf(line) + 1] ?? '')?.[0] ?? '  ';
}

function ignoresFolder(text: string): boolean {
  return /ignore\w*\s*(?::|\()[^\]]*["'`](?:\*\*\/|\.?\/)?fitness\b/i.test(text);
}

/** What holds the list once all of the file has run, if it certainly is one. */
function listIn(text: string): string | undefined {
  const name = /^(?:export default|module\.exports =) (\w+);?\s*$/m.exec(text)?.[1];
  const isList = name !== undefined && new RegExp(`^(?:const|let|var) ${name} = ${MAKES_LIST}`, 'm').test(text);
  return isList ? name : undefined;
}
