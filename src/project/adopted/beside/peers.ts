/** What the tool and a package.json cannot both have: then its packages cannot be installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from '#semver';
import { ownPackage, PACKAGE } from '../../../package.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';

/**
 * Why the tool cannot be a dependency of this package.json: a clause; undefined if it can. npm refuses an installation where a
 * package is there in a version that the tool does not work with.
 *
 * @param manifest data of a package.json
 */
export function whyNotInstallable(manifest: unknown): string | undefined {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'].map((kind) => own(manifest, kind));
  for (const [name, needed] of Object.entries(peers())) {
    const range = kinds.map((kind) => own(kind, name)).find((found) => typeof found === 'string');
    // a tag, an alias or a file: its version is not known here
    if (typeof range !== 'string' || semver.validRange(range) === null) continue;
    if (!semver.intersects(range, needed))
      return `package.json has ${name} ${range}, and ${PACKAGE} works with ${needed}`;
  }
  return undefined;
}

let known: Readonly<Record<string, string>> | undefined;

function peers(): Readonly<Record<string, string>> {
  return (known ??= readPeers());
}

function readPeers(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(join(ownPackage().root, 'package.json'), 'utf8'));
  const ranges = own(manifest, 'peerDependencies');
  return Object.fromEntries(
    Object.entries(isRecord(ranges) ? ranges : {}).flatMap(([name, range]) =>
      typeof range === 'string' ? [[name, range]] : [],
    ),
  );
}
