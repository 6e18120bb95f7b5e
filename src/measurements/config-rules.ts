/** How what the rules of AWS Config say stands among the measurements: one of each rule and resource, 1 where it does not comply. */
import type { Measurement } from '../template/model.ts';

const PREFIX = 'configRule:';

/** A rule of the account, e.g. `securityhub-s3-bucket-versioning-enabled-1a2b3c4d`. */
export interface ConfigRule {
  readonly name: string;
  /** Of a managed rule, e.g. `S3_BUCKET_VERSIONING_ENABLED`. */
  readonly identifier?: string | undefined;
}

export interface ConfigFinding extends ConfigRule {
  /** Logical id. */
  readonly resource: string;
  readonly measurement: Measurement;
}

export function findingKey({ name, identifier = '' }: ConfigRule, logicalId: string): string {
  return `${PREFIX}${encodeURIComponent(name)}:${identifier}/${logicalId}`;
}

export function findingsIn(measurements: Readonly<Record<string, Measurement>>): ConfigFinding[] {
  return Object.entries(measurements).flatMap(([key, measurement]) => {
    if (!key.startsWith(PREFIX)) return [];
    const slash = key.indexOf('/');
    const [name = '', identifier = ''] = key.slice(PREFIX.length, slash).split(':');
    const managed = identifier === '' ? {} : { identifier };
    return [{ name: decodeURIComponent(name), ...managed, resource: key.slice(slash + 1), measurement }];
  });
}

const ID_PREFIX = 'config-rule/';

/** The id of the check that a rule becomes. */
export function configRuleId(name: string): string {
  return `${ID_PREFIX}${name}`;
}

export function isConfigRule(check: string): boolean {
  return check.startsWith(ID_PREFIX);
}

/** `S3_BUCKET_VERSIONING_ENABLED` → `s3-bucket-versioning-enabled`: the id of the check that judges the same. */
export function checkIdOf(identifier: string): string {
  return identifier.toLowerCase().replaceAll('_', '-');
}
