/**
 * How `upgrade` has a `.projenrc` render. It runs the file with the path of a request in its environment; then `serviceAt` gives
 * the fitness.yaml of the request, and `synth` answers with the files instead of writing them. So `upgrade` plans, shows and
 * applies in such a repository as in any other.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RenderedFile, RenderedFiles } from './files.ts';

export const RENDER_REQUEST = 'FITNESS_SERVERLESS_RENDER';

export interface RenderRequest {
  /** Absolute path of the service. */
  readonly root: string;
  /** The text of fitness.yaml. */
  readonly configText: string;
  /** Where the answer goes. */
  readonly answer: string;
}

/** The request to render a folder, if that is why this process runs. */
export function renderRequest(outdir: string, env: NodeJS.ProcessEnv = process.env): RenderRequest | undefined {
  const file = env[RENDER_REQUEST];
  if (file === undefined) return undefined;
  const request = JSON.parse(readFileSync(file, 'utf8')) as RenderRequest;
  return resolve(outdir) === request.root ? request : undefined;
}

/** Files as JSON, bytes in base64. */
interface Answer {
  readonly files: Readonly<Record<string, Omit<RenderedFile, 'bytes'> & { readonly bytes: string }>>;
}

export function writeAnswer({ answer }: RenderRequest, files: RenderedFiles): void {
  const entries = [...files].map(([path, file]) => [
    path,
    { ...file, bytes: Buffer.from(file.bytes).toString('base64') },
  ]);
  writeFileSync(answer, JSON.stringify({ files: Object.fromEntries(entries) as Answer['files'] } satisfies Answer));
}

export function readAnswer(text: string): RenderedFiles {
  const { files } = JSON.parse(text) as Answer;
  const entries = Object.entries(files).map(([path, file]): [string, RenderedFile] => [
    path,
    { ...file, bytes: Buffer.from(file.bytes, 'base64') },
  ]);
  return new Map(entries);
}
