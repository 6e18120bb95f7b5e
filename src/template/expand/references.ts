/** References to what the transform names itself: `!Ref Fn.Alias`, `${Fn.Version}`, `!Ref Layer`. */
import { isList, isRecord } from '../resolve/values.ts';

export interface Names {
  /** `Fn.Alias` → logical id. */
  readonly references: ReadonlyMap<string, string>;
  /** Logical ids that changed. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The value with the new names; the same object if there is none in it. */
export function rewrite<T>(value: T, names: Names): T {
  if (names.references.size + names.renamed.size === 0) return value;
  return rewriteAny(value, names) as T;
}

function rewriteAny(value: unknown, names: Names): unknown {
  if (isList(value)) return rewriteList(value, names);
  if (!isRecord(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const item = value[key];
    const next = rewriteKey(key, item, names);
    if (next !== item) (changed ??= { ...value })[key] = next;
  }
  return changed ?? value;
}

function rewriteList(list: readonly unknown[], names: Names): readonly unknown[] {
  let changed: unknown[] | undefined;
  list.forEach((item, index) => {
    const next = rewriteAny(item, names);
    if (next !== item) (changed ??= [...list])[index] = next;
  });
  return changed ?? list;
}

function rewriteKey(key: string, item: unknown, names: Names): unknown {
  if (key === 'Ref' && typeof item === 'string') return rename(item, names);
  if (key === 'DependsOn') {
    if (typeof item === 'string') return rename(item, names);
    return isList(item) ? item.map((id) => (typeof id === 'string' ? rename(id, names) : id)) : item;
  }
  if (key === 'Fn::GetAtt') return rewriteGetAtt(item, names);
  if (key === 'Fn::Sub') return rewriteSub(item, names);
  return rewriteAny(item, names);
}

function rename(name: string, { references, renamed }: Names): string {
  return references.get(name) ?? renamed.get(name) ?? name;
}

/** `Fn.Version.Version`: the longest name that is known, then the attribute. */
function renameDotted(name: string, names: Names): string {
  if (!name.includes('.')) return rename(name, names);
  const parts = name.split('.');
  for (let length = parts.length; length > 0; length--) {
    const head = parts.slice(0, length).join('.');
    const next = rename(head, names);
    if (next !== head) return [next, ...parts.slice(length)].join('.');
  }
  return name;
}

function rewriteGetAtt(item: unknown, names: Names): unknown {
  if (typeof item === 'string') return renameDotted(item, names);
  if (!isList(item) || !item.every((part) => typeof part === 'string')) return item;
  const before = item.join('.');
  const after = renameDotted(before, names);
  if (after === before) return item;
  const dot = after.indexOf('.');
  return dot < 0 ? [after] : [after.slice(0, dot), after.slice(dot + 1)];
}

function rewriteSub(item: unknown, names: Names): unknown {
  if (typeof item === 'string') return rewriteText(item, names, {});
  if (!isList(item) || typeof item[0] !== 'string') return rewriteAny(item, names);
  const text = rewriteText(item[0], names, isRecord(item[1]) ? item[1] : {});
  const variables = rewriteAny(item[1], names);
  return text === item[0] && variables === item[1] ? item : [text, variables];
}

function rewriteText(text: string, names: Names, variables: Readonly<Record<string, unknown>>): string {
  return text.replace(/\$\{([^!${}][^${}]*)\}/g, (all, name: string) =>
    Object.hasOwn(variables, name) ? all : `\${${renameDotted(name, names)}}`,
  );
}
