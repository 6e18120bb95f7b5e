/** A merge without git. */
import { diff3Merge } from '#node-diff3';
import { linesOf } from '../../report/unified-diff.ts';
import type { Piece, Texts } from './pieces.ts';

/** Steps that the comparisons of a text may take, a few seconds; beyond them it could be minutes. */
const MOST_STEPS = 1_000_000_000;

/**
 * Where lines repeat, a change can be read in several ways, and the readings may merge to different texts: the text is read
 * from either end, and where the two do not agree it is a conflict.
 */
export function mergeDiff3(texts: readonly Texts[]): Piece[][] {
  return texts.map(({ base, yours, next }) => {
    const lines = { base: linesOf(base), yours: linesOf(yours), next: linesOf(next) };
    const { above, middle, below } = apart(lines);
    return piecesOf([{ kind: 'settled', lines: above }, ...bothReadings(middle), { kind: 'settled', lines: below }]);
  });
}

function bothReadings(lines: Lines): Region[] {
  if (stepsFor(lines.base, lines.yours) + stepsFor(lines.base, lines.next) > MOST_STEPS) return whereTheyDiffer(lines);
  const [down, up] = [regionsOf(lines), fromTheEnd(lines)];
  if (hasConflict(down)) return down;
  if (hasConflict(up)) return up;
  return settled(down) === settled(up) ? down : whereTheyDiffer(lines);
}

/** For each pair of equal lines the longest common sequence so far is walked. */
function stepsFor(a: readonly string[], b: readonly string[]): number {
  const count = new Map<string, number>();
  for (const line of a) count.set(line, (count.get(line) ?? 0) + 1);
  const pairs = b.reduce((sum, line) => sum + (count.get(line) ?? 0), 0);
  return pairs * Math.min(a.length, b.length);
}

/** Without the lines that all begin and end with. */
function apart(lines: Lines): { above: readonly string[]; middle: Lines; below: readonly string[] } {
  const { base, yours, next } = lines;
  const shortest = Math.min(base.length, yours.length, next.length);
  let [above, below] = [0, 0];
  const isShared = (index: number): boolean => base.at(index) === yours.at(index) && base.at(index) === next.at(index);
  while (above < shortest && isShared(above)) above++;
  while (below < shortest - above && isShared(-1 - below)) below++;
  const cut = (side: readonly string[]): readonly string[] => side.slice(above, side.length - below);
  return {
    above: base.slice(0, above),
    middle: { base: cut(base), yours: cut(yours), next: cut(next) },
    below: base.slice(base.length - below),
  };
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
  const { above, middle, below } = apart({ base: yours, yours, next });
  return [
    { kind: 'settled', lines: above },
    { kind: 'conflict', yours: middle.yours, next: middle.next },
    { kind: 'settled', lines: below },
  ];
}

function piecesOf(regions: readonly Region[]): Piece[] {
  return regions.map((region) =>
    region.kind === 'settled'
      ? { kind: 'settled', text: region.lines.join('') }
      : { kind: 'conflict', yours: region.yours.join(''), next: region.next.join('') },
  );
}
