import { resolve as resolvePath } from 'node:path';
import { Project } from 'projen/lib/project.js';
import { FileBase, type IResolver } from 'projen/lib/file.js';
import { resolve } from 'projen/lib/_resolve.js';
import type { Config } from '../config/config.ts';
import { Buildspec } from './buildspec.ts';
import type { RenderedFile, RenderedFiles } from './files.ts';
import { FitnessConfig } from './fitness-config.ts';
import { FitnessFolder } from './fitness-folder.ts';
import { Functions } from './functions.ts';
import { GitFiles } from './git-files.ts';
import { Linting } from './linting.ts';
import { PackageJson } from './package-json.ts';
import { PackageManagerConfig } from './package-manager.ts';
import { Readme } from './readme.ts';
import { SamTemplate } from './sam-template.ts';
import { renderRequest, writeAnswer } from './render-request.ts';
import { Samconfig } from './samconfig.ts';
import { ServiceFile } from './service-file.ts';
import { synthesize } from './synthesize.ts';
import { TypeScriptConfig } from './typescript-config.ts';
import { UnitTests } from './unit-tests.ts';

/** The folder of a project that is rendered in memory only; projen wants one, nothing is read or written there. */
const NOWHERE = resolvePath('/nowhere');

export interface FitnessServerlessProjectOptions {
  /** fitness.yaml with every default filled in, as `loadConfig` returns it. */
  readonly config: Config;
  /** The text of fitness.yaml: the only record of the service's answers. */
  readonly configText: string;
  /**
   * Folder that `synth()` writes: a new one, or the repository of the service.
   * @default - none: the project is rendered in memory
   */
  readonly outdir?: string;
  /**
   * What becomes the base of fitness.yaml, if `configText` is what stands there merged with what is new; `serviceAt` says so.
   * @default - none: `configText` is merged with what stands there
   */
  readonly base?: string;
}

/** A service whose every deployment is measured by a fitness function. */
export class FitnessServerlessProject extends Project {
  readonly config: Config;
  readonly configText: string;
  readonly #base: string | undefined;

  constructor(options: FitnessServerlessProjectOptions) {
    super({
      name: options.config.service,
      outdir: options.outdir ?? NOWHERE,
      projenCommand: 'npx create-fitness-serverless',
    });
    // projen's own housekeeping: .projen/, .gitattributes, .gitignore
    for (const file of this.#files()) this.tryRemoveFile(file.path);
    this.config = options.config;
    this.configText = options.configText;
    this.#base = options.base;

    new FitnessConfig(this);
    new SamTemplate(this);
    new Functions(this);
    new FitnessFolder(this);
    new Samconfig(this);
    new Buildspec(this);
    new PackageJson(this);
    new PackageManagerConfig(this);
    new TypeScriptConfig(this);
    new UnitTests(this);
    new Linting(this);
    new GitFiles(this);
    new Readme(this, { template: () => this.#text('template.yaml') });
  }

  /** `files` in no order: projen sorts them by the rules of a language, which take milliseconds to load. */
  #files(): FileBase[] {
    return this.components.filter((component) => component instanceof FileBase);
  }

  #text(path: string): string {
    const file = this.tryFindFile(path);
    return file instanceof ServiceFile ? file.contents() : '';
  }

  /** Every file of the service, in memory. */
  rendered(): RenderedFiles {
    this.preSynthesize();
    for (const component of this.components) component.preSynthesize();
    const files = this.#files().map((file): [string, RenderedFile] => [file.path, renderedFile(file)]);
    return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /**
   * Brings the files into `outdir`, over what stands there and what was written before: by the plan and the journalled apply of
   * `upgrade`, so that no edit of a person is lost. Conflicts are logged, and make the process end with 3.
   */
  override synth(): void {
    if (this.outdir === NOWHERE) throw new Error('synth() needs an explicit outdir; rendered() works in memory');
    const request = renderRequest(this.outdir);
    if (request) return writeAnswer(request, this.rendered());
    const report = synthesize(this.outdir, this.rendered(), this.#base);
    for (const line of report.lines) this.logger.info(line);
    for (const line of report.conflicts) this.logger.error(line);
    if (report.conflicts.length > 0) process.exitCode = 3;
    for (const component of this.components) component.postSynthesize();
    this.postSynthesize();
  }
}

/** A platform team's own components may add any of projen's files: read-only ones are the tool's, the others shared. */
function renderedFile(file: FileBase): RenderedFile {
  const text = (file as unknown as SynthesizedFile).synthesizeContent({ resolve }) ?? '';
  const owner = file instanceof ServiceFile ? file.class : file.readonly ? 'managed' : 'merged';
  return { bytes: Buffer.from(text), executable: file.executable, class: owner };
}

/** What projen's own `synthesize` calls; protected, and the only way to the text without writing it. */
interface SynthesizedFile {
  synthesizeContent(resolver: IResolver): string | undefined;
}
