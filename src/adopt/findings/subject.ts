/** What is looked at before a template is adopted. */
import type { AdoptedConfig } from '../../config/config.ts';
import type { Template } from '../../template/model.ts';
import { TrapContext } from '../../template/traps/context.ts';
import type { Finding, FunctionOutcome, Survey } from '../model.ts';

export interface Subject {
  readonly template: Template;
  readonly context: TrapContext;
  readonly survey: Survey;
  readonly functions: readonly FunctionOutcome[];
  /** Logical ids of the functions that have an alias then: those that are gated wholly or in part. */
  readonly gated: ReadonlySet<string>;
  readonly chosen: Chosen;
}

/** How each function is gated, and what of ours is called otherwise here. */
export type Chosen = Pick<AdoptedConfig, 'functions' | 'names'>;

/** Pure, but for files of the service that the template names. */
export type Find = (subject: Subject) => readonly Finding[];

export function subjectOf(
  template: Template,
  survey: Survey,
  functions: readonly FunctionOutcome[],
  chosen: Chosen,
): Subject {
  const gated = new Set(functions.flatMap(({ id, outcome }) => (outcome === 'refused' ? [] : id)));
  return { template, context: new TrapContext(template, {}), survey, functions, gated, chosen };
}
