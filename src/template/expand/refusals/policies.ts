/**
 * Policies of functions and state machines: managed policies, documents and policy templates.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { ifParts, isNoValue } from '../intrinsics.ts';
import { readPolicies } from '../policies.ts';
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
    const [, ...branches] = ifParts(entry) ?? ['', entry];
    for (const branch of branches) if (!isNoValue(branch)) checkTemplate(subject, branch, path);
  });
};

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
