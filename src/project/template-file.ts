import type { Construct } from 'constructs';
import { renderTemplate } from '../templates.ts';
import type { FitnessServerlessProject } from './project.ts';
export { renderTemplate };
import { ServiceFile, type ServiceFileOptions } from './service-file.ts';

export interface TemplateFileOptions extends ServiceFileOptions {
  /**
   * What the template reads beside `config`.
   * @default {}
   */
  readonly data?: object;
  /**
   * Path of the template below `templates/`, without the suffix `.ejs`.
   * @default the path of the file, a leading dot of a name written `_` (npm drops dotfiles from packages)
   */
  readonly template?: string;
}

/** A file rendered from an EJS template of `templates/`, which sees `config` and the data given here. */
export class TemplateFile extends ServiceFile {
  readonly #template: string;
  readonly #data: object;

  constructor(scope: Construct, path: string, options: TemplateFileOptions) {
    super(scope, path, options);
    this.#template = options.template ?? path.replace(/(^|\/)\./g, '$1_');
    this.#data = options.data ?? {};
  }

  override contents(): string {
    // only the type is imported: components extend this class and the project imports them
    const { config } = this.project as FitnessServerlessProject;
    return renderTemplate(this.#template, { config, ...this.#data });
  }
}
