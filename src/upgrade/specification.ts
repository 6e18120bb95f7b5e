/** npm specifications of the tool, as fitness.yaml and package.json name it. */
import { PACKAGE } from '../package.ts';

/**
 * `npm:create-fitness-serverless@^1.2.0`. A name is given to npm as an argument, so that none begins with a hyphen.
 * https://docs.npmjs.com/cli/using-npm/package-spec#aliases, https://docs.npmjs.com/cli/configuring-npm/package-json#name
 */
const ALIAS = /^npm:((?:@[A-Za-z0-9~][\w.~-]*\/)?[A-Za-z0-9~][\w.~-]*)(?:@(.*))?$/;

/** Under which name a registry has the package of a specification; undefined: none has it, it is a file, a folder, a repository. */
export function registryName(specification: string): string | undefined {
  const alias = ALIAS.exec(specification);
  if (alias) return alias[1];
  return /[:/]/.test(specification) ? undefined : PACKAGE;
}

/** The packed tool that lies in a service, where no registry has it. */
const VENDORED = /^vendor\/create-fitness-serverless-[^/]+\.tgz$/;

export function isVendored(path: string): boolean {
  return VENDORED.test(path);
}

/** Which versions a specification allows, without the name. */
export function rangeOf(specification: string): string {
  const alias = ALIAS.exec(specification);
  return alias ? (alias[2] ?? '*') : specification;
}

/** Protocols of workspaces: what they name is kept elsewhere in the repository, and is raised there. */
const KEPT_ELSEWHERE = /^(?:workspace|catalog|link|portal):/;

export function isKeptElsewhere(specification: string): boolean {
  return KEPT_ELSEWHERE.test(specification);
}

/**
 * The specification that has a version of the registry, in the manner of the one that stands there: a team that pins versions
 * goes on pinning them, and a range is raised although it allows the version already. A lockfile that has an older one would
 * satisfy what is not raised; so a tag and `*`, which say nothing of a version, become a range.
 * https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies
 */
export function specificationFor(current: string, version: string): string {
  const alias = ALIAS.exec(current);
  if (alias) return `npm:${alias[1] ?? PACKAGE}@${specificationFor(alias[2] ?? '', version)}`;
  const whole = /^(\^|~|=|>=)?\s*v?\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/.exec(current);
  if (whole) return `${whole[1] ?? ''}${version}`;
  // 1.2, 1.2.x and ~1.2 allow patches alone
  return `${/^~?v?\d+\.\d+(?:\.[x*])?$/i.test(current) ? '~' : '^'}${version}`;
}
