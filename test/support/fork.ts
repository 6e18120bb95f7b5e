/**
 * Versions of a fork of the tool. What it renders beside the tool's own files is listed in its `templates/listed.json`, so
 * that a version may add, change, rename and drop files of every kind without being built. The fork is built once.
 */
import type { FileClass } from '../../src/project/files.ts';
import type { Migration } from '../../src/upgrade/migrations.ts';
import { builtVersion, newVersion, type Change, type ToolVersion } from './new-version.ts';

/** A file that a version renders beside the tool's own. */
export interface Listed {
  readonly text: string | Uint8Array;
  /** Default: `merged`. */
  readonly class?: FileClass;
  readonly executable?: boolean;
  /** `text` is where a symbolic link leads. */
  readonly link?: true;
}

export interface World {
  /** Of the tool, by path below templates/: `_editorconfig.ejs`. */
  readonly templates?: Readonly<Record<string, Change>>;
  /** By path in the service; null: a file of the tool's own is not rendered. Every version says all of its own. */
  readonly listed?: Readonly<Record<string, Listed | string | null>>;
  /** By version. */
  readonly migrations?: Readonly<Record<string, Partial<Migration>>>;
  /** By path in the package. */
  readonly files?: Readonly<Record<string, Change>>;
  /** What it is made of, with all of its changes. Default: the fork. */
  readonly from?: ToolVersion;
}

const LISTED = 'templates/listed.json';
const RENDERED = '    return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));\n';

let fork: ToolVersion | undefined;

/** The tool as it is, but for the files that templates/listed.json names. */
function theFork(): ToolVersion {
  return (fork ??= builtVersion({
    version: '0.9.0',
    edits: {
      [LISTED]: '[]\n',
      'src/project/project.ts': (text) => {
        if (!text.includes(RENDERED)) throw new Error('src/project/project.ts renders in another way now');
        return `import { listed } from './listed.ts';\n${text.replace(RENDERED, () => `    listed(files);\n${RENDERED}`)}`;
      },
      'src/project/listed.ts': `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../package.ts';
import type { RenderedFile } from './files.ts';

/** Adds the files of templates/listed.json, and takes out those of which it says null. */
export function listed(files: [string, RenderedFile][]): void {
  const text = readFileSync(join(ownPackage().root, 'templates', 'listed.json'), 'utf8');
  for (const [path, file] of JSON.parse(text) as [string, (Omit<RenderedFile, 'bytes'> & { base64: string }) | null][]) {
    const index = files.findIndex(([other]) => other === path);
    if (index >= 0) files.splice(index, 1);
    if (!file) continue;
    const { base64, ...rest } = file;
    files.push([path, { ...rest, bytes: Buffer.from(base64, 'base64') }]);
  }
}
`,
    },
  }));
}

/** A version of the fork. */
export function version(number: string, { templates, listed, migrations, files, from }: World = {}): ToolVersion {
  return newVersion({
    version: number,
    from: from ?? theFork(),
    ...(templates && { templates }),
    ...(migrations && { migrations }),
    files: { ...files, ...(listed && { [LISTED]: `${JSON.stringify(Object.entries(listed).map(asListed))}\n` }) },
  });
}

function asListed([path, file]: [string, Listed | string | null]): [string, object | null] {
  if (file === null) return [path, null];
  const { text, class: owner = 'merged', executable = false, link } = typeof file === 'string' ? { text: file } : file;
  return [path, { base64: Buffer.from(text).toString('base64'), class: owner, executable, ...(link && { link }) }];
}
