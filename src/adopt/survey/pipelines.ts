/** What builds and deploys a service, with the places of the commands that do. */
import { join as joinPath } from 'node:path';
import type { Location } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import type { Pipeline } from '../model.ts';
import { folderOf, joined, pathBelow } from './folder.ts';
import type { Folder } from './folder.ts';
import { linesNaming, pipelinesAround } from './pipelines-around.ts';

export interface Kind {
  readonly kind: Pipeline['kind'];
  readonly path: RegExp;
  /** There are many files of the kind, of which few build or deploy: the others are left out. */
  readonly ofMany?: true;
}

/** The first that a path matches. */
const KINDS: readonly Kind[] = [
  { kind: 'codebuild', path: /(^|\/)buildspec[^/]*\.ya?ml$/i },
  { kind: 'github', path: /^\.github\/(workflows\/[^/]+|actions\/(.+\/)?action)\.ya?ml$/, ofMany: true },
  { kind: 'gitlab', path: /(^|\/)\.gitlab-ci\.ya?ml$/ },
  { kind: 'sam-pipelines', path: /(^|\/)codepipeline\.ya?ml$/ },
  { kind: 'jenkins', path: /(^|\/)Jenkinsfile([.-][^/]*)?$/ },
  { kind: 'bitbucket', path: /(^|\/)bitbucket-pipelines\.ya?ml$/ },
  { kind: 'azure', path: /(^|\/)azure-pipelines[^/]*\.ya?ml$/, ofMany: true },
];
const MAX_PIPELINES = 100;

/** Of the service and of the repository around it; paths from the service's folder. */
export function pipelinesOf(folder: Folder, root: string): Pipeline[] {
  const found: Pipeline[] = [];
  const add = (known: Kind, path: string, text: string, near?: readonly number[]): void => {
    if (found.length === MAX_PIPELINES) return;
    const place = (command: Command): Location | undefined =>
      commandIn(text, command, path, near) ?? behind(folder, root, text, command);
    const [build, deploy] = [place('build'), place('deploy')];
    if (known.ofMany && !build && !deploy) return;
    const gives = /\bReleaseId\b|fitness-serverless(@\S+)?["']? deploy\b/.test(text);
    found.push({
      kind: known.kind,
      path,
      ...(build && { build }),
      ...(deploy && { deploy }),
      ...(gives && { givesReleaseId: true }),
    });
  };
  for (const path of folder.files) {
    const known = kindOf(path, root);
    if (!known) continue;
    const text = folder.text(path) ?? '';
    const named = pathBelow(root, path) === undefined ? linesNaming(root, text) : [];
    add(known, fromRoot(root, path), text, named.length > 0 ? named : undefined);
  }
  for (const { known, path, text, named } of pipelinesAround(folder.root, joinPath(folder.root, root)))
    add(known, path, text, named);
  return found;
}

export function kindNamed(path: string): Kind | undefined {
  return KINDS.find((kind) => kind.path.test(path));
}

/** Of what is not the service's own, what stands in a folder around it: other folders' pipelines are other services'. */
function kindOf(path: string, root: string): Kind | undefined {
  const at = path.startsWith('.github/') ? '' : folderOf(path);
  const isOurs = pathBelow(root, path) !== undefined || pathBelow(at, root) !== undefined;
  return isOurs ? kindNamed(path) : undefined;
}

/** `.github/workflows/deploy.yml` from `services/orders` → `../../.github/workflows/deploy.yml` */
function fromRoot(root: string, path: string): string {
  const inside = pathBelow(root, path);
  return inside ?? '../'.repeat(root.split('/').length) + path;
}

type Command = 'build' | 'deploy';

const COMMANDS: Readonly<Record<Command, RegExp>> = {
  build: /\bsam(\.cmd)?\s+build\b/,
  deploy: /\bsam(\.cmd)?\s+deploy\b|\baws\s+cloudformation\s+deploy\b/,
};

/**
 * Where a text runs the command, outside of comments: first, or nearest to one of these lines.
 * @param near numbers of lines, from 0
 */
export function commandIn(
  text: string,
  command: Command,
  file: string,
  near: readonly number[] = [0],
): Location | undefined {
  if (!COMMANDS[command].test(text)) return undefined;
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => {
    const found = COMMANDS[command].exec(line);
    return found && !/^\s*(#|\/\/)/.test(line) ? [{ line: index + 1, column: found.index + 1 }] : [];
  });
  // a folder is named before what runs there more often than after it
  const from = (one: number, line: number): number => (line > one ? line - 1 - one : 2 * (one - line + 1));
  const distance = ({ line }: { line: number }): number => Math.min(...near.map((one) => from(one, line)));
  const [first] = places.sort((a, b) => distance(a) - distance(b));
  return first && { file, ...first };
}

/** Where a script of package.json, or the Makefile, runs the command that a pipeline runs through it. */
function behind(folder: Folder, root: string, text: string, command: Command): Location | undefined {
  if (/\bmake\b/.test(text)) {
    const found = commandIn(folder.text(joined(root, 'Makefile')) ?? '', command, 'Makefile');
    if (found) return found;
  }
  const script = scriptsRun(text).find((name) => COMMANDS[command].test(scriptOf(folder, root, name)));
  return script === undefined
    ? undefined
    : commandIn(folder.text(joined(root, 'package.json')) ?? '', command, 'package.json');
}

/** `npm run deploy`, `yarn deploy`, `pnpm run deploy` */
function scriptsRun(text: string): string[] {
  return [...text.matchAll(/\b(?:npm|pnpm|yarn)\s+(?:run(?:-script)?\s+)?([\w:.-]+)/g)].map(([, name = '']) => name);
}

function scriptOf(folder: Folder, root: string, name: string): string {
  const scripts = own(manifestIn(folder, root), 'scripts');
  const script = isRecord(scripts) ? own(scripts, name) : undefined;
  return typeof script === 'string' ? script : '';
}

/** Data of the package.json of a folder; undefined if there is none, or nothing could be put into it as it does not read. */
export function manifestIn(folder: Folder, at: string): unknown {
  const path = joined(at, 'package.json');
  const text = folder.has(path) ? folder.legible(path) : undefined;
  try {
    return text === undefined ? undefined : (JSON.parse(text.replace(/^\uFEFF/, '')) as unknown);
  } catch {
    return undefined;
  }
}
