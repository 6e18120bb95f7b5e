import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic, Template } from '../template/model.ts';
import { findTraps, trapFiles } from '../template/traps/index.ts';

/** The traps of a template and of the files beside it. */
export function trapsBeside(file: string, template: Template): Diagnostic[] {
  return findTraps(template, textsBeside(file, template));
}

/** By name: the files beside a template that traps are looked for in. */
export function textsBeside(file: string, template: Template): Record<string, string> {
  const texts = trapFiles(template).flatMap((name): [string, string][] => {
    const path = join(dirname(file), name);
    // Most are not there, and an error is slow to make.
    if (!existsSync(path)) return [];
    try {
      return [[name, readFileSync(path, 'utf8')]];
    } catch {
      // not for us to read: somebody else's finding
      return [];
    }
  });
  return Object.fromEntries(texts);
}
