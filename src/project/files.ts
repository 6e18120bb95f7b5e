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
}

/** By path relative to the service's folder, `/` as separator, sorted. */
export type RenderedFiles = ReadonlyMap<string, RenderedFile>;
