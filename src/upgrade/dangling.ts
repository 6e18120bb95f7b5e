/**
 * Names in the template that lead nowhere once it is merged: what the one side still calls, the other took away. Every text is
 * valid by itself, and no line is a conflict, so only this tells.
 */
import { withChanges } from '../insert/data.ts';
import { isKey, parseParts } from '../insert/part.ts';
import { declaredIn, namesIn } from '../template/names.ts';
import type { NameKind, NamedAt } from '../template/names.ts';
import { parseReadable } from '../template/parse.ts';

export interface Dangling {
  /** Logical id of what refers to it, e.g. `Worker`; `Outputs.TableName` outside of the resources. */
  readonly from: string;
  /** E.g. `Table`, `the condition IsProd`. */
  readonly to: string;
  readonly kind: NameKind;
  readonly name: string;
  /** In the merged template. */
  readonly line: number;
}

export interface Merged {
  /** The template as it stands, and as it will. */
  readonly before: string;
  readonly after: string;
  /** As the tool makes it, without a person's edits. */
  readonly next: string;
  /** What led nowhere before is told again: a file of its owner's, which they took something of ours from. */
  readonly again?: boolean;
}

/**
 * References of the merged template to what was declared in it before, or is in the tool's, and is in it no more. One that led
 * nowhere before is not told again, and a name that nobody declared is none of ours: a transform may make it.
 */
export function danglingIn({ before, after, next, again = false }: Merged, file: string): Dangling[] {
  // what cannot be read is said elsewhere, or written anew
  const is = parseReadable(after, file);
  if (!is) return [];
  const declared = declaredIn(is);
  const missing = namesIn(is)
    .filter(({ kind, name }) => !declared[kind].has(name) && !PSEUDO_PARAMETER.test(name))
    .map((at) => missingOf(at, declared));
  // most times every name leads somewhere, and the other two are not read
  if (missing.length === 0) return [];
  const [was, tools] = [before, next].map((text) => parseReadable(text, file));
  if (!was || !tools) return [];
  const [old, offered] = [was, tools].map(declaredIn) as [Declared, Declared];
  const isLost = ({ kind, name }: NamedAt): boolean => old[kind].has(name) || offered[kind].has(name);
  const known = again
    ? NONE
    : new Set(namesIn(was).flatMap((at) => (!old[at.kind].has(at.name) && isLost(at) ? keyOf(at) : [])));
  const found = new Map<string, Dangling>();
  for (const at of missing) {
    const key = keyOf(at);
    if (!isLost(at) || known.has(key) || found.has(key)) continue;
    const { kind, name } = at;
    const line = is.locate(at.path)?.line ?? 1;
    found.set(key, { from: fromOf(at), to: `${WORDS[kind]}${name}`, kind, name, line });
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** The template that parts alone would be: what is declared in it is the tool's. */
export function templateOfParts(bytes: Uint8Array): string {
  const changes = parseParts(bytes).filter(isKey);
  return JSON.stringify(
    withChanges(
      {},
      changes.map(({ path, value }) => ({ path, value: () => value })),
    ),
  );
}

/** Of `Fn.Alias` the function, where that is not there itself. */
function missingOf(at: NamedAt, declared: Declared): NamedAt {
  const [id = at.name] = at.name.split('.');
  return declared[at.kind].has(id) ? at : { ...at, name: id };
}

const NONE: ReadonlySet<string> = new Set();

const PSEUDO_PARAMETER = /^AWS::/;

type Declared = ReturnType<typeof declaredIn>;

const WORDS: Readonly<Record<NameKind, string>> = {
  resource: '',
  condition: 'the condition ',
  mapping: 'the mapping ',
};

/** For the reader: what is wrong, where, in a clause. */
export function saidOfDangling({ from, to, line }: Dangling, path: string): string {
  return `${path}:${line}: ${from} refers to ${to}, which is not there any more`;
}

function keyOf(at: NamedAt): string {
  return JSON.stringify([at.kind, at.name, fromOf(at)]);
}

function fromOf({ path: [section, id] }: NamedAt): string {
  return section === 'Resources' ? String(id) : [section, id].filter((key) => key !== undefined).join('.');
}
