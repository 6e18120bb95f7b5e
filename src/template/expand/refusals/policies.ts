/**
 * Policies of functions and state machines: managed policies, documents and policy templates.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isNoValue } from '../intrinsics.ts';
import { kindOf, readPolicies } from '../policies.ts';
import { policyTemplateParameters } from '../policy-templates.ts';
import { refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

export const policies: Rule = (subject) => {
  const { Policies } = subject.properties;
  for (const path of readPolicies('', Policies, subject.x).unknown)
    refuse(subject, 'policy-unknown', 'neither a policy document, a managed policy nor a policy template of SAM', path);
  const entries = isList(Policies) ? Policies : [Policies];
  entries.forEach((entry, index) => {
    const path = isList(Policies) ? ['Policies', index] : ['Policies'];
    const branches = branchesOf(subject, entry, path);
    for (const branch of branches) checkTemplate(subject, branch, path);
    if (new Set(branches.map(kindOf)).size > 1)
      refuse(subject, 'policy-kinds', 'both values of a Fn::If have to be policies of the same kind', path);
  });
};

/** The policies that an entry may be; an entry without a condition is one. */
function branchesOf(subject: Subject, entry: unknown, path: Path): readonly unknown[] {
  if (!isIntrinsic(entry) || !('Fn::If' in entry)) return [entry];
  const parts = entry['Fn::If'];
  if (isList(parts) && parts.length === 3) return parts.slice(1).filter((branch) => !isNoValue(branch));
  refuse(subject, 'if-parts', 'Fn::If in Policies needs a condition and two values', path);
  return [];
}

function checkTemplate(subject: Subject, entry: unknown, path: Path): void {
  const [first, ...others] = isRecord(entry) ? Object.entries(entry) : [];
  if (!first || others.length > 0) return;
  const [name, values] = first;
  const parameters = policyTemplateParameters(name);
  if (!parameters) return;
  const missing = isRecord(values) ? parameters.filter((parameter) => !Object.hasOwn(values, parameter)) : [];
  if (!isRecord(values))
    refuse(subject, 'policy-template', `the policy template ${name} needs a map of its parameters`, path);
  else if (missing.length > 0)
    refuse(subject, 'policy-template', `the policy template ${name} needs ${missing.join(', ')}`, path);
}
