/** Every write of an upgrade as a unified diff that `git apply` takes: the same plan, the same text. */
import type { Write } from '../upgrade/plan.ts';
import { quotedName, unifiedDiff } from './unified-diff.ts';

/** What stands at a path now. */
export interface Standing {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** Of a symbolic link `bytes` is where it leads. */
  readonly link?: true;
}

/** In the order of paths; what is no text is named. https://git-scm.com/docs/diff-format#generate_patch_text_with_p */
export function upgradeDiff(writes: readonly Write[], standingAt: (path: string) => Standing | undefined): string {
  return [...writes]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, content, before }) => diffOf(path, before === undefined ? undefined : standingAt(path), content))
    .join('');
}

function diffOf(path: string, before: Standing | undefined, after: Standing | undefined): string {
  const [from, to] = [quotedName(`a/${path}`), quotedName(`b/${path}`)];
  const [old, fresh] = [before && modeOf(before), after && modeOf(after)];
  const head = [
    `diff --git ${from} ${to}`,
    ...(old === undefined ? [`new file mode ${fresh}`] : []),
    ...(fresh === undefined ? [`deleted file mode ${old}`] : []),
    ...(old !== undefined && fresh !== undefined && old !== fresh ? [`old mode ${old}`, `new mode ${fresh}`] : []),
  ];
  const [left, right] = [textOf(before), textOf(after)];
  const names = [before ? from : '/dev/null', after ? to : '/dev/null'] as const;
  if (left === undefined || right === undefined) {
    const same = before && after && Buffer.compare(before.bytes, after.bytes) === 0;
    return [...head, ...(same ? [] : [`Binary files ${names[0]} and ${names[1]} differ`]), ''].join('\n');
  }
  const hunks = unifiedDiff(left, right, 'x').split('\n').slice(2).join('\n');
  const body = hunks === '' ? [] : [`--- ${ended(names[0])}`, `+++ ${ended(names[1])}`];
  return `${[...head, ...body, ''].join('\n')}${hunks}`;
}

function modeOf({ executable, link }: Standing): string {
  return link ? '120000' : executable ? '100755' : '100644';
}

/** Empty where there is nothing; undefined if it is no UTF-8, or holds what no text holds. */
function textOf(standing: Standing | undefined): string | undefined {
  if (!standing) return '';
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(standing.bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A name with spaces ends with a tab, so that `patch` sees its end. */
function ended(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}
