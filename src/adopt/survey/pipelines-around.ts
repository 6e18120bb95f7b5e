/** What deploys a service from folders of its git repository that lie outside of what is adopted: read, never written. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathFrom, textInside } from './folder.ts';
import { kindNamed } from './pipelines.ts';
import type { Kind } from './pipelines.ts';

/** More than a file of a pipeline has. */
const MAX_BYTES = 500_000;
const MAX_FILES = 500;
const FOLDERS = ['', '.github/workflows'];

export interface FileAround {
  readonly known: Kind;
  /** From the service's folder: `../../.github/workflows/deploy.yml`. */
  readonly path: string;
  readonly text: string;
  /** Lines, from 0, that name the service's folder. */
  readonly named: readonly number[];
}

/**
 * Files of pipelines in the folders above, up to the root of git, that name the service's folder.
 *
 * @param outer what is adopted in: a real path; nothing of it is looked at again
 * @param service the service's folder: `outer`, or in it
 */
export function pipelinesAround(outer: string, service: string): FileAround[] {
  return foldersAround(outer).flatMap((folder) => {
    const name = pathFrom(folder, service);
    return filesIn(folder).flatMap((path): FileAround[] => {
      const known = kindNamed(path);
      const text = known && textInside(folder, path);
      const named = text === undefined ? [] : linesNaming(name, text);
      if (!known || text === undefined || named.length === 0) return [];
      return [{ known, path: pathFrom(service, join(folder, path)), text, named }];
    });
  });
}

/** Those above it; none where git has no repository, or this is its root. */
function foldersAround(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; !existsSync(join(at, '.git'));) {
    const above = dirname(at);
    if (above === at) return [];
    found.push((at = above));
  }
  return found;
}

/** Regular files: where a link leads to, nobody said. */
function filesIn(folder: string): string[] {
  return FOLDERS.flatMap((below) => {
    try {
      const isLinked = below !== '' && !['.github', below].every((path) => lstatSync(join(folder, path)).isDirectory());
      const entries = isLinked ? [] : readdirSync(join(folder, below), { withFileTypes: true });
      const names = entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).slice(0, MAX_FILES);
      const paths = names.sort().map((name) => (below === '' ? name : `${below}/${name}`));
      return paths.filter((path) => lstatSync(join(folder, path)).size <= MAX_BYTES);
    } catch {
      // there is none, or it is not for us to read
      return [];
    }
  });
}

/** Those of `services/orders` and `services/${{ matrix.service }}`, not of `services/orders-api`; comments aside. */
export function linesNaming(name: string, text: string): number[] {
  const pattern = patternOf(name.split('/').map((step) => step.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)));
  return text.split('\n').flatMap((line, index) => (!/^\s*(#|\/\/)/.test(line) && pattern.test(line) ? index : []));
}

/** A folder of one step is a word like others: it counts where only a folder stands. */
function patternOf(steps: readonly string[]): RegExp {
  const [last = '', ...above] = steps.toReversed();
  if (above.length === 0)
    return new RegExp(
      String.raw`(?:\b(?:working-directory:|path:|cd)\s+|\s-C\s+|--(?:prefix|cwd|base-dir)[ =])["']?(?:\./)?${last}(?![\w-])|(?<![\w.@/-])(?:\./)?${last}/`,
    );
  return new RegExp(String.raw`(?<![\w.@-])${above.toReversed().join('/')}/(?:${last}(?![\w-])|\$)`);
}
