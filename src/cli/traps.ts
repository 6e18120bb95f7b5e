import { readFileSync } from 'node:fs';
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
    try {
      return [[name, readFileSync(join(dirname(file), name), 'utf8')]];
    } catch {
      // not there, or not for us to read: somebody else's finding
      return [];
    }
  });
  return Object.fromEntries(texts);
}
