/** The line of package.json that names the tool. */
import { PACKAGE } from '../package.ts';
import { applyEdits } from '../template/edit.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord } from '../template/resolve/values.ts';
import type { Merge, ThreeWay } from './merge/three-way.ts';
import { registryName } from './specification.ts';

const MANIFEST = 'package.json';
const KINDS = ['devDependencies', 'dependencies', 'optionalDependencies'] as const;

export interface OwnDependency {
  readonly kind: (typeof KINDS)[number];
  /** npm specification. */
  readonly specification: string;
}

/** What a package.json names as the tool; undefined if it names none, or cannot be read. */
export function ownDependency(text: string | undefined): OwnDependency | undefined {
  const manifest = parsed(text);
  return KINDS.flatMap((kind) => {
    const dependencies = Object.hasOwn(manifest, kind) ? manifest[kind] : undefined;
    const found = isRecord(dependencies) && Object.hasOwn(dependencies, PACKAGE) ? dependencies[PACKAGE] : undefined;
    return typeof found === 'string' ? [{ kind, specification: found }] : [];
  })[0];
}

/**
 * A merge that raises the tool in package.json whoever raised it before, a bot or a person: kept at theirs, an older version
 * than what made the files would be installed, and it would refuse to work on them. One that comes from a folder or a
 * repository stays.
 */
export function raisingOwnDependency(merge: Merge): Merge {
  return (files, options) => merge(files.map(raised), options);
}

function raised(file: ThreeWay): ThreeWay {
  if (file.path !== MANIFEST) return file;
  const [base, yours, next] = [file.base, file.yours, file.next].map((bytes) => ownDependency(textOf(bytes)));
  const isTheTools = base && next && base.specification !== next.specification;
  if (!isTheTools || !yours || yours.specification === base.specification) return file;
  if (registryName(yours.specification) === undefined) return file;
  const edit = { path: [yours.kind, PACKAGE], set: next.specification };
  return { ...file, yours: Buffer.from(applyEdits(parseDocument(textOf(file.yours), MANIFEST), [edit])) };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const manifest: unknown = JSON.parse(text ?? '{}');
    return isRecord(manifest) ? manifest : {};
  } catch {
    return {};
  }
}
