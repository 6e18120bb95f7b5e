/** What a file holds on one side of a merge, and how two sides compare. */
import { hashOf } from '../manifest.ts';
import type { ManifestEntry } from '../manifest.ts';
import { latin1 } from '../merge/line-endings.ts';
import type { OnDisk, Write } from '../plan.ts';

/** What is written to a path. */
export type Content = NonNullable<Write['content']>;

export interface Side extends Content {
  readonly hash: string;
}

export function sideOf({ bytes, executable, link }: Content): Side {
  return { bytes, executable, ...(link && { link }), hash: hashOf(bytes) };
}

/** What stands at a path, if it is something that the tool could have written. */
export function standing(now: OnDisk | undefined): Side | undefined {
  if (now === undefined || now.kind === 'obstacle') return undefined;
  return now.kind === 'file' ? sideOf(now) : sideOf({ bytes: now.target, executable: false, link: true });
}

export function modeOf({ executable, link }: Content): ManifestEntry['mode'] {
  return link ? '120000' : executable ? '755' : '644';
}

export function isSame(a: Side, b: Side): boolean {
  return a.hash === b.hash && a.link === b.link;
}

/** Is it what the tool wrote? The executable bit aside: it is merged by itself. */
export function isUntouched(yours: Side, last: ManifestEntry): boolean {
  return yours.hash === last.hash && isLink(last) === (yours.link === true);
}

export function isLink({ mode }: ManifestEntry): boolean {
  return mode === '120000';
}

/** The executable bit follows whoever changed it. */
export function mergedMode(last: ManifestEntry | undefined, yours: Side, next: Side): boolean {
  const tools = last === undefined || isLink(last) || yours.link === true || last.mode !== modeOf(next);
  return tools ? next.executable : yours.executable;
}

/** The tool's text with the line endings of the file that it replaces. */
export function withEndingsOf(yours: Side, next: Side): Uint8Array {
  if (yours.link || next.link) return next.bytes;
  const [before, after] = [latin1(yours.bytes), latin1(next.bytes)];
  const windows = before.includes('\r\n') && !/(^|[^\r])\n/.test(before);
  if (!windows || after.includes('\r') || after.includes('\0')) return next.bytes;
  return Buffer.from(after.replaceAll('\n', '\r\n'), 'latin1');
}
