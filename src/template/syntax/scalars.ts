/** What plain text means in YAML: https://yaml.org/spec/1.2.2/#103-core-schema */

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const INFINITY = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;

/** The value of a plain scalar; the text itself if it is a string. */
export function plainScalar(text: string): string | number | boolean | null {
  if (!/^[-+.\d~nNtTfF]|^$/.test(text)) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (DECIMAL.test(text)) return numberOrText(Number(text), text);
  if (OCTAL.test(text) || HEXADECIMAL.test(text)) return numberOrText(Number(text), text);
  const infinity = INFINITY.exec(text);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  return NOT_A_NUMBER.test(text) ? Number.NaN : text;
}

/** Digits that a number would lose stay text: account ids with a leading zero, integers beyond 2^53. */
export function numberOrText(value: number, text: string): number | string {
  if (/^[-+]?0\d/.test(text) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return text;
  return value;
}
