import { FileBase } from 'projen/lib/file.js';
import type { Construct } from 'constructs';
import type { FileClass } from './files.ts';

export interface ServiceFileOptions {
  /** Who owns the file, and so what an upgrade may do with it. */
  readonly class: FileClass;
  /**
   * Whether the executable bit is set.
   * @default false
   */
  readonly executable?: boolean;
}

/**
 * A file of the generated service. Unlike projen's own files it is writable, carries no marker and does not touch
 * .gitignore: what may be edited follows from its class.
 */
export abstract class ServiceFile extends FileBase {
  readonly class: FileClass;

  constructor(scope: Construct, path: string, options: ServiceFileOptions) {
    super(scope, path, {
      readonly: false,
      marker: false,
      editGitignore: false,
      executable: options.executable ?? false,
    });
    this.class = options.class;
  }

  /** The text of the file. */
  abstract contents(): string;

  protected override synthesizeContent(): string {
    return this.contents();
  }
}

/** A file whose text is known when it is declared, or made once when it is first asked for. */
export class TextFile extends ServiceFile {
  #text: string | (() => string);

  constructor(
    scope: Construct,
    path: string,
    options: ServiceFileOptions & { readonly text: string | (() => string) },
  ) {
    super(scope, path, options);
    this.#text = options.text;
  }

  override contents(): string {
    if (typeof this.#text === 'function') this.#text = this.#text();
    return this.#text;
  }
}
