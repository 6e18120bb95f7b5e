/** What rendering produces. */

/**
 * - `managed`: the tool's; an edited one is reported, never silently lost.
 * - `merged`: both own it; merged three ways.
 * - `once`: written once, then the user's.
 */
export type FileClass = 'managed' | 'merged' | 'once';

export interface RenderedFile {
  /** The text; of a symbolic link where it leads. */
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** True for a symbolic link. */
  readonly link?: true;
  readonly class: FileClass;
  /**
   * True if the file is its owner's, and the bytes are the parts of ours that are put into it (`serializeParts`). They are its
   * base, and are merged part by part.
   */
  readonly parts?: true;
}

/** By path relative to the service's folder, `/` as separator, sorted. */
export type RenderedFiles = ReadonlyMap<string, RenderedFile>;

/** With one more managed file. */
export function withFile(rendered: RenderedFiles, path: string, bytes: Uint8Array): RenderedFiles {
  const file = { bytes, executable: false, class: 'managed' } as const;
  return new Map([...rendered, [path, file] as const].sort(([a], [b]) => (a < b ? -1 : 1)));
}
