/** Logical ids that carry a digest of content, as the transform makes them. */
import { hash } from 'node:crypto';

/** The first hexadecimal digits of SHA-1; empty for no data. */
export function digest(data: unknown, digits = 10): string {
  const text = typeof data === 'string' ? data : data === undefined || data === null ? '' : canonicalJson(data);
  return text === '' ? '' : hash('sha1', text, 'hex').slice(0, digits);
}

/** `prefix` + `suffix` if that is alphanumeric, else + its digest. */
export function suffixed(prefix: string, suffix: unknown): string {
  if (typeof suffix !== 'string') return prefix;
  return prefix + (/^[\p{L}\p{N}]+$/u.test(suffix) ? suffix : digest(suffix));
}

/** Python's `json.dumps(data, sort_keys=True, separators=(',', ':'))`. */
function canonicalJson(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(canonicalJson).join(',')}]`;
  if (typeof data === 'object' && data !== null) {
    const items = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${items.map(([key, value]) => `${ascii(key)}:${canonicalJson(value)}`).join(',')}}`;
  }
  return typeof data === 'string' ? ascii(data) : JSON.stringify(data ?? null);
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
