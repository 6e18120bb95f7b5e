/** A service whose files a `.projenrc` of its own declares: `upgrade` runs it for the files, and does the rest itself. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../errors.ts';
import { servicesEsbuild } from '../../esbuild.ts';
import type { RenderedFiles } from '../../project/files.ts';
import { RENDER_REQUEST, readAnswer } from '../../project/render-request.ts';
import type { RenderRequest } from '../../project/render-request.ts';
import { readDisk } from '../../upgrade/disk.ts';
import { MANIFEST_PATH, parseManifest } from '../../upgrade/manifest.ts';
import type { UpgradeOptions } from '../../upgrade/upgrade.ts';
import { childEnvironment } from '../npm.ts';
import { runProcess } from '../run-process.ts';
import { PROJENRC_NAMES, projenrcIn } from './projenrc-file.ts';

const CACHE = 'node_modules/.cache/create-fitness-serverless';

/** What renders the service of a folder, as `planUpgrade` takes it: this tool, or the `.projenrc` that the manifest names. */
export function rendererOf(root: string, env: NodeJS.ProcessEnv): Pick<UpgradeOptions, 'render' | 'renderer'> {
  const file = readDisk(root, [MANIFEST_PATH]).get(MANIFEST_PATH);
  if (file?.kind !== 'file' || parseManifest(file.bytes).renderer !== 'projenrc') return {};
  return { renderer: 'projenrc', render: (configText) => renderByProjenrc(root, configText, env) };
}

/** The files that the `.projenrc` of a service declares for a fitness.yaml. */
async function renderByProjenrc(root: string, configText: string, env: NodeJS.ProcessEnv): Promise<RenderedFiles> {
  const name = projenrcIn(root);
  if (name === undefined) throw missing(root);
  const folder = mkdtempSync(join(tmpdir(), 'fitness-projenrc-'));
  try {
    const request: RenderRequest = { root, configText, answer: join(folder, 'answer.json') };
    const file = join(folder, 'request.json');
    writeFileSync(file, JSON.stringify(request));
    const outcome = await runProcess(process.execPath, [await runnable(root, name)], {
      cwd: root,
      env: { ...childEnvironment(env), [RENDER_REQUEST]: file },
    });
    if (outcome.status !== 0) throw failed(name, outcome.stderr);
    if (!existsSync(request.answer)) throw silent(name);
    return readAnswer(readFileSync(request.answer, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** TypeScript is compiled by the service's own esbuild; packages stay where they are, so that there is one projen. */
async function runnable(root: string, name: string): Promise<string> {
  const source = join(root, name);
  if (!/\.m?ts$/.test(name)) return source;
  const outfile = join(root, CACHE, 'projenrc.mjs');
  try {
    mkdirSync(join(root, CACHE), { recursive: true });
    await servicesEsbuild(root).build({
      absWorkingDir: root,
      entryPoints: [source],
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
      define: {
        'import.meta.dirname': JSON.stringify(root),
        'import.meta.filename': JSON.stringify(source),
        'import.meta.url': JSON.stringify(pathToFileURL(source).href),
        __dirname: JSON.stringify(root),
        __filename: JSON.stringify(source),
      },
    });
    return outfile;
  } catch (cause) {
    throw new UserError('projenrc-not-compiled', `${name} cannot be compiled: ${(cause as Error).message}`, {
      kind: 'incomplete',
      hint: "It is compiled by the service's own esbuild: install the dependencies first.",
      cause,
    });
  }
}

function missing(root: string): UserError {
  return new UserError('no-projenrc', `The files of this service are declared by a .projenrc, and ${root} has none.`, {
    hint: `Restore it from version control (${PROJENRC_NAMES.join(', ')}).`,
  });
}

function failed(name: string, stderr: string): UserError {
  return new UserError('projenrc-failed', `${name} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`, {
    kind: 'incomplete',
    hint: `Nothing was written. Run \`node ${name}\` to see why.`,
  });
}

function silent(name: string): UserError {
  return new UserError('projenrc-silent', `${name} ended without synth() of a service in its folder.`, {
    kind: 'incomplete',
    hint: 'It has to end with `project.synth()`, for a project made with `serviceAt(import.meta.dirname)`.',
  });
}
