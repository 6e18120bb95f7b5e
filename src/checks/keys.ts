/** Which key of KMS a resource is encrypted with. Part of the check API. */
import { fail, pass, unreadable, type OptionSchema, type ResourceView, type Verdict } from './check.ts';
import { isGiven, isUndetermined, literal, withoutSuffix } from './values.ts';

/** The parameter of many AWS Config rules. */
export const kmsKeyArnsOption: OptionSchema = {
  type: 'array',
  items: { type: 'string' },
  description: 'The keys that may be used, by ARN; any if absent',
};

/** What a key has to be. */
export interface KeyDemand {
  /** The only ones that may be used, as they are written; any if absent. */
  readonly among?: readonly string[];
  /** AWS's own key for the service, e.g. `alias/aws/secretsmanager`, where it does not do. */
  readonly besides?: string;
  /** What is wrong with a resource that names no key, in a clause. */
  readonly message: string;
}

/** Is a key named at this path of properties? A reference to one that cannot be read is one, unless it has to be a certain one. */
export function judgeKey(resource: ResourceView, path: readonly (string | number)[], demand: KeyDemand): Verdict {
  const { among, besides, message } = demand;
  const key = resource.get(...path);
  const isNamed = isGiven(resource, ...path);
  if (isNamed === 'unknown') return unreadable(key);
  if (!isNamed) return fail(message, key);
  const written = 'value' in key ? key.value : undefined;
  if (besides !== undefined && withoutSuffix(written, besides) !== undefined)
    return fail(`is encrypted with ${besides}, AWS's own key`, key);
  if (!among) return pass(key);
  if (isUndetermined(key)) return unreadable(key);
  return among.includes(literal(key) ?? '') ? pass(key) : fail('is encrypted with none of the keys allowed', key);
}
