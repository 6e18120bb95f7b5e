/**
 * What a check is written with. A check imports nothing but this module, so the same text serves in the catalogue,
 * as generated code in a service's `fitness/checks/`, offline, and inside the traffic hook.
 */
export * from './check.ts';
export type { Evidence, Hole, PartialString, Path, Resolved, Value } from '../template/model.ts';
export {
  all,
  any,
  field,
  hasItems,
  isGiven,
  isHole,
  isPartialString,
  isTrue,
  isUndetermined,
  listOf,
  literal,
  not,
  withoutPrefix,
  withoutSuffix,
  type Ternary,
} from './values.ts';
export { closePublicAccess, judgePublicAccess, type PublicGrant } from './public-access.ts';
export {
  actionsOf,
  allowingAnyone,
  allowingBy,
  allowingEveryAction,
  allowsAction,
  deniesInsecureTransport,
  fromJson,
  grantsAnyone,
  has,
  isEveryAction,
  isLimitedBy,
  isText,
  judgePolicy,
  letsAnyoneIn,
  policyStatements,
  type ForbiddenGrant,
  type Statement,
} from './policy.ts';
export { boundedTypes, identityPolicyActions, identityPolicyTypes, judgeGrants, principalNamed } from './iam.ts';
export { judgeKey, kmsKeyArnsOption, type KeyDemand } from './keys.ts';
export { judgeSecret, secretSourceOption, type SecretSource } from './secrets.ts';
export { judgeReplicas, replicasToFix } from './dynamodb.ts';
export { onceFor } from './once.ts';
export { PHYSICAL_NAMES } from './physical-names.ts';
export { referrersOf, targetOf, type Link, type Referrer } from './references.ts';
export { judgeAccessLogs, logRequests, protocolOf, settingsOfAllMethods } from './api-gateway.ts';
export {
  aliasesOf,
  asynchronousSourceOf,
  asynchronousTypes,
  eventSourceOf,
  functionOf,
  invokersOf,
  type EventSource,
} from './lambda.ts';
export { judgeOperations, operationsOf, type Authorization, type Operation } from './open-api.ts';
export { needsEveryResource } from './resource-level.ts';
export { isOsOnly, RUNTIMES, type RuntimeLife } from './runtimes.ts';
export { judgeMeasurement, type Target } from './measurement.ts';
