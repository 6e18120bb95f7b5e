import type { PackageManager, Runtime, Trigger } from '../../src/config/config.ts';
import { Asking, NAMESPACE } from '../base.ts';
import type { Talk } from '../conversation.ts';

const TRIGGERS: readonly { value: Trigger; name: string }[] = [
  { value: 'http', name: 'http      an HTTP API' },
  { value: 'queue', name: 'queue     messages of an SQS queue' },
  { value: 'schedule', name: 'schedule  a timer' },
  { value: 'stream', name: 'stream    records of a Kinesis stream' },
  { value: 'bucket', name: 'bucket    objects that arrive in S3' },
];

/** Asks what a new service is; composes with the generator that asks how it is deployed. */
export class AppGenerator extends Asking {
  async prompting(): Promise<void> {
    await this.text('name', 'Name of the service');
    await this.text('description', 'What it does');
    await this.choice<Runtime>('runtime', 'Runtime', ['nodejs24.x', 'nodejs22.x']);
    await this.triggers();
    await this.yesOrNo('table', 'A DynamoDB table?');
    await this.environments();
    await this.composeWith(`${NAMESPACE}:deployment`, { conversation: this.conversation } as object);
  }

  /** In its own phase: after the composed generator's questions. */
  async configuring(): Promise<void> {
    await this.text('region', 'AWS Region');
    await this.text('alarmEmail', 'Mail alarms to (nobody: Enter)');
    await this.choice<PackageManager>('packageManager', 'Package manager', ['npm', 'pnpm', 'yarn']);
    await this.yesOrNo('git', 'Make a git repository?');
    await this.yesOrNo('install', 'Install the dependencies?');
  }

  private async text(name: 'name' | 'description' | 'region' | 'alarmEmail', message: string): Promise<void> {
    await this.answer(name, (usual) => ({
      type: 'input',
      message,
      default: usual,
      validate: (value: string) => this.problem(name, value || undefined),
    }));
    if (this.conversation.answered[name] === '') delete this.conversation.answered[name];
  }

  private choice<Value extends string>(
    name: 'runtime' | 'packageManager',
    message: string,
    values: readonly Value[],
  ): Promise<void> {
    return this.answer(name, (usual) => ({
      type: 'select',
      message,
      default: usual,
      choices: values.map((value) => ({ name: value, value })),
    }));
  }

  private yesOrNo(name: 'table' | 'git' | 'install', message: string): Promise<void> {
    return this.answer(name, (usual) => ({ type: 'confirm', message, default: usual }));
  }

  private triggers(): Promise<void> {
    return this.answer('triggers', (usual) => ({
      type: 'checkbox',
      message: 'Triggers',
      choices: TRIGGERS.map(({ value, name }) => ({
        value,
        name,
        short: value,
        checked: (usual as readonly Trigger[]).includes(value),
      })),
      validate: (chosen: readonly unknown[]) => chosen.length > 0 || 'Choose one or more with the space bar.',
    }));
  }

  private environments(): Promise<void> {
    const listed = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
    return this.answer('environments', (usual) => ({
      type: 'input',
      message: 'Environments, in order',
      default: (usual as readonly string[]).join(', '),
      validate: (text: string) => this.problem('environments', listed(text)),
      parse: listed,
    }));
  }

  /** Asks for one answer, unless it was given. */
  private async answer(
    name: keyof Talk,
    question: (
      usual: unknown,
    ) => { type: string; message: string; parse?: (text: string) => unknown } & Record<string, unknown>,
  ): Promise<void> {
    const { answered, given, defaults } = this.conversation;
    if (name in given) {
      Object.assign(answered, { [name]: given[name] });
      return;
    }
    const { parse, ...asked } = question(defaults(answered)[name]);
    const said = (await this.prompt<Record<string, unknown>>({ ...asked, name } as never))[name];
    Object.assign(answered, { [name]: parse ? parse(said as string) : said });
  }

  private problem(name: keyof Talk, value: unknown): true | string {
    const { answered, problem } = this.conversation;
    return problem(name, { ...answered, [name]: value }) ?? true;
  }
}
