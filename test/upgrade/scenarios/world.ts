/**
 * The world of the scenarios: versions of a fork of the tool, the services that they create, the edits of an owner, and
 * upgrades through the command line. `create` runs once per version and answers, and each test gets a copy.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { FileClass } from '../../../src/project/files.ts';
import { MANIFEST_PATH, parseManifest, serializeManifest } from '../../../src/upgrade/manifest.ts';
import type { Manifest, ManifestEntry } from '../../../src/upgrade/manifest.ts';
import { version, type Listed, type World } from '../../support/fork.ts';
import { runTool, type Change, type ToolVersion } from '../../support/new-version.ts';
import type { Ended } from '../../support/process.ts';
import { emptyFolder, tree } from '../tree.ts';

export { version };
export type { Listed, World };

/** All services of a test file: `<scratch>/<number>/orders`. */
const scratch = emptyFolder();
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;

function newFolder(): string {
  const folder = join(scratch, String(++folders));
  mkdirSync(folder);
  return folder;
}

export interface Start {
  /** Flags of `create`. */
  readonly answers?: readonly string[];
  /** Default: true. It is committed, and so is every edit. */
  readonly git?: boolean;
}

const made = new Map<string, Promise<string>>();

/** A folder that is made once. */
function once(key: unknown, make: () => Promise<string>): Promise<string> {
  const name = JSON.stringify(key);
  const folder = made.get(name) ?? make();
  made.set(name, folder);
  return folder;
}

/** A new service as a version creates it, to be edited and upgraded. */
export async function service(tool: ToolVersion, { answers = [], git: inGit = true }: Start = {}): Promise<Service> {
  return new Service(copyOf(await (inGit ? committed(tool, answers) : created(tool, answers))));
}

/** The same, to be read alone. */
export async function pristine(tool: ToolVersion, answers: readonly string[] = []): Promise<Service> {
  return new Service(await created(tool, answers));
}

/** What `version` creates, as `tree` shows it: what an upgrade to it has to come to where nobody edited anything. */
export async function fresh(tool: ToolVersion, answers: readonly string[] = []): Promise<Record<string, string>> {
  return (await pristine(tool, answers)).tree();
}

function created(tool: ToolVersion, answers: readonly string[]): Promise<string> {
  return once([tool.home, answers], async () => {
    const parent = newFolder();
    const args = ['orders', '--yes', '--no-install', '--no-git', ...answers];
    const { status, stderr } = await runTool(tool, args, { cwd: parent, program: 'create-fitness-serverless' });
    if (status !== 0) throw new Error(`create ended with ${status}\n${stderr}`);
    return join(parent, 'orders');
  });
}

function committed(tool: ToolVersion, answers: readonly string[]): Promise<string> {
  return once([tool.home, answers, 'git'], async () => {
    const folder = copyOf(await created(tool, answers));
    // few files, for there will be many copies
    git(folder, 'init', '-q', '-b', 'main', '--template=');
    commit(folder, 'Create');
    git(folder, 'repack', '-adq');
    return folder;
  });
}

/** With its times, so that git need not look at every file again. */
function copyOf(folder: string): string {
  const copy = join(newFolder(), 'orders');
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return copy;
}

export interface UpgradeEnded extends Ended {
  /** What `--json` printed, if it was given and something was. */
  readonly json: UpgradeAsJson;
}

/** The contract of `upgrade --json`. */
export interface UpgradeAsJson {
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
  readonly actions: readonly {
    readonly path: string;
    readonly class: FileClass;
    readonly action: string;
    readonly reason: string;
    readonly to?: string;
  }[];
  readonly checks: Readonly<Record<'added' | 'removed' | 'changed', readonly string[]>>;
  readonly score: Readonly<Record<'before' | 'after' | 'enforced', number>> | null;
  readonly migrations: readonly string[];
  readonly conflicts: readonly string[];
  readonly notices: readonly string[];
  readonly kept: readonly {
    readonly path: string;
    readonly at: string;
    readonly yours?: string;
    readonly next?: string;
  }[];
  readonly problems: readonly { readonly path: string; readonly kind: string; readonly message: string }[];
}

/** A text, bytes, what becomes of the old text, or null: the owner deletes it. */
export type Edit = Change | Uint8Array;

/** A repository of somebody's. */
export class Service {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** What the owner does, as one commit where there is git. */
  edit(edits: Readonly<Record<string, Edit>>): this {
    for (const [path, edit] of Object.entries(edits)) {
      const file = join(this.root, path);
      const made = typeof edit === 'function' ? edit(this.read(path)) : edit;
      if (typeof edit === 'function' && made === this.read(path))
        throw new Error(`the edit of ${path} changes nothing`);
      if (made === null) this.#remove(path);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, made, typeof made === 'string' ? 'utf8' : null);
      }
    }
    return this.commit('Edit');
  }

  /** As `git rm` does it: a folder goes with the last file in it. */
  #remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
    for (let at = dirname(path); at !== '.' && readdirSync(join(this.root, at)).length === 0; at = dirname(at))
      rmdirSync(join(this.root, at));
  }

  /** Anything else that the owner does: `git mv`, a mode, a link. */
  does(action: (root: string) => void): this {
    action(this.root);
    return this.commit('Change');
  }

  chmod(path: string, mode: number): this {
    return this.does((root) => chmodSync(join(root, path), mode));
  }

  commit(message: string): this {
    if (existsSync(join(this.root, '.git'))) commit(this.root, message);
    return this;
  }

  /** `fitness-serverless upgrade --offline --no-install …` of that version, in the service. */
  async upgrade(tool: ToolVersion, ...args: readonly string[]): Promise<UpgradeEnded> {
    const alone = args.includes('--abort') || args.includes('--continue');
    const ended = await this.run(tool, ['upgrade', ...(alone ? [] : ['--offline', '--no-install']), ...args]);
    const json = args.includes('--json') && ended.stdout !== '' ? (JSON.parse(ended.stdout) as unknown) : undefined;
    return { ...ended, json: json as UpgradeAsJson };
  }

  /** Any other command of that version. */
  run(tool: ToolVersion, args: readonly string[]): Promise<Ended> {
    return runTool(tool, args, { cwd: this.root });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  /** Every byte and mode but those of git. */
  tree(): Record<string, string> {
    return Object.fromEntries(Object.entries(tree(this.root)).filter(([path]) => !path.startsWith('.git/')));
  }

  manifest(): Manifest {
    return parseManifest(readFileSync(join(this.root, MANIFEST_PATH)));
  }

  entry(path: string): ManifestEntry | undefined {
    return this.manifest().files[path];
  }

  /** What `git status --short` says. */
  status(): string {
    return git(this.root, 'status', '--short');
  }
}

/** What stands at a path in the end: a text, bytes, either with a mode; null: nothing. */
export type Stands = string | Uint8Array | null | { readonly text: string | Uint8Array; readonly mode: string };

export interface Differences {
  readonly files?: Readonly<Record<string, Stands>>;
  /** Facts of the manifest; null: the path has left it. */
  readonly entries?: Readonly<Record<string, Partial<ManifestEntry> | null>>;
  /** Flags of `create`. */
  readonly answers?: readonly string[];
}

/**
 * The whole tree of a service that `from` created and that was upgraded to `to`, the manifest included: what `to` creates,
 * but for what a scenario says is different, and but for README.md, which is its owner's and names the version it came with.
 */
export async function outcome(
  from: ToolVersion,
  to: ToolVersion,
  { files = {}, entries = {}, answers = [] }: Differences = {},
): Promise<Record<string, string>> {
  const [old, next] = [await pristine(from, answers), await pristine(to, answers)];
  const manifest = next.manifest();
  const changed: Record<string, ManifestEntry> = { ...manifest.files, 'README.md': old.entry('README.md')! };
  for (const [path, facts] of Object.entries(entries)) {
    if (facts === null) delete changed[path];
    else changed[path] = { ...changed[path], ...facts } as ManifestEntry;
  }
  const stands: Record<string, Stands> = {
    [MANIFEST_PATH]: serializeManifest({ ...manifest, files: changed }),
    'README.md': old.read('README.md'),
    ...files,
  };
  const whole = Object.entries(next.tree()).filter(([path]) => !path.endsWith('/'));
  return withFolders(
    Object.fromEntries([
      ...whole.filter(([path]) => !Object.hasOwn(stands, path)),
      ...Object.entries(stands).flatMap(shown),
    ]),
  );
}

function shown([path, stands]: [string, Stands]): [string, string][] {
  if (stands === null) return [];
  const { text, mode } =
    typeof stands === 'string' || stands instanceof Uint8Array ? { text: stands, mode: '644' } : stands;
  return [[path, `${mode} ${Buffer.from(text).toString('latin1')}`]];
}

/** With every folder that holds something; there are no others. */
function withFolders(paths: Readonly<Record<string, string>>): Record<string, string> {
  const folders = Object.keys(paths).flatMap((path) =>
    path
      .split('/')
      .flatMap((_, depth, parts): [string, string][] =>
        depth === 0 ? [] : [[`${parts.slice(0, depth).join('/')}/`, '755']],
      ),
  );
  return { ...Object.fromEntries(folders), ...paths };
}

/** A tree without the way back that an upgrade keeps where it left conflicts. */
export function withoutUndo(shown: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shown).filter(([path]) => !path.startsWith('.fitness/undo/') && path !== '.fitness/.gitignore'),
  );
}

/** Paths of which two trees differ. */
export function changed(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.filter((path) => before[path] !== after[path]);
}

export function git(folder: string, ...args: string[]): string {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  return execFileSync('git', [...own, ...args], { cwd: folder, encoding: 'utf8', env, stdio });
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
}
