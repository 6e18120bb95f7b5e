/** A folder in memory: plans are made for it and applied to it, so that thousands of them take seconds. */
import { Buffer } from 'node:buffer';
import type { RenderedFiles } from '../../src/project/files.ts';
import { MANIFEST_PATH, hashOf } from '../../src/upgrade/manifest.ts';
import { readManifest } from '../../src/upgrade/disk.ts';
import type { Merge } from '../../src/upgrade/merge/three-way.ts';
import { mergeTexts } from '../../src/upgrade/merge/text.ts';
import { pathsToRead, plan } from '../../src/upgrade/plan.ts';
import type { Disk, OnDisk, Plan, PlanInput } from '../../src/upgrade/plan.ts';
import type { Content } from '../../src/upgrade/plan/side.ts';

/** By path. */
export type Tree = ReadonlyMap<string, Content>;

/** In this process: to start git a thousand times takes minutes. */
export const lineMerge: Merge = (files, options) => mergeTexts(files, { ...options, tool: 'node-diff3' });

/** What a plan would read of it: the paths that it has to know, and no other. */
export function diskOf(tree: Tree, paths: Iterable<string>): Disk {
  return new Map(
    [...paths].flatMap((path): [string, OnDisk][] => (lookAt(tree, path) ? [[path, lookAt(tree, path)!]] : [])),
  );
}

function lookAt(tree: Tree, path: string): OnDisk | undefined {
  const found = tree.get(path);
  if (found?.link) return { kind: 'link', target: found.bytes };
  if (found) return { kind: 'file', bytes: found.bytes, executable: found.executable };
  for (const other of tree.keys()) {
    if (other.startsWith(`${path}/`)) return { kind: 'obstacle', what: 'a folder' };
    if (path.startsWith(`${other}/`)) return { kind: 'obstacle', what: 'a file above it' };
  }
  return undefined;
}

export function planIn(
  tree: Tree,
  rendered: RenderedFiles,
  { version = '1.0.0', ...how }: Partial<PlanInput> & { version?: string } = {},
): Plan {
  const manifest = readManifest(diskOf(tree, [MANIFEST_PATH]));
  const disk = diskOf(tree, pathsToRead(rendered, manifest, how));
  return plan({ rendered, disk, manifest, tool: `create-fitness-serverless@${version}`, merge: lineMerge, ...how });
}

/** Applies writes as `apply` does: each finds what the plan was made for. */
export function applied(tree: Tree, { writes }: Plan): Tree {
  const after = new Map(tree);
  for (const { path, content, before } of writes) {
    const now = after.get(path);
    if ((now && hashOf(now.bytes)) !== before) throw new Error(`${path} is not what the plan was made for`);
    if (content) after.set(path, content);
    else after.delete(path);
  }
  return after;
}

/** `path → mode and text`, sorted: trees are compared by it. */
export function shown(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    [...tree]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { bytes, executable, link }]) => [
        path,
        `${link ? '->' : executable ? '755' : '644'} ${Buffer.from(bytes).toString('latin1')}`,
      ]),
  );
}

export function file(text: string, executable = false): Content {
  return { bytes: Buffer.from(text), executable };
}

export function link(target: string): Content {
  return { bytes: Buffer.from(target), executable: false, link: true };
}

export function without(tree: Tree, ...paths: readonly string[]): Tree {
  return new Map([...tree].filter(([path]) => !paths.includes(path)));
}

export function withFiles(tree: Tree, files: Readonly<Record<string, string | Content>>): Tree {
  const entries = Object.entries(files).map(([path, content]): [string, Content] => [
    path,
    typeof content === 'string' ? file(content) : content,
  ]);
  return new Map([...tree, ...entries]);
}
