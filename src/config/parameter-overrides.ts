/** `Key=value Key="two words"`, or the older `ParameterKey=Key,ParameterValue=value`: SAM CLI's syntax of parameters. */

const KEY = /(?:ParameterKey=(["']?)([A-Za-z0-9]+)\1,ParameterValue=|(["']?)([A-Za-z0-9]+)\3=)/y;
const SPACES = /\s*/y;
/** A part of a value that is one for itself: text in quotes, an escaped character, or any other. */
const PART = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\\[^]|[^]/y;

/**
 * The keys and values of one text. What a shell has unquoted stays one: a space ends a value only before another key.
 *
 * @returns undefined if it does not begin with a key
 */
export function keyValues(text: string): [key: string, value: string][] | undefined {
  const found: [string, string][] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const key = keyAt(text, at);
    if (!key) return undefined;
    const end = endOfValue(text, key.end);
    found.push([key.name, unquoted(text.slice(key.end, end))]);
    at = skip(text, end);
  }
  return found;
}

function keyAt(text: string, at: number): { name: string; end: number } | undefined {
  KEY.lastIndex = at;
  const match = KEY.exec(text);
  return match ? { name: match[2] ?? match[4] ?? '', end: KEY.lastIndex } : undefined;
}

function endOfValue(text: string, start: number): number {
  for (let at = start; at < text.length;) {
    const next = skip(text, at);
    if (next > at) {
      if (next === text.length || keyAt(text, next)) return at;
      at = next;
      continue;
    }
    PART.lastIndex = at;
    PART.exec(text);
    at = PART.lastIndex;
  }
  return text.length;
}

function skip(text: string, at: number): number {
  SPACES.lastIndex = at;
  SPACES.exec(text);
  return SPACES.lastIndex;
}

/** https://github.com/aws/aws-sam-cli, `_unquote_wrapped_quotes`: quotes around it, and escaped blanks and quotes. */
function unquoted(value: string): string {
  const inner = /^(["'])[^]*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
  return inner.replace(/\\([\s"'])/g, '$1');
}

/** A parameter's value as CloudFormation gets it, lists with commas; undefined for what is no value. */
export function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map((item) => textOf(item) ?? '').join(',');
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value) ? String(value) : undefined;
}
