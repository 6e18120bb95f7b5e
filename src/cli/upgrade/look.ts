/** Finds the version that somebody names, or the newest one. */
import semver from '#semver';
import { nearest } from '../../config/nearest.ts';
import { UserError } from '../../errors.ts';
import { PACKAGE, ownPackage } from '../../package.ts';
import { plain } from '../../report/text.ts';
import { appliedVersion, isNewer, refuseOlderTool } from '../../upgrade/older-tool.ts';
import type { Terminal } from '../terminal.ts';
import { newestOf, publishedAs, versionNamed } from './newest.ts';
import type { Published } from './newest.ts';
import { rangeOf, registryName } from '../../upgrade/specification.ts';
import { byItsContent, versionInTarball } from './tarball.ts';
import type { ToolAnswers, Version } from './target.ts';

/**
 * The newest version, if it is newer than the running one and what made the service. Where nobody answers, that is said, and
 * returned in words.
 */
export async function newerVersion(
  service: ToolAnswers,
  pre: boolean,
  { env, say }: Terminal,
): Promise<Version | string | undefined> {
  const name = registryName(service.tool) ?? PACKAGE;
  const own = ownPackage().version;
  const published = await publishedAs(name, { ...service, folder: service.root, env });
  if (typeof published === 'string') {
    const unanswered = `Could not look for a newer version (${plain(published)}); going on with ${own}.`;
    say(`${unanswered}\n`);
    return unanswered;
  }
  const version = newestOf(published, { pre });
  if (version === undefined || !isNewer(version, own)) return undefined;
  const applied = appliedVersion(service.root);
  return applied !== undefined && isNewer(applied, version)
    ? undefined
    : { version, name, specification: `${name}@${version}` };
}

/**
 * The version that `--to` names: a version, a tag, a range or a file.
 *
 * @param resolve makes an absolute path of a file's
 * @throws UserError if there is none, nobody answers, or it is older than what made the service
 */
export async function namedVersion(
  service: ToolAnswers,
  named: string,
  terminal: Terminal,
  resolve: (file: string) => string,
): Promise<Version> {
  const found = isFile(named)
    ? packedVersion(resolve(named.replace(/^file:/, '')), named)
    : await publishedVersion(service, named, terminal);
  refuseOlderTool(service.root, found.version);
  return found;
}

function isFile(named: string): boolean {
  return /\.(?:tgz|tar\.gz)$/i.test(named);
}

function packedVersion(file: string, shown: string): Version {
  const version = versionInTarball(file, shown);
  return { version, name: PACKAGE, specification: byItsContent(file) };
}

async function publishedVersion(service: ToolAnswers, named: string, { env }: Terminal): Promise<Version> {
  const name = registryName(service.tool) ?? PACKAGE;
  const own = ownPackage().version;
  // nobody needs a registry to know that
  if (semver.valid(named) === own) return { version: own, name, specification: `${name}@${own}` };
  const published = await publishedAs(name, { ...service, folder: service.root, env });
  if (typeof published === 'string')
    throw new UserError('no-registry', `Could not look for ${name}@${named}: ${published}.`, {
      kind: 'incomplete',
      hint: 'Try again, or name a packed version: --to create-fitness-serverless-1.4.0.tgz',
    });
  const version = versionNamed(rangeOf(named), published);
  if (version === undefined) throw unknownVersion(name, named, published);
  return { version, name, specification: `${name}@${version}` };
}

function unknownVersion(name: string, named: string, { tags, versions }: Published): UserError {
  const near = nearest(named, [...Object.keys(tags), ...versions]);
  const newest = newestOf({ tags, versions }, { pre: false });
  return new UserError('unknown-version', `There is no ${name}@${named}.`, {
    hint: near ? `Did you mean ${near}?` : newest && `The newest version is ${newest}.`,
  });
}
