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
export { deniesInsecureTransport, grantsAnyone, policyStatements, type Statement } from './policy.ts';
export { aliasesOf, functionOf, invokes } from './lambda.ts';
export { isOsOnly, RUNTIMES, type RuntimeLife } from './runtimes.ts';
