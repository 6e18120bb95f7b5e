/** Whether a plan changes what has to be installed. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../../template/resolve/values.ts';
import { readRegular } from '../../upgrade/paths.ts';
import type { Plan } from '../../upgrade/plan.ts';

/** What an installation is made from. pnpm keeps overrides in pnpm-workspace.yaml, and compares them with its lockfile's. */
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
  'pnpm',
];

/** Does a plan change what has to be installed? Asked before it is applied. */
export function changesDependencies(root: string, { writes }: Plan): boolean {
  return writes.some(({ path, content }) => {
    if (path === 'pnpm-workspace.yaml' || /^vendor\/[^/]+\.tgz$/.test(path)) return true;
    if (path !== 'package.json') return false;
    const now = dependenciesIn(content && Buffer.from(content.bytes).toString('utf8'));
    return !isDeepStrictEqual(now, dependenciesIn(readRegular(join(root, path))?.toString('utf8')));
  });
}

function dependenciesIn(text: string | undefined): unknown {
  try {
    const manifest: unknown = JSON.parse(text ?? '{}');
    if (!isRecord(manifest)) return undefined;
    return Object.fromEntries(DEPENDENCIES.map((key) => [key, Object.hasOwn(manifest, key) ? manifest[key] : {}]));
  } catch {
    // whatever it is, it is compared as it stands
    return text;
  }
}
