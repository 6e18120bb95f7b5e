import type { Edit } from '../edit.ts';
import type { Location } from '../model.ts';
import type { TrapContext } from './context.ts';

/** What is said about a trap in `docs/traps.md` and next to a finding. */
export interface TrapMeta {
  /** Stable, kebab-case. */
  readonly code: string;
  /** `error` when the gate would not run, or the deployment or the build would break. */
  readonly severity: 'error' | 'warning';
  /** One sentence: what happens. */
  readonly why: string;
  /** What to write instead. */
  readonly instead: string;
  /** Where it is documented or was reported. */
  readonly docs: string;
}

export interface Finding {
  /** What is wrong here, in a sentence without full stop. */
  readonly message: string;
  readonly location: Location | undefined;
  /** Edits of the template that take the finding away and change nothing else; absent if a person has to decide. */
  readonly fix?: readonly Edit[];
}

/** Something that deploys, or almost, and does not do what it says. */
export interface Trap {
  readonly meta: TrapMeta;
  /** Pure. */
  readonly find: (context: TrapContext) => Iterable<Finding>;
}

/** Declares a trap; only the type is checked. */
export function defineTrap(trap: Trap): Trap {
  return trap;
}
