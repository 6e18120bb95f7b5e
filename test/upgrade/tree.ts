import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileClass, RenderedFile, RenderedFiles } from '../../src/project/files.ts';
import { readService } from '../../src/upgrade/disk.ts';
import { plan } from '../../src/upgrade/plan.ts';
import type { Plan, PlanInput } from '../../src/upgrade/plan.ts';

/** A new empty folder, by its real path. */
export function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'fitness-')));
}

/** Every file, folder and link below a folder: `path → mode and content`. */
export function tree(folder: string, at = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const path = at ? `${at}/${entry.name}` : entry.name;
    const file = join(folder, path);
    const mode = (lstatSync(file).mode & 0o777).toString(8);
    if (entry.isSymbolicLink()) found[path] = `-> ${readlinkSync(file)}`;
    else if (entry.isDirectory()) Object.assign(found, { [`${path}/`]: mode }, tree(folder, path));
    else found[path] = `${mode} ${readFileSync(file, 'latin1')}`;
  }
  return found;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export type Sketch = Readonly<Record<string, string | { text: string; class?: FileClass; executable?: boolean }>>;

/** Rendered files: merged and not executable unless the sketch says otherwise. */
export function rendered(sketch: Sketch): RenderedFiles {
  const files = Object.entries(sketch).map(([path, file]): [string, RenderedFile] => {
    const { text, class: owner = 'merged', executable = false } = typeof file === 'string' ? { text: file } : file;
    return [path, { bytes: Buffer.from(text), executable, class: owner }];
  });
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The plan for a folder as it stands. */
export function planFor(folder: string, sketch: Sketch | RenderedFiles, more: Pick<PlanInput, 'theirs'> = {}): Plan {
  const files = sketch instanceof Map ? (sketch as RenderedFiles) : rendered(sketch as Sketch);
  return plan({ rendered: files, ...readService(folder, files), tool: 'create-fitness-serverless@0.1.0', ...more });
}

/** Path → action, the tool's own records aside. */
export function actionsOf({ actions }: Plan): Record<string, string> {
  return Object.fromEntries(
    actions.flatMap(({ path, class: owner, action }) => (owner === 'state' ? [] : [[path, action]])),
  );
}
