/** How traffic shifts where its owner has said so: fitness.yaml says nothing of those functions. */
import { writtenFunction } from '../project/adopted/template/written-function.ts';
import { intrinsicOf, own } from '../template/resolve/values.ts';
import type { FunctionOutcome } from './model.ts';

export interface OwnType {
  /** `Linear10PercentEvery1Minute`, or the intrinsic that decides: `Fn::If`. */
  readonly type: string;
  /** Logical ids. */
  readonly functions: readonly string[];
}

/** @param template data of the owner's, without parts of ours */
export function ownTypes(template: unknown, functions: readonly FunctionOutcome[]): OwnType[] {
  const byType = new Map<string, string[]>();
  for (const { id, outcome } of functions) {
    const preference = outcome === 'refused' ? undefined : writtenFunction(template, id)?.properties;
    const written = own(own(preference, 'DeploymentPreference'), 'Type');
    const type = typeof written === 'string' ? written : intrinsicOf(written)?.[0];
    if (type !== undefined) byType.set(type, [...(byType.get(type) ?? []), id]);
  }
  return [...byType].map(([type, ids]) => ({ type, functions: ids }));
}
