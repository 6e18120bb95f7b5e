/** What checks are called, here and by the tools that people come from. */
import { nearest } from '../config/nearest.ts';
import type { Check, CheckMeta } from './check.ts';

/** A name in the world of another tool. */
export interface ForeignName {
  /** e.g. `AWS Config`, `checkov`. */
  readonly tool: string;
  readonly name: string;
}

/** What other tools call what the check looks at: a Config rule, `CT.S3.PR.11`, `CKV_AWS_21`, `AwsSolutions-S1`, `W35`, `S3.14`. */
export function foreignNames({ id, configRule, references = {} }: CheckMeta): ForeignName[] {
  const of = (tool: string, names: readonly string[] = []): ForeignName[] => names.map((name) => ({ tool, name }));
  const rule = id.replaceAll('-', '_').toUpperCase();
  const guard = (references.guard ?? []).map((path) => path.replace(/^.*\/|\.guard$/g, '').toUpperCase());
  return [
    ...of('AWS Config', configRule ? [rule] : []),
    ...of('Security Hub', references.securityHub),
    ...of('Control Tower', references.controlTower),
    ...of('cfn-guard', [...new Set([...guard, ...(references.guardRules ?? [])])]),
    ...of('cdk-nag', references.cdkNag),
    ...of('checkov', references.checkov),
    ...of('cfn_nag', references.cfnNag),
  ];
}

/** The checks that a word names: the one with this id, else all that another tool calls so; in either case. */
export function checksNamed(word: string, checks: readonly Check[]): Check[] {
  const wanted = word.toLowerCase();
  const own = checks.filter(({ meta }) => meta.id.toLowerCase() === wanted);
  if (own.length > 0) return own;
  return checks.filter(({ meta }) => foreignNames(meta).some(({ name }) => name.toLowerCase() === wanted));
}

/** The name that a mistyped one most likely meant. */
export function nearestCheck(word: string, checks: readonly Check[]): string | undefined {
  const ids = checks.map(({ meta }) => meta.id);
  return (
    nearest(word, ids) ??
    nearest(word, new Set(checks.flatMap(({ meta }) => foreignNames(meta)).map(({ name }) => name)))
  );
}
