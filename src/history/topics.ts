/**
 * What a check is about, in two or three words: releases are named by what they made better or worse, and several
 * checks of one matter are one change. The first pattern that an id matches decides.
 */
const TOPICS: readonly (readonly [pattern: RegExp, topic: string])[] = [
  [/^config-/, 'AWS Config'],
  [/coverage/, 'test coverage'],
  [/p50|p99|latency|duration|throttle-rate|error-rate|cold-start/, 'performance'],
  [/rotat|key-age|certificate|credential-age/, 'rotation of credentials'],
  [/plaintext|awscred|source-repo-url|credential/, 'credentials in plain text'],
  [/ssl|tls|https|security-policy/, 'encryption in transit'],
  [/encrypt|kms|cmk/, 'encryption at rest'],
  [/public|url-auth|unauth-access|wildcard-principal/, 'public access'],
  [/authoriz|mfa/, 'authorization'],
  [/xray/, 'tracing'],
  [/logging|logs|loggroup/, 'logging'],
  [/dlq|failure-destination/, 'failed events'],
  [/pitr|versioning|deletion|replication|failover/, 'protection of data'],
  [/^iam-|policy|permission|allow-plus-not/, 'permissions'],
  [/deployment|codedeploy|alarm/, 'safe deployments'],
  [/autoscaling|throughput|billing|concurrency|throttling|cache/, 'capacity'],
  [/timeout|settings/, 'settings of functions'],
  [/complexity|duplicat|size|dependenc|lines-of/, 'source code'],
];

/** The check's own id where no word is kept for it: the service's own checks have names that say what they are. */
export function topicOf(check: string): string {
  return TOPICS.find(([pattern]) => pattern.test(check))?.[1] ?? check;
}
