/** What is known of each source file by itself, before functions share them. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { analyser } from './complexity.ts';
import type { FunctionComplexity } from './complexity.ts';
import { duplicatedLines } from './duplication.ts';

export interface SourceFacts {
  readonly functions: readonly FunctionComplexity[];
  /** Lines of code: neither blank nor comments. */
  readonly lines: number;
  /** Those among them that stand somewhere else, too. */
  readonly duplicated: number;
}

export type Sources = ReadonlyMap<string, SourceFacts | Problem>;

/** Says where. */
export interface Problem {
  readonly problem: string;
}

/** Longer ones are no sources: what a tool put together is read by nobody, and would take minutes. */
const LONGEST = 512 * 1024;

/**
 * @param paths of modules, relative to `root`
 * @param root of the service, whose tools are taken
 */
export async function readSources(paths: readonly string[], root: string): Promise<Sources> {
  const texts = new Map(paths.map((path) => [path, textOf(root, path)]));
  const analyse = analyser(root);
  const read = [...texts].map(([path, text]) => [path, typeof text === 'string' ? analyse(path, text) : text] as const);
  const sound = read.flatMap(([path, facts]) => {
    const text = texts.get(path);
    return 'problem' in facts || typeof text !== 'string' ? [] : [[path, text] as const];
  });
  const twice = await duplicatedLines(new Map(sound));
  return new Map(
    read.map(([path, facts]): [string, SourceFacts | Problem] => {
      if ('problem' in facts) return [path, facts];
      const duplicated = [...(twice.get(path) ?? [])].filter((line) => facts.code.has(line)).length;
      return [path, { functions: facts.functions, lines: facts.code.size, duplicated }];
    }),
  );
}

function textOf(root: string, path: string): string | Problem {
  try {
    const file = join(root, path);
    if (statSync(file).size > LONGEST)
      return { problem: `${path}:1:1: is longer than ${LONGEST / 1024} KB: not measured as a source` };
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    return { problem: `${path} cannot be read: ${(error as Error).message}` };
  }
}
