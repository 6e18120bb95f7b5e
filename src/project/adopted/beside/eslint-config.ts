/** eslint.config.js: code, which is changed only where a line can say that fitness/ is not for its rules. */
import type { Beside, Found } from './beside.ts';
import { NOTHING, only, remark } from './beside.ts';
import { HEADING } from './tool.ts';

export const ESLINT_CONFIG = /^eslint\.config\.[cm]?[jt]s$/;

/** An object with `ignores` alone is of all files. https://eslint.org/docs/latest/use/configure/ignore */
export function eslintConfigParts({ adopted, path, file: { text } }: Beside): Found {
  if (adopted.hooks !== 'source' || ignoresFolder(text)) return NOTHING;
  const quote = text.split("'").length > text.split('"').length ? "'" : '"';
  const entry = `{ ignores: [${quote}fitness/**${quote}] }`;
  const list = listIn(text);
  if (list !== undefined) return only({ lines: [`// ${HEADING}`, `${list}.push(${entry});`] });
  return remark(`${path} is code: put ${entry} first in what it exports, or its rules are for fitness/, too`);
}

function ignoresFolder(text: string): boolean {
  return /ignore\w*\s*(?::|\()[^\]]*["'`](?:\*\*\/|\.?\/)?fitness\b/i.test(text);
}

/** What holds the list once all of the file has run, if it certainly is one. */
function listIn(text: string): string | undefined {
  if (/^module\.exports\s*=\s*(?:\[|defineConfig\(|[\w.]*tseslint\.config\()/m.test(text)) return 'module.exports';
  const name = /^export default (\w+);?\s*$/m.exec(text)?.[1];
  const isList =
    name !== undefined &&
    new RegExp(`^(?:const|let|var) ${name}(?::[^=]+)?\\s*=\\s*(?:\\[|defineConfig\\(|tseslint\\.config\\()`, 'm').test(
      text,
    );
  return isList ? name : undefined;
}
