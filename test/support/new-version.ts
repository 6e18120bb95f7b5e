/**
 * Versions of the tool, for tests that need more than one: each is the package as npm installs it from a registry, in a
 * folder of its own in .cache/versions. They are kept by what is in them, so a version costs its making once.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { publishedManifest } from '../../scripts/published-manifest.mjs';
import { pack, packedPaths } from '../../src/cli/create/pack.ts';
import type { Program } from '../../src/cli/options.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { plainEnvironment, type CliOptions } from './cli.ts';
import { makeOnce } from './make-once.ts';
import { CACHE, ROOT } from './packed.ts';
import { run, type Ended } from './process.ts';

export const PACKAGE = 'create-fitness-serverless';

export interface ToolVersion {
  readonly version: string;
  /** The folder that it is installed into: package.json and node_modules. */
  readonly home: string;
  /** The package itself. */
  readonly root: string;
}

/** A new text, what becomes of the old one, or null: the file is gone. */
export type Change = string | null | ((text: string) => string);

export interface VersionChanges {
  readonly version: string;
  /** By path below templates/, e.g. `README.md.ejs`. */
  readonly templates?: Readonly<Record<string, Change>>;
  /** By version. */
  readonly migrations?: Readonly<Record<string, Partial<Migration>>>;
  /** By path in the package. */
  readonly files?: Readonly<Record<string, Change>>;
  /** What it is made of; the checkout's version unless given. */
  readonly from?: ToolVersion;
}

const VERSIONS = join(CACHE, 'versions');
/** What is not used for that long is removed, in milliseconds. */
const KEPT = 2 * 24 * 3600 * 1000;

/** Runs a version's program as a person without a terminal does, as `cli` does the checkout's. */
export function runTool(
  tool: Pick<ToolVersion, 'root'>,
  args: readonly string[],
  { cwd, program = 'fitness-serverless', env, ...options }: CliOptions,
): Promise<Ended> {
  return run(process.execPath, [join(tool.root, 'bin', `${program}.js`), ...args], {
    cwd,
    env: { ...plainEnvironment(), ...env },
    ...options,
  });
}

/** Packs a version: the path of `create-fitness-serverless-<version>.tgz`. */
export async function tarballOf({ home, root, version }: ToolVersion): Promise<string> {
  const tarball = join(home, `${PACKAGE}-${version}.tgz`);
  if (!existsSync(tarball)) {
    writeFileSync(`${tarball}.${process.pid}`, await pack(root));
    renameSync(`${tarball}.${process.pid}`, tarball);
  }
  return tarball;
}

/** Installs a version into a folder's node_modules, as `npm install` of its devDependency does. */
export function installTool(folder: string, tool: ToolVersion): ToolVersion {
  const modules = join(folder, 'node_modules');
  const root = join(modules, PACKAGE);
  rmSync(root, { recursive: true, force: true });
  linkTree(tool.root, root);
  writeInstalled(modules, root, tool.version);
  return { version: tool.version, home: folder, root };
}

let current: ToolVersion | undefined;

/** The checkout's own version: what is in dist/ if that is up to date, else a build of the sources as they are. */
export function thisVersion(): ToolVersion {
  return (current ??= isBuilt() ? ofCheckout() : builtVersion({ version: checkoutVersion(), edits: {} }));
}

/** A version whose templates, migrations or other files differ; nothing is built. */
export function newVersion(changes: VersionChanges): ToolVersion {
  const { version, templates = {}, migrations = {}, files = {}, from = thisVersion() } = changes;
  const changed = new Map<string, string | null>();
  const change = (path: string, made: Change): void =>
    void changed.set(path, typeof made === 'function' ? made(readFileSync(join(from.root, path), 'utf8')) : made);
  for (const [path, text] of versionEdits(from, version)) change(path, text);
  for (const [path, made] of Object.entries(templates)) change(`templates/${path}`, made);
  for (const [name, migration] of Object.entries(migrations))
    change(`migrations/${name}.json`, `${JSON.stringify(migration, null, 2)}\n`);
  for (const [path, made] of Object.entries(files)) change(path, made);

  const home = join(VERSIONS, keyOf(version, [from.home, ...[...changed].flat()]));
  return kept(home, version, (root) => {
    linkTree(from.root, root);
    for (const [path, text] of changed) {
      // what stands there is a link to the other version's file
      rmSync(join(root, path), { force: true });
      if (text !== null) write(join(root, path), text);
    }
  });
}

/**
 * A version whose sources differ: a new check, a changed component. It is built (without dist/lib unless `library` is
 * set), which takes some 15 s once.
 * @param edits by path in the repository
 */
export function builtVersion({
  version,
  edits,
  library = false,
}: {
  readonly version: string;
  readonly edits: Readonly<Record<string, Change>>;
  readonly library?: boolean;
}): ToolVersion {
  const sources = new Map(sourcePaths().map((path) => [path, readFileSync(join(ROOT, path))]));
  const edit = (path: string, change: Change): void => {
    const text = typeof change === 'function' ? change(sources.get(path)?.toString('utf8') ?? missing(path)) : change;
    if (text === null) sources.delete(path);
    else sources.set(path, Buffer.from(text));
  };
  edit('package.json', withVersion(/"version": "[^"]*"/g, `"version": "${version}"`));
  edit('src/version.ts', withVersion(/VERSION = '[^']*'/g, `VERSION = '${version}'`));
  for (const [path, change] of Object.entries(edits)) edit(path, change);

  const home = join(VERSIONS, keyOf(version, [...[...sources].flat(), String(library)]));
  return kept(home, version, (root) => {
    const scratch = `${home}.build`;
    rmSync(scratch, { recursive: true, force: true });
    try {
      for (const [path, bytes] of sources) write(join(scratch, path), bytes);
      symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'));
      const args = [join(scratch, 'scripts', 'build.mjs'), ...(library ? [] : ['--cli'])];
      execFileSync(process.execPath, args, { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
      publish(scratch, root);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

export interface NewCheck {
  readonly id: string;
  /** Folder of src/checks. */
  readonly folder: string;
  /** The version that brings it. */
  readonly since: string;
  /** It fails where a resource of this type does not have the property. */
  readonly resourceType: string;
  readonly property: string;
  readonly weight?: number;
  /** What its hook may read. */
  readonly liveActions?: readonly string[];
}

/** The edits that bring a new check of the default set, for `builtVersion`. */
export function withNewCheck(check: NewCheck): Record<string, Change> {
  const name = check.id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    [`src/checks/${check.folder}/${check.id}.ts`]: textOf(check),
    'src/checks/catalogue.ts': (text) =>
      text
        .replace(
          "import configRulesKnown from './account/config-rules-known.ts';\n",
          (line) => `${line}import ${name} from './${check.folder}/${check.id}.ts';\n`,
        )
        .replace('  configRulesKnown,\n', (line) => `  ${name},\n${line}`),
  };
}

function textOf({ id, since, resourceType, property, weight = 4, liveActions = [] }: NewCheck): string {
  const text = (value: unknown): string => JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ');
  return `import { defineCheck, fail, isUndetermined, pass, unreadable } from 'create-fitness-serverless/check';

/** ${property} is written down, so that a reader need not know its default. */
export default defineCheck({
  meta: {
    id: '${id}',
    title: '${property} is written down',
    why: 'What is written down can be reviewed.',
    remedy: 'set ${property}',
    category: 'operations',
    severity: 'medium',
    weight: ${weight},
    since: '${since}',
    resourceTypes: [${text(resourceType)}],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html',
    liveActions: ${text(liveActions)},
  },

  evaluate(resource) {
    const property = resource.get('${property}');
    if (isUndetermined(property)) return unreadable(property);
    return property.state === 'absent' ? fail('does not say ${property}', property) : pass(property);
  },
});
`;
}

/** Where the version is written down in an installed package, each exactly once. */
function versionEdits({ root, version: old }: ToolVersion, version: string): Map<string, Change> {
  const written = old.replaceAll('.', '\\.');
  // its name is short there, and the package's stands beside it; others have such constants, too
  const inBundle = new RegExp(`(?<=[\\w$]=)"${written}"(?=[,;][^;]{0,20}="create-fitness-serverless")`, 'g');
  const bundled = readdirSync(join(root, 'dist/cli'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => `dist/cli/${path.replaceAll('\\', '/')}`)
    .filter((path) => readFileSync(join(root, path), 'utf8').search(inBundle) !== -1);
  if (bundled.length !== 1) throw new Error(`VERSION is in ${bundled.length} files of ${root}/dist/cli, not in one`);
  const inLibrary = new RegExp(`(?<=\\bVERSION = )'${written}'`, 'g');
  const library = ['dist/lib/version.js'].filter((path) => existsSync(join(root, path)));
  return new Map<string, Change>([
    ['package.json', withVersion(/^ {2}"version": "[^"]*"/gm, `  "version": "${version}"`)],
    ...bundled.map((path): [string, Change] => [path, withVersion(inBundle, JSON.stringify(version))]),
    ...library.map((path): [string, Change] => [path, withVersion(inLibrary, `'${version}'`)]),
  ]);
}

function withVersion(pattern: RegExp, replacement: string): (text: string) => string {
  return (text) => {
    const found = text.match(pattern)?.length ?? 0;
    if (found !== 1) throw new Error(`${pattern} is in the text ${found} times, not once`);
    return text.replace(pattern, () => replacement);
  };
}

function checkoutVersion(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Everything that a build reads. */
function sourcePaths(): string[] {
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  const made = new Set(['dist', 'schema', 'THIRD-PARTY-NOTICES', 'sbom.cdx.json']);
  const named = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'generators', 'scripts', 'src', ...files];
  return [
    ...new Set(
      packedPaths(
        ROOT,
        named.filter((name) => !made.has(name)),
      ),
    ),
  ].filter((path) => !/\.generated\.|~$|\.swp$/.test(path));
}

/** Is dist/ whole, and no source newer? */
function isBuilt(): boolean {
  const built = statSync(join(ROOT, 'sbom.cdx.json'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined || !existsSync(join(ROOT, 'dist/lib/index.js'))) return false;
  const compiled = sourcePaths().filter((path) => /^(src|generators|scripts)\//.test(path));
  return compiled.every((path) => statSync(join(ROOT, path)).mtimeMs < built);
}

function ofCheckout(): ToolVersion {
  const version = checkoutVersion();
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
  const contents = ['package.json', ...packedPaths(ROOT, files)].flatMap((path) => [
    path,
    readFileSync(join(ROOT, path)),
  ]);
  return kept(join(VERSIONS, keyOf(version, contents)), version, (root) => publish(ROOT, root));
}

/** Copies what would be packed. */
function publish(checkout: string, root: string): void {
  const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { files: string[] };
  for (const path of packedPaths(checkout, manifest.files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(join(checkout, path), join(root, path), constants.COPYFILE_FICLONE);
  }
  write(join(root, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
}

/** The version in `home`, made if it is not there. */
function kept(home: string, version: string, make: (root: string) => void): ToolVersion {
  makeOnce(home, () => {
    const half = `${home}.half`;
    rmSync(half, { recursive: true, force: true });
    const root = join(half, 'node_modules', PACKAGE);
    make(root);
    writeInstalled(join(half, 'node_modules'), root, version);
    write(join(half, 'package.json'), `${JSON.stringify({ devDependencies: { [PACKAGE]: `^${version}` } })}\n`);
    removeUnused();
    renameSync(half, home);
  });
  const now = new Date();
  utimesSync(home, now, now);
  return { version, home, root: join(home, 'node_modules', PACKAGE) };
}

function removeUnused(): void {
  for (const name of readdirSync(VERSIONS)) {
    const path = join(VERSIONS, name);
    const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - used > KEPT) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * What npm leaves in node_modules after an install from a registry, under `omit-lockfile-registry-resolved` as our own
 * .npmrc has it: a hidden lockfile that does not say where from, and the programs.
 * https://docs.npmjs.com/cli/configuring-npm/package-lock-json#hidden-lockfiles
 */
function writeInstalled(modules: string, root: string, version: string): void {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { license, bin, engines, peerDependencies, peerDependenciesMeta } = manifest;
  const entry = { version, dev: true, license, bin, engines, peerDependencies, peerDependenciesMeta };
  const lock = { lockfileVersion: 3, requires: true, packages: { [`node_modules/${PACKAGE}`]: entry } };
  write(join(modules, '.package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  for (const [program, path] of Object.entries(bin as Record<Program, string>)) {
    rmSync(join(modules, '.bin', program), { force: true });
    mkdirSync(join(modules, '.bin'), { recursive: true });
    symlinkSync(join('..', PACKAGE, path), join(modules, '.bin', program));
    if (existsSync(join(root, path))) chmodSync(join(root, path), 0o755);
  }
}

/** A copy whose files are hard links where the file system has them. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        cpSync(source, target);
      }
    }
  }
}

function keyOf(version: string, contents: readonly (string | Buffer | null)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content === null ? 'null' : `${content.length}\0`).update(content ?? '');
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function missing(path: string): never {
  throw new Error(`${path} is not in the repository`);
}
