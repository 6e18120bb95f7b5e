import Generator from 'yeoman-generator';
import type { BaseOptions } from 'yeoman-generator';
import type { Conversation } from './conversation.ts';

export const NAMESPACE = 'fitness-serverless';

type Options = BaseOptions & { readonly conversation: Conversation };

/** A generator that asks and composes: it renders nothing and writes nothing. */
export class Asking extends Generator<Record<string, unknown>, Options> {
  constructor(args: string[], options: Options) {
    // the third argument: as a field of the class `customCommitTask` is ignored and files are written
    super(args, options, {
      customCommitTask: () => Promise.resolve(),
      customInstallTask: () => Promise.resolve(),
      disableInGeneratorOptionsSupport: true,
      tasksMatchingPriority: true,
    });
  }

  protected get conversation(): Conversation {
    return this.options.conversation;
  }

  /** It would look for yeoman-environment's package.json, which a bundle does not have. */
  override checkEnvironmentVersion(): boolean {
    return true;
  }
}
