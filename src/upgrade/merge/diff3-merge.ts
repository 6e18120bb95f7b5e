/** A merge without git. */
import { diff3Merge } from '#node-diff3';
import { linesOf } from '../../report/unified-diff.ts';
import type { Piece, Texts } from './pieces.ts';

/**
 * Where lines repeat, a change can be read in several ways, and the readings may merge to different texts: the text is read
 * from either end, and where the two do not agree it is a conflict.
 */
export function mergeDiff3(texts: readonly Texts[]): Piece[][] {
  return texts.map(({ base, yours, next }) => {
    const lines = { base: linesOf(base), yours: linesOf(yours), next: linesOf(next) };
    const [down, up] = [regionsOf(lines), fromTheEnd(lines)];
    if (hasConflict(down)) return piecesOf(down);
    if (hasConflict(up)) return piecesOf(up);
    return piecesOf(settled(down) === settled(up) ? down : whereTheyDiffer(lines));
  });
}

type Lines = Readonly<Record<keyof Texts, readonly string[]>>;

type Region =
  | { readonly kind: 'settled'; readonly lines: readonly string[] }
  | { readonly kind: 'conflict'; readonly yours: readonly string[]; readonly next: readonly string[] };

function regionsOf({ base, yours, next }: Lines): Region[] {
  const found = diff3Merge([...yours], [...base], [...next], { excludeFalseConflicts: true });
  return found.map(({ ok, conflict }) =>
    conflict ? { kind: 'conflict', yours: conflict.a, next: conflict.b } : { kind: 'settled', lines: ok ?? [] },
  );
}

function fromTheEnd({ base, yours, next }: Lines): Region[] {
  const turned = regionsOf({ base: turn(base), yours: turn(yours), next: turn(next) }).reverse();
  return turned.map((region) =>
    region.kind === 'settled'
      ? { ...region, lines: turn(region.lines) }
      : { ...region, yours: turn(region.yours), next: turn(region.next) },
  );
}

function turn(lines: readonly string[]): string[] {
  return [...lines].reverse();
}

function hasConflict(regions: readonly Region[]): boolean {
  return regions.some(({ kind }) => kind === 'conflict');
}

function settled(regions: readonly Region[]): string {
  return regions.flatMap((region) => (region.kind === 'settled' ? region.lines : [])).join('');
}

function whereTheyDiffer({ yours, next }: Lines): Region[] {
  const shorter = Math.min(yours.length, next.length);
  let [above, below] = [0, 0];
  while (above < shorter && yours[above] === next[above]) above++;
  while (below < shorter - above && yours.at(-1 - below) === next.at(-1 - below)) below++;
  const middle = (lines: readonly string[]): readonly string[] => lines.slice(above, lines.length - below);
  return [
    { kind: 'settled', lines: yours.slice(0, above) },
    { kind: 'conflict', yours: middle(yours), next: middle(next) },
    { kind: 'settled', lines: yours.slice(yours.length - below) },
  ];
}

function piecesOf(regions: readonly Region[]): Piece[] {
  return regions.map((region) =>
    region.kind === 'settled'
      ? { kind: 'settled', text: region.lines.join('') }
      : { kind: 'conflict', yours: region.yours.join(''), next: region.next.join('') },
  );
}
