/**
 * `fitness-known-failures.json`: failures that a team accepts for now. They are shown and cost points, but stop nothing;
 * every other one does. Each is one line, and the last line is always the same: branches that accept or mend different
 * failures merge.
 */
import { UserError } from '../errors.ts';
import type { Location } from '../template/model.ts';
import type { Result } from './report.ts';

export const KNOWN_FAILURES_FILE = 'fitness-known-failures.json';

/** What was said of each when it was accepted, by its key. */
export type KnownFailures = ReadonlyMap<string, string>;

/** Whom a failure is known of: its template, relative to the file. */
type Failing = Pick<Result, 'check' | 'resource' | 'path'>;

/** `template.yaml#Bucket/Properties/VersioningConfiguration/Status s3-bucket-versioning-enabled` */
export function failureKey(template: string, { check, resource, path }: Failing): string {
  return `${escaped(template, '#')}#${[resource, ...path].map((step) => escaped(String(step), '/')).join('/')} ${check}`;
}

/** The parts of a key that say whose it is; undefined if it is no key. */
export function failureOf(key: string): { template: string; resource: string; check: string } | undefined {
  const [, template, place, check] = /^([^# ]+)#([^ ]+) ([^ ]+)$/.exec(key) ?? [];
  const [resource] = place?.split('/') ?? [];
  if (template === undefined || resource === undefined || check === undefined) return undefined;
  return { template: unescaped(template), resource: unescaped(resource), check };
}

/** Does the team have to accept it, or mend it? What is only tried out stops nothing. */
export function isAcceptable({ status, mode }: Result): boolean {
  return status === 'fail' && mode === 'enforced';
}

/**
 * @param file its name, as messages show it
 * @throws UserError `broken-known-failures` with the place
 */
export function parseKnownFailures(text: string, file: string): KnownFailures {
  const marker = /^(?:<{7}|\|{7}|={7}|>{7})/m.exec(text);
  if (marker)
    throw broken(
      text,
      file,
      marker.index,
      'it has the markers of a merge conflict',
      'Keep the lines of both sides: each is one failure. Then run `score --prune-failures`.',
    );
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw broken(
      text,
      file,
      faultIn(text),
      'it is no JSON',
      'Mend the line, or restore the file from version control.',
      cause,
    );
  }
  const hint = 'Remove the line; `score --accept-failures` writes it anew.';
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw broken(text, file, 0, 'it is no map of failures', hint);
  const { version, ...entries } = data as Record<string, unknown>;
  if (version !== 1)
    throw broken(
      text,
      file,
      at(text, 'version'),
      'it is not of version 1',
      'Take the version of this tool that wrote it.',
    );
  return new Map(
    Object.entries(entries).map(([key, message]) => {
      if (!failureOf(key) || typeof message !== 'string')
        throw broken(text, file, at(text, key), `${JSON.stringify(key)} is no known failure`, hint);
      return [key, message];
    }),
  );
}

/** Sorted; ends with the version, so that every entry's line ends with a comma. */
export function serializeKnownFailures(entries: KnownFailures): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ ...Object.fromEntries(sorted), version: 1 }, null, 2)}\n`;
}

/** No part has a space, and none but the last the mark that ends it. */
function escaped(part: string, mark: string): string {
  return part.replace(/[%\s]/g, encodeURIComponent).replaceAll(mark, encodeURIComponent(mark));
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The first line that is none of ours; the end, if all are. */
function faultIn(text: string): number {
  const line = /^[ \t]*(?:[{}]?|"(?:[^"\\\n]|\\.)*":[ \t]*(?:"(?:[^"\\\n]|\\.)*"|\d+),?)[ \t]*\r?$/;
  let offset = 0;
  for (const each of text.split('\n')) {
    if (!line.test(each)) return offset + each.search(/\S/);
    offset += each.length + 1;
  }
  return text.trimEnd().length;
}

function at(text: string, key: string): number {
  return Math.max(0, text.indexOf(JSON.stringify(key)));
}

function broken(text: string, file: string, offset: number, what: string, hint: string, cause?: unknown): UserError {
  const before = text.slice(0, offset).split('\n');
  const location: Location = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  return new UserError('broken-known-failures', `${file} cannot be read: ${what}.`, { location, hint, cause });
}
