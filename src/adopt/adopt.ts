/** What would be adopted, and how: survey → gating → fitness.yaml → parts → plan. Reads, and writes nothing. */
import type { Plan } from '../upgrade/plan.ts';
import type { RunningTool } from '../upgrade/upgrade.ts';
import type { Edit } from '../template/edit.ts';
import type { Effect, Finding, FunctionOutcome, Survey } from './model.ts';

/** What a person decides; flags, or answers. */
export interface Choices {
  /** Functions with a public URL are gated although the URL changes. */
  readonly acceptUrlChange: boolean;
  /** Ours is called first, and calls the hooks of the owner; changes a value of theirs, so only with `fix`. */
  readonly chain: boolean;
  /** Values of the owner's are changed as the findings propose. */
  readonly fix: boolean;
  /** Over what the survey found. */
  readonly service?: string;
  readonly region?: string;
  readonly environments?: Survey['environments'];
}

export interface AdoptionOptions {
  readonly survey: Survey;
  readonly choices: Choices;
  readonly tool: RunningTool;
  readonly now: Date;
  readonly env: NodeJS.ProcessEnv;
}

export interface Adoption {
  readonly survey: Survey;
  readonly functions: readonly FunctionOutcome[];
  readonly findings: readonly Finding[];
  readonly effects: readonly Effect[];
  /** What `--fix` changes of the owner's, or would. */
  readonly proposals: readonly { readonly finding: Finding; readonly edits: readonly Edit[] }[];
  readonly score: {
    /** Fitness today, and of the adopted template; absent: not known. */
    readonly before?: number;
    readonly after?: number;
    /** What the gate would have said of the adopted template, if it enforced. */
    readonly reasons: readonly string[];
    readonly knownFailures: number;
  };
  readonly limits: readonly { readonly name: string; readonly value: number; readonly most: number }[];
  /** Of the template. */
  readonly before: string;
  readonly after: string;
  readonly config: string;
  readonly plan: Plan;
}
