/**
 * Our verdicts against those that AWS's Guard rules registry expects of its own test cases. Where we disagree, the reason
 * stands in oracle-divergences.json; an unlisted disagreement fails, and so does a listed one that occurs no longer.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Check } from '../../src/checks/api.ts';
import { catalogue } from '../../src/checks/catalogue.ts';
import { evaluate } from '../../src/checks/evaluate.ts';
import type { Status } from '../../src/fitness/report.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

interface Case {
  source: string;
  sourceRule: string;
  checkIds: string[];
  /** The registry contradicts itself here. */
  knownBadOracle: boolean;
  name: string;
  template: unknown;
  expected: { stack: Status };
}

/** What a Guard rule asks for, in our terms. */
interface Demand {
  /** Options with which a check asks for as much as the rule does; with its defaults if absent. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the types that a check judges, those that the rule judges; all of them if absent. */
  readonly types?: readonly string[];
  /** The rule is not asked of what another one lets pass, which demands this. */
  readonly unless?: Demand;
}

/** AWS makes it safe by itself; the rule wants it in the template. */
const WRITTEN: Demand = { options: { strict: 'explicit' } };

/** A password of a parameter; and one that CloudFormation reads, where it is of none. */
const SECURE_PARAMETER: Demand = { options: { source: 'parameter' } };
const SECURE_SERVICE: Demand = { options: { source: 'service' }, unless: SECURE_PARAMETER };

/** Rules that ask for more than our checks do by default, or judge less. https://github.com/aws-cloudformation/aws-guard-rules-registry */
const DEMANDS: Readonly<Record<string, Demand>> = {
  // a cache has to be there
  API_GW_CACHE_ENABLED_AND_ENCRYPTED: { options: { caching: 'required' } },
  API_GW_DOMAIN_DENY_NON_TLS_TRAFFIC: WRITTEN,
  // any of the types there are, of a domain name
  API_GW_ENDPOINT_TYPE_CHECK: {
    options: { strict: 'explicit', endpointConfigurationTypes: ['EDGE', 'PRIVATE', 'REGIONAL'] },
    types: ['AWS::ApiGateway::DomainName'],
  },
  // a method without settings of its own is not looked at
  API_GW_EXECUTION_LOGGING_ENABLED: { options: { methods: 'listed' } },
  // a key of the API tells callers apart, it is no authorization
  API_GW_METHOD_AUTHORIZATION_TYPE_RULE: { options: { allowApiKeys: false } },
  // an action for one of the states
  CLOUDWATCH_ALARM_ACTION_CHECK: {
    options: { alarmActionRequired: 'false', insufficientDataActionRequired: 'false' },
  },
  COGNITO_USER_POOL_MFA_CONFIGURATION_RULE: { options: { mfa: 'optional' } },
  CODEBUILD_ENCRYPTION_KEY_RULE: { options: { encryption: 'kms' } },
  DYNAMODB_TABLE_MUST_BE_ENCRYPTED: WRITTEN,
  // one check for what are two rules
  IAM_MANAGEDPOLICY_NO_STATEMENTS_WITH_FULL_ACCESS: { types: ['AWS::IAM::ManagedPolicy'] },
  IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS: { types: ['AWS::IAM::Policy'] },
  IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE: { types: ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'] },
  IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE: {
    options: { policyArns: ['arn:aws:iam::aws:policy/PowerUserAccess', 'arn:aws:iam::aws:policy/IAMFullAccess'] },
  },
  IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE: { types: ['AWS::IAM::Role'] },
  // whatever invokes them
  LAMBDA_DLQ_CHECK: { options: { functions: 'all' } },
  KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_USES_SECURE_PARAMETER: SECURE_PARAMETER,
  KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_USES_SECURE_SERVICE: SECURE_SERVICE,
  KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_USES_SECURE_PARAMETER: SECURE_PARAMETER,
  KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_USES_SECURE_SERVICE: SECURE_SERVICE,
  // whatever limits it
  LAMBDA_NO_WILDCARD_PRINCIPALS: { options: { anyPrincipal: 'never' } },
  RDS_CLUSTER_MASTER_USER_PASSWORD_USES_SECURE_PARAMETER: SECURE_PARAMETER,
  RDS_CLUSTER_MASTER_USER_PASSWORD_USES_SECURE_SERVICE: SECURE_SERVICE,
  RDS_MASTER_USER_PASSWORD_USES_SECURE_PARAMETER: SECURE_PARAMETER,
  RDS_MASTER_USER_PASSWORD_USES_SECURE_SERVICE: SECURE_SERVICE,
  RDS_STORAGE_ENCRYPTED: WRITTEN,
  S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED: WRITTEN,
  S3_BUCKET_PUBLIC_READ_PROHIBITED: WRITTEN,
  S3_BUCKET_PUBLIC_WRITE_PROHIBITED: WRITTEN,
  S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED: WRITTEN,
  SQS_QUEUE_KMS_MASTER_KEY_ID_RULE: { options: { encryption: 'kms' } },
};

interface Divergence {
  check: string;
  rule: string;
  case: string;
  expected: Status;
  ours: Status;
  reason: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const shared = process.env['FITNESS_SHARED'] ?? join(here, '../../../shared');
const corpus = join(shared, 'corpus', 'guard-cases.ndjson');
const divergences = JSON.parse(readFileSync(join(here, 'oracle-divergences.json'), 'utf8')) as Divergence[];

describe('AWS Guard rules registry', () => {
  if (!existsSync(corpus)) {
    test.skip('skipped: there is no corpus (FITNESS_SHARED)', () => undefined);
    return;
  }

  const cases = readFileSync(corpus, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Case)
    .filter(({ checkIds, knownBadOracle }) => checkIds.length > 0 && !knownBadOracle);
  const ids = new Set(catalogue.map(({ meta }) => meta.id));
  const left = cases.filter(({ checkIds }) => !checkIds.some((id) => ids.has(id))).length;
  const found = cases
    .flatMap((each) => each.checkIds.map((check) => ({ check, case: each })))
    .flatMap(({ check: id, case: each }) => {
      const check = catalogue.find(({ meta }) => meta.id === id);
      return check && concerns(check, each) ? [{ check, case: each, ours: stackStatus(check, each) }] : [];
    });
  const disagreements = found
    .filter(({ case: each, ours }) => ours !== each.expected.stack)
    .map(({ check, case: each, ours }) => ({
      check: check.meta.id,
      rule: each.sourceRule,
      case: each.name,
      expected: each.expected.stack,
      ours,
    }));

  test('every disagreement is listed with a reason, and every listed one occurs', () => {
    process.stdout.write(
      `Guard rules registry: ${found.length - disagreements.length} verdicts agree of ${found.length}; ${left} of ${cases.length} cases are of rules without a check\n`,
    );

    expect(disagreements.length).toBeLessThanOrEqual(found.length * 0.01);
    const listed = divergences.map(({ reason: _reason, ...divergence }) => divergence);
    expect(disagreements.map(text).sort()).toEqual(listed.map(text).sort());
  });

  test('every reason says something', () => {
    for (const { reason } of divergences) expect(reason.length).toBeGreaterThan(40);
  });
});

function text(value: unknown): string {
  return JSON.stringify(value);
}

/** A case of a rule that two checks stand for (functions, layers) is that of the check which judges what it holds. */
function concerns({ meta }: Check, { checkIds, template }: Case): boolean {
  const resources = Object.values((template as { Resources?: Record<string, { Type: string }> }).Resources ?? {});
  if (checkIds.length === 1 || resources.length === 0) return true;
  return resources.some(({ Type }) => meta.resourceTypes.includes(Type));
}

/** As the rule of the case asks. */
function stackStatus(check: Check, { template, sourceRule }: Case): Status {
  const demand = Object.hasOwn(DEMANDS, sourceRule) ? (DEMANDS[sourceRule] as Demand) : {};
  if (demand.unless && statusOf(check, template, demand.unless) === 'pass') return 'not-applicable';
  return statusOf(check, template, demand);
}

/** Any failure fails the stack; else what is unknown, else any pass. */
function statusOf(check: Check, template: unknown, { options = {}, types }: Demand): Status {
  const document = parseDocument(JSON.stringify(withParameters(template)), 'template.json');
  const enabled = { check, options, mode: 'enforced' as const, weight: check.meta.weight };
  const evaluation = evaluate(loadTemplate(document), [enabled], { now: new Date(), exclude: new Set() });
  const results = evaluation.results.filter(({ type }) => types?.includes(type) ?? true);
  const order: Status[] = ['fail', 'unknown', 'pass'];
  return order.find((status) => results.some((result) => result.status === status)) ?? 'not-applicable';
}

/** The cases are parts of templates: what they refer to and do not hold was a parameter. */
function withParameters(template: unknown): unknown {
  const { Resources = {}, Parameters = {} } = template as Record<string, Record<string, unknown> | undefined>;
  const names = [...JSON.stringify(Resources).matchAll(/\{"Ref":"(\w+)"\}/g)].flatMap(([, name]) => name ?? []);
  const missing = names.filter((name) => !Object.hasOwn(Resources, name) && !Object.hasOwn(Parameters, name));
  if (missing.length === 0) return template;
  const declared = Object.fromEntries(missing.map((name) => [name, { Type: 'String' }]));
  return { ...(template as object), Parameters: { ...Parameters, ...declared } };
}
