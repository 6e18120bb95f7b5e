/** A tool that is older than what it made: it would take new things for edits, so it does nothing at all. */
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { MANIFEST_PATH } from './manifest.ts';
import { readRegular } from './paths.ts';

const TOOL = /"tool":\s*"create-fitness-serverless@([^"\s]{1,100})"/;

/**
 * The version that the manifest of a folder names, as cheaply as every command can afford it; undefined if none does.
 * Whether the manifest is sound is asked by who uses the rest of it.
 */
export function appliedVersion(root: string): string | undefined {
  try {
    return TOOL.exec(readRegular(join(root, MANIFEST_PATH))?.toString('utf8') ?? '')?.[1];
  } catch {
    return undefined;
  }
}

/** @throws UserError `older-tool` if a newer version of the tool made the files of the folder */
export function refuseOlderTool(root: string, version = VERSION): void {
  const applied = appliedVersion(root);
  if (applied === undefined || !isNewer(applied, version)) return;
  throw new UserError(
    'older-tool',
    `This service was made by create-fitness-serverless ${applied}; this is the older ${version}. Nothing was done.`,
    { hint: `Install its dependencies, or run npx create-fitness-serverless@${applied}.` },
  );
}

/** Is one version after another? By the order of https://semver.org/#spec-item-11; what is no version is after none. */
export function isNewer(version: string, than: string): boolean {
  const [a, b] = [partsOf(version), partsOf(than)];
  if (!a || !b) return false;
  return (differenceOf(a.numbers, b.numbers) || ofPrereleases(a.prerelease, b.prerelease)) > 0;
}

function partsOf(version: string): { numbers: string[]; prerelease: string[] } | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version);
  if (!found) return undefined;
  return { numbers: found.slice(1, 4), prerelease: found[4]?.split('.') ?? [] };
}

/** A release is after its prereleases. */
function ofPrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return differenceOf(a, b);
}

function differenceOf(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = ofIdentifiers(a[index] ?? '', b[index] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers by their size and before words, words by their letters. */
function ofIdentifiers(a: string, b: string): number {
  const [first, second] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (first && second) return a.length - b.length || compared(a, b);
  return first ? -1 : second ? 1 : compared(a, b);
}

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
