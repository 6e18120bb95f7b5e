import type { BuildOptions, Metafile } from 'esbuild';

/** Joins chunks in place; see together.mjs. */
export function together(
  options: BuildOptions,
  banner: { readonly text: string; readonly names: readonly string[] },
  metafile: Metafile,
  main: string,
  commands: Readonly<Record<string, readonly string[]>>,
): Promise<void>;
