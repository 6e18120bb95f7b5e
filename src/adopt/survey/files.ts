/** The files beside a template that a part of ours belongs into. */
import type { Pipeline } from '../model.ts';
import { joined } from './folder.ts';
import type { Folder } from './folder.ts';

interface Beside {
  readonly path: string;
  /** What its text must hold; any if absent. */
  readonly text?: (text: string) => boolean;
}

const BESIDE: readonly Beside[] = [
  { path: '.eslintignore' },
  { path: '.gitignore' },
  { path: '.prettierignore' },
  { path: 'Makefile', text: (text) => /\bsam\s+(build|deploy|package|validate)\b/.test(text) },
  { path: 'package.json' },
  { path: 'tsconfig.json', text: takesInAll },
];

const PIPELINES: ReadonlySet<Pipeline['kind']> = new Set(['codebuild', 'github', 'gitlab']);

/** Paths from the service's folder, sorted. */
export function filesBeside(folder: Folder, root: string, pipelines: readonly Pipeline[]): string[] {
  const beside = BESIDE.filter(({ path, text }) => {
    const at = joined(root, path);
    return folder.has(at) && (text?.(folder.text(at) ?? '') ?? true);
  });
  const builds = pipelines.filter(({ kind, build, deploy }) => PIPELINES.has(kind) && (build ?? deploy) !== undefined);
  const paths = [...beside, ...builds].map(({ path }) => path);
  return paths.filter((path) => !path.startsWith('../')).sort();
}

/** Does a tsconfig.json compile what lies in other folders, too? It may have comments, so it is looked at as text. */
function takesInAll(text: string): boolean {
  const include = /"include"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1];
  if (include === undefined) return !/"files"\s*:\s*\[/.test(text);
  return /"(\.\/)?(\*\*[^"]*|\*|\.)?"/.test(include);
}
