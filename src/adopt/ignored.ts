/** Files of ours that git ignores: what is committed without them is a gate that is not there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isIgnored } from '../project/adopted/beside/git-patterns.ts';
import { ignored } from '../upgrade/git.ts';
import type { IgnoreRule, Repository } from '../upgrade/git.ts';
import type { Plan } from '../upgrade/plan.ts';
import type { Adoption } from './adopt.ts';
import type { Finding } from './model.ts';

/** Code of such a finding. */
export const IGNORED = 'ignored-by-git';

const IGNORE_FILE = '.gitignore';

/**
 * A finding for each line that ignores some; what is planned for the service's own files is as if it was written.
 *
 * @param repository around the service, if there is one
 */
export function ignoredByGit(
  { survey: { root }, plan }: Pick<Adoption, 'survey' | 'plan'>,
  repository: Repository | undefined,
): Finding[] {
  if (!repository) return [];
  const found = ignored(repository, committed(root, plan));
  const own = `${repository.prefix}${IGNORE_FILE}`;
  const byRule = new Map<string, { rule: IgnoreRule; paths: string[] }>();
  for (const [path, rule] of found) {
    if (isTakenIn(plan, path, found, own)) continue;
    const key = `${rule.file}:${rule.line}`;
    const known = byRule.get(key) ?? { rule, paths: [] };
    known.paths.push(path);
    byRule.set(key, known);
  }
  return [...byRule.values()]
    .sort(({ rule: a }, { rule: b }) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
    .map(({ rule, paths }) => findingOf(rule, paths));
}

/** What has to be in a clone. */
function committed(root: string, { actions, writes }: Plan): string[] {
  const written = new Map(writes.map(({ path, content }) => [path, content !== null && content !== undefined]));
  const all = new Set([...actions, ...writes].map(({ path }) => path));
  return [...all].filter((path) => written.get(path) ?? existsSync(join(root, path)));
}

/** By the service's own file, if the line is of it; or by one of ours in a folder that is not ignored itself. */
function isTakenIn(plan: Plan, path: string, found: ReadonlyMap<string, IgnoreRule>, own: string): boolean {
  const isOwn = found.get(path)?.file === own;
  return plan.writes.some(({ path: file, content }) => {
    const folder = folderOf(file);
    if (!file.endsWith(IGNORE_FILE) || !content || file === path || !path.startsWith(folder)) return false;
    if (folder === '' ? !isOwn : found.has(file) && !isTakenIn(plan, file, found, own)) return false;
    const inside = path.slice(folder.length);
    const text = Buffer.from(content.bytes).toString('utf8');
    // in a folder of ours whatever ignores it above
    return !isIgnored(folder === '' ? text : `/${inside}\n${text}`, inside);
  });
}

/** With the slash. */
function folderOf(file: string): string {
  return file.slice(0, -IGNORE_FILE.length);
}

function findingOf({ file, line, pattern }: IgnoreRule, paths: readonly string[]): Finding {
  const tops = [...new Set(paths.map((path) => path.replace(/\/.*/, '')))];
  return {
    severity: 'error',
    code: IGNORED,
    message: `git ignores ${paths.length === 1 ? 'a file' : `${paths.length} files`} of the gate, by \`${pattern}\`: ${tops.join(', ')}. A commit leaves out what the gate is made of`,
    location: { file, line, column: 1 },
    resources: [],
    proposal: { summary: `Take them in: git add --force ${tops.join(' ')}. Or take the line out`, edits: [] },
  };
}
