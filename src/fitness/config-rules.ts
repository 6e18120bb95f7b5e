/** The rules of AWS Config as checks, so that each is a term of its own: weighed, tried out and switched off like any other. */
import type { Check, Verdict } from '../checks/api.ts';
import { forEnvironment } from '../config/defaults.ts';
import { checkIdOf, configRuleId, findingsIn, isConfigRule, type ConfigFinding } from '../measurements/config-rules.ts';
import type { Diagnostic, Template, Value } from '../template/model.ts';
import type { AssessInput } from './assess.ts';
import type { Report } from './report.ts';

/**
 * With a check for each rule that has judged a resource of the template. A rule that an enabled check judges as well counts
 * once, as that check.
 */
export function withConfigRules(input: AssessInput): AssessInput {
  const findings = findingsIn(input.template.inputs.measurements ?? {});
  if (findings.length === 0) return input;
  const isJudged = judgedBy(input);
  const byRule = new Map<string, ConfigFinding[]>();
  for (const finding of findings) {
    if (isJudged(finding)) continue;
    byRule.set(finding.name, [...(byRule.get(finding.name) ?? []), finding]);
  }
  const rules = [...byRule]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => checkOf(name, own, input.template));
  const enabled = rules
    .filter(({ meta }) => !Object.hasOwn(input.config.checks, meta.id))
    .map(({ meta }) => [meta.id, { enabled: true, mode: 'enforced' as const, options: {} }] as const);
  return {
    ...input,
    checks: [...input.checks, ...rules],
    config: { ...input.config, checks: { ...Object.fromEntries(enabled), ...input.config.checks } },
  };
}

function judgedBy({ checks, config, environment }: AssessInput): (finding: ConfigFinding) => boolean {
  const { checks: configured } = forEnvironment(config, environment);
  const isEnabled = (id: string) => Object.hasOwn(configured, id) && configured[id]?.enabled === true;
  const judged = new Set(checks.map(({ meta }) => meta.id).filter(isEnabled));
  return ({ identifier }) => identifier !== undefined && judged.has(checkIdOf(identifier));
}

/** Its documentation is that of Config; what it needs to be read is asked for by the check of Config itself. */
function checkOf(name: string, findings: readonly ConfigFinding[], template: Template): Check {
  const found = new Map(findings.map(({ resource, measurement }) => [resource, measurement]));
  const types = findings.map(({ resource }) => template.resources.get(resource)?.type);
  return {
    meta: {
      id: configRuleId(name),
      title: `Complies with the rule ${name} of AWS Config`,
      why: 'The rules of an account are what its owners hold every service to.',
      remedy: `do as the rule ${name} of AWS Config asks`,
      category: 'operations',
      severity: 'medium',
      weight: 4,
      resourceTypes: [...new Set(types.filter((type) => type !== undefined))],
      configRule: false,
      docs: 'https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config.html',
      liveActions: [],
    },
    evaluate: ({ logicalId }) => verdictOf(found.get(logicalId)),
  };
}

function verdictOf(measurement: ConfigFinding['measurement'] | undefined): Verdict {
  if (!measurement) return { status: 'not-applicable', message: 'AWS Config has not judged it' };
  if ('absent' in measurement) return { status: 'not-applicable', message: measurement.absent };
  if ('problem' in measurement) return { status: 'unknown', message: measurement.problem };
  const { value, from } = measurement;
  const said: Value = { state: 'known', value, path: [], evidence: 'observed', from };
  if (value === 0) return { status: 'pass', value: said };
  return { status: 'fail', message: `does not comply: ${from}`, value: said };
}

/** Where AWS Config says otherwise than the check that judges the same. Neither is believed more: the check counts. */
export function disagreements({ template }: AssessInput, results: Report['results']): Diagnostic[] {
  const findings = findingsIn(template.inputs.measurements ?? {});
  if (findings.length === 0) return [];
  const statuses = new Map(results.map(({ check, resource, status }) => [`${check} ${resource}`, status]));
  return findings.flatMap(({ name, identifier, resource, measurement }): Diagnostic[] => {
    if (identifier === undefined || !('value' in measurement)) return [];
    const check = checkIdOf(identifier);
    const status = statuses.get(`${check} ${resource}`);
    const says = measurement.value === 0 ? 'pass' : 'fail';
    if (isConfigRule(check) || (status !== 'pass' && status !== 'fail') || status === says) return [];
    const verb = { pass: 'passes', fail: 'fails' };
    const message = `${resource} ${verb[status]} ${check}, and by the rule ${name} it ${verb[says]}: ${measurement.from}`;
    return [{ severity: 'warning', code: 'config-disagrees', message }];
  });
}
