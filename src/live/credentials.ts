/** How old the credentials of a stack are: when they were made, rotated or run out, never what they are. */
import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { Measurement, Template } from '../template/model.ts';
import { allPages, member } from './answers.ts';
import type { Aws } from './aws.ts';
import * as calls from './calls.ts';
import { measureEach, problemOf, type Measurer } from './measurer.ts';
import { describeSecret } from './readers/secretsmanager.ts';
import type { DeployedResource } from './reader.ts';

const DAY = 86_400_000;

/** A secret is rotated at some time of the day on which it is due. */
const DAY_OF_ROTATION = 1;

function daysSince(date: Date, now: Date): number {
  return (now.getTime() - date.getTime()) / DAY;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const secrets: Measurer = {
  name: 'secrets',
  measures: ['secretAge', 'rotationDelay'],
  types: ['AWS::SecretsManager::Secret'],
  operations: calls.secrets,
  measure: async (stack, aws, { now }) => {
    const own = stack.declared('AWS::SecretsManager::Secret');
    const at = now.toISOString();
    const [ages, delays] = await Promise.all([
      measureEach('secretAge', own, async ({ physicalId }) => {
        const { CreatedDate, LastRotatedDate } = await describeSecret(physicalId, aws);
        const since = member(LastRotatedDate ?? CreatedDate, 'secretsmanager:DescribeSecret', 'a date');
        const from = `Secrets Manager, ${LastRotatedDate ? 'rotated' : 'made and never rotated,'} ${day(since)}`;
        return { value: daysSince(since, now), from, at };
      }),
      measureEach('rotationDelay', own, async ({ physicalId }) => {
        const { CreatedDate, LastRotatedDate, NextRotationDate, RotationEnabled, RotationRules } = await describeSecret(
          physicalId,
          aws,
        );
        if (RotationEnabled !== true) return { absent: 'it is not rotated' };
        const last = LastRotatedDate ?? CreatedDate;
        const interval = RotationRules?.AutomaticallyAfterDays;
        const byRule = last && interval !== undefined ? last.getTime() + interval * DAY : Infinity;
        const due = Math.min(byRule, NextRotationDate?.getTime() ?? Infinity);
        if (due === Infinity) return { problem: 'secretsmanager:DescribeSecret does not say when it is to be rotated' };
        const delay = Math.max(0, daysSince(new Date(due), now) - DAY_OF_ROTATION);
        return { value: delay, from: `Secrets Manager, due ${day(new Date(due))}`, at };
      }),
    ]);
    return { ...ages, ...delays };
  },
};

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const accessKeys: Measurer = {
  name: 'access-keys',
  measures: ['accessKeyAge'],
  types: ['AWS::IAM::AccessKey'],
  operations: calls.accessKeys,
  measure: (stack, aws, { now }) =>
    measureEach('accessKeyAge', stack.declared('AWS::IAM::AccessKey'), async (resource) => {
      const user = resource.property('UserName');
      if (typeof user !== 'string') return { problem: 'the user of the access key is not known' };
      const key = (await keysOf(user, aws)).find(({ AccessKeyId }) => AccessKeyId === resource.physicalId);
      if (!key) return { problem: `iam:ListAccessKeys does not have it among the keys of ${user}` };
      if (key.Status === 'Inactive') return { absent: 'it is not active' };
      const since = member(key.CreateDate, 'iam:ListAccessKeys', 'a date');
      return { value: daysSince(since, now), from: `IAM, made ${day(since)}`, at: now.toISOString() };
    }),
};

function keysOf(user: string, aws: Aws): Promise<AccessKeyMetadata[]> {
  const operation = 'iam:ListAccessKeys';
  return aws.shared(`${operation} ${user}`, async () => {
    const { client, ListAccessKeysCommand } = await aws.client('iam-access-keys', async (settings) => {
      const { IAMClient, ListAccessKeysCommand } = await import('./clients/iam-access-keys.ts');
      return { client: new IAMClient(settings), ListAccessKeysCommand };
    });
    return allPages(operation, async (Marker) => {
      const page = await aws.ask(operation, (abortSignal) =>
        client.send(new ListAccessKeysCommand({ UserName: user, Marker }), { abortSignal }),
      );
      return { items: member(page?.AccessKeyMetadata, operation, 'keys'), next: page?.Marker };
    });
  });
}

const CERTIFICATE = 'AWS::CertificateManager::Certificate';

/** Where a resource names a certificate, by type; `*` is every item of a list. */
const CERTIFICATES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'AWS::ApiGateway::DomainName': [['CertificateArn'], ['RegionalCertificateArn']],
  'AWS::ApiGatewayV2::DomainName': [['DomainNameConfigurations', '*', 'CertificateArn']],
  'AWS::AppSync::DomainName': [['CertificateArn']],
  'AWS::CloudFront::Distribution': [['DistributionConfig', 'ViewerCertificate', 'AcmCertificateArn']],
  'AWS::Cognito::UserPoolDomain': [['CustomDomainConfig', 'CertificateArn']],
  'AWS::ElasticLoadBalancingV2::Listener': [['Certificates', '*', 'CertificateArn']],
};

/** Those of the stack, and those that it names by their ARN. https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html */
export const certificates: Measurer = {
  name: 'certificates',
  measures: ['certificateDaysLeft'],
  types: [CERTIFICATE, ...Object.keys(CERTIFICATES)],
  operations: calls.certificates,
  measure: async (stack, aws, { now }) => {
    const own = stack.declared(CERTIFICATE);
    const ownArns = new Set(own.map(({ physicalId }) => physicalId));
    const naming = Object.keys(CERTIFICATES).flatMap((type) => stack.declared(type));
    return measureEach('certificateDaysLeft', [...own, ...naming], async (resource) => {
      if (ownArns.has(resource.physicalId)) return daysLeft(resource.physicalId, aws, now);
      const named = certificatesOf(resource);
      const others = named.filter((arn) => !ownArns.has(arn));
      if (named.length === 0) return { absent: 'it has no certificate of ACM' };
      if (others.length === 0) return { absent: 'its certificate is of the stack, and judged there' };
      return soonest(await Promise.all(others.map((arn) => daysLeft(arn, aws, now).catch(problemOf))));
    });
  },
};

function certificatesOf(resource: DeployedResource): string[] {
  return (CERTIFICATES[resource.type] ?? [])
    .flatMap(([first = '', ...rest]) => valuesAt(resource.property(first), rest))
    .filter((arn): arn is string => typeof arn === 'string' && arn.startsWith('arn:'));
}

function valuesAt(value: unknown, [key, ...rest]: readonly string[]): unknown[] {
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (key === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return Object.hasOwn(value, key) ? valuesAt((value as Record<string, unknown>)[key], rest) : [];
}

/** What is not known decides, else the one with the fewest days. */
function soonest(measurements: readonly (Measurement | undefined)[]): Measurement | undefined {
  const known = measurements.filter((each) => each !== undefined);
  const values = known.filter((each) => 'value' in each).sort((a, b) => a.value - b.value);
  return known.find((each) => 'problem' in each) ?? values[0] ?? known[0];
}

/** A certificate of CloudFront is in another Region than the stack. */
async function daysLeft(arn: string, aws: Aws, now: Date): Promise<Measurement> {
  const operation = 'acm:DescribeCertificate';
  const certificate = await aws.shared(`${operation} ${arn}`, async () => {
    const region = arn.split(':')[3] ?? '';
    const { client, DescribeCertificateCommand } = await aws.client(`acm ${region}`, async (settings) => {
      const { ACMClient, DescribeCertificateCommand } = await import('./clients/acm.ts');
      return { client: new ACMClient({ ...settings, ...(region && { region }) }), DescribeCertificateCommand };
    });
    const answer = await aws.ask(operation, (abortSignal) =>
      client.send(new DescribeCertificateCommand({ CertificateArn: arn }), { abortSignal }),
    );
    return member(answer?.Certificate, operation, 'the certificate');
  });
  const { NotAfter, Status } = certificate;
  if (!NotAfter) return { absent: `it is not issued yet (${Status ?? 'without a status'})` };
  return { value: -daysSince(NotAfter, now), from: `ACM, valid until ${day(NotAfter)}`, at: now.toISOString() };
}

/**
 * Types that may hold a credential that SSM keeps: those of which CloudFormation takes secure parameters, and those that are
 * often given one in plain text. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
 */
const TAKING_PARAMETERS = [
  'AWS::CodeBuild::Project',
  'AWS::DirectoryService::MicrosoftAD',
  'AWS::DirectoryService::SimpleAD',
  'AWS::ECS::TaskDefinition',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::Events::Connection',
  'AWS::IAM::User',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::Function',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
] as const;

/** Asks when they were changed, and for no value. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const parameters: Measurer = {
  name: 'parameters',
  measures: ['secureParameterAge', 'plainParameterAge'],
  types: TAKING_PARAMETERS,
  operations: calls.parameters,
  measure: async (stack, aws, { now }) => {
    const taking = TAKING_PARAMETERS.flatMap((type) => stack.declared(type));
    const referring = taking.map((resource) => ({ resource, references: referencesOf(resource, stack.template) }));
    const names = [...new Set(referring.flatMap(({ references }) => references.map(({ name }) => name)))].filter(
      (name) => name !== UNRESOLVED,
    );
    const described = await describeParameters(names, aws);
    return Object.fromEntries(
      referring.flatMap(({ resource: { logicalId }, references }) => {
        const ageOf = (isSecure: boolean) =>
          oldest(
            references
              .filter((reference) => reference.isSecure === isSecure)
              .map((reference) => parameterAge(reference, described.get(reference.name), now)),
          );
        return [
          [`secureParameterAge/${logicalId}`, ageOf(true)],
          [`plainParameterAge/${logicalId}`, ageOf(false)],
        ] as const;
      }),
    );
  },
};

interface ParameterReference {
  readonly name: string;
  readonly isSecure: boolean;
  /** That it asks for; the newest if absent. */
  readonly version: number | undefined;
}

/** Instead of the name of a parameter of which a part is not known. */
const UNRESOLVED = '';

const REFERENCE = /\{\{resolve:(ssm|ssm-secure):([^{}:]{1,1024})(?::(\d{1,9}))?\}\}/g;
const BEGINNING = /\{\{resolve:(ssm|ssm-secure):/g;

/** Deeper no property of CloudFormation is. */
const DEEPEST = 64;

/** As they are written: resolved, nothing but their value is left of them. */
function referencesOf({ logicalId }: DeployedResource, { resources, inputs }: Template): ParameterReference[] {
  const values = { ...inputs.pseudo, ...inputs.parameters };
  const substituted = (text: string) =>
    text.replace(/\$\{([\w:]{1,255})\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    );
  const walk = (value: unknown, depth: number): ParameterReference[] => {
    if (typeof value === 'string') return value.includes('{{resolve:ssm') ? referencesIn(substituted(value)) : [];
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
    return Object.values(value).flatMap((item: unknown) => walk(item, depth + 1));
  };
  return walk(resources.get(logicalId)?.properties, 0);
}

function referencesIn(text: string): ParameterReference[] {
  const references = [...text.matchAll(REFERENCE)].map(([, kind, name = '', version]) => ({
    name,
    isSecure: kind === 'ssm-secure',
    version: version === undefined ? undefined : Number(version),
  }));
  if (references.length > 0) return references;
  return [...text.matchAll(BEGINNING)].map(([, kind]) => ({
    name: UNRESOLVED,
    isSecure: kind === 'ssm-secure',
    version: undefined,
  }));
}

function parameterAge(
  { name, version }: ParameterReference,
  described: ParameterMetadata | undefined,
  now: Date,
): Measurement {
  if (name === UNRESOLVED) return { problem: 'the name of a parameter that it takes is not known' };
  if (!described?.LastModifiedDate) return { problem: `ssm:DescribeParameters does not have ${name}` };
  if (version !== undefined && version !== described.Version)
    return { problem: `it takes version ${version} of ${name}, and only of the newest is known when it was made` };
  const since = described.LastModifiedDate;
  return { value: daysSince(since, now), from: `SSM, ${name} changed ${day(since)}`, at: now.toISOString() };
}

function oldest(ages: readonly Measurement[]): Measurement {
  const values = ages.filter((age) => 'value' in age).sort((a, b) => b.value - a.value);
  return ages.find((age) => 'problem' in age) ?? values[0] ?? { absent: 'it takes no such parameter of SSM' };
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const NAMES_PER_FILTER = 50;

async function describeParameters(names: readonly string[], aws: Aws): Promise<ReadonlyMap<string, ParameterMetadata>> {
  const operation = 'ssm:DescribeParameters';
  if (names.length === 0) return new Map();
  const { client, DescribeParametersCommand } = await aws.client('ssm-parameters', async (settings) => {
    const { DescribeParametersCommand, SSMClient } = await import('./clients/ssm-parameters.ts');
    return { client: new SSMClient(settings), DescribeParametersCommand };
  });
  const batches: Promise<ParameterMetadata[]>[] = [];
  for (let first = 0; first < names.length; first += NAMES_PER_FILTER) {
    const Values = names.slice(first, first + NAMES_PER_FILTER);
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values }];
    const ask = async (NextToken: string | undefined) => {
      const page = await aws.ask(operation, (abortSignal) =>
        client.send(new DescribeParametersCommand({ ParameterFilters, MaxResults: 50, NextToken }), { abortSignal }),
      );
      return { items: member(page?.Parameters, operation, 'parameters'), next: page?.NextToken };
    };
    batches.push(allPages(operation, ask));
  }
  const all = (await Promise.all(batches)).flat();
  return new Map(all.map((parameter) => [parameter.Name ?? '', parameter]));
}
