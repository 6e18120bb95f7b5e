/** One kind of what `add` adds. */
import type { ExitStatus } from '../exit.ts';
import type { Values } from '../options.ts';
import type { Service } from '../service.ts';
import type { Terminal } from '../terminal.ts';

export interface Addition {
  /** As the hint of an error shows it. */
  readonly example: string;
  /** The options that are for it. */
  readonly options: readonly (keyof Values<'add'>)[];
  readonly add: (request: AddRequest) => Promise<ExitStatus>;
}

export interface AddRequest {
  /** What stands behind the kind. */
  readonly name: string | undefined;
  readonly values: Values<'add'>;
  readonly service: Service;
  readonly terminal: Terminal;
}
