/** Where a password comes from. Part of the check API. */
import type { Hole, Resolved, Value } from '../template/model.ts';
import { fail, pass, unknown, unreadable, type OptionSchema, type ResourceView, type Verdict } from './check.ts';
import { isHole, isPartialString, literal } from './values.ts';

/** What an organization lets a password come from. */
export type SecretSource = 'any' | 'parameter' | 'service';

export const secretSourceOption: OptionSchema = {
  type: 'string',
  enum: ['any', 'parameter', 'service'],
  default: 'any',
  description:
    '`parameter` demands a parameter with NoEcho and without Default, `service` that no parameter holds it: CloudFormation reads it from Secrets Manager or a SecureString; `any` takes both',
};

/**
 * - `service`: CloudFormation reads it from where it is encrypted
 * - `hidden`: a parameter with `NoEcho`
 * - `shown`: a parameter without
 * - `stored`: one of Parameter Store that is no SecureString
 * - `resource`: what another resource makes
 * - `text`: somebody wrote it down
 */
type Origin = 'service' | 'hidden' | 'shown' | 'stored' | 'resource' | 'text' | 'unknown';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html */
const DYNAMIC = /\{\{resolve:(secretsmanager|ssm-secure|ssm):/;

/**
 * Is the secret at this path of properties kept out of the template, and out of what CloudFormation shows of the stack?
 * One that is not there passes, unless a parameter is demanded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
 */
export function judgeSecret(resource: ResourceView, path: readonly (string | number)[], source: SecretSource): Verdict {
  const value = resource.get(...path);
  const name = path.filter((step) => typeof step === 'string').join('.');
  if (value.state === 'absent' || literal(value) === '')
    return source === 'parameter' ? fail(`takes ${name} from no parameter`, value) : pass(value);
  const origin = originOf(value);
  // The path alone: a verdict must not repeat the secret.
  const wrong = (message: string) => fail(`${name} ${message}`, value.path);
  switch (origin) {
    case 'text':
      return wrong(
        'evidence' in value && value.evidence === 'parameter-default'
          ? 'is the default of a parameter, in plain text'
          : 'is in plain text',
      );
    case 'shown':
      return wrong('is a parameter whose value CloudFormation shows');
    case 'stored':
      return wrong('is kept in plain text in Parameter Store');
    case 'unknown':
      return value.state === 'unknown'
        ? unreadable(value)
        : unknown(`where ${name} comes from is known only when deployed`, value.path);
    case 'hidden':
      return source === 'service' ? wrong('is a parameter, not read from where it is encrypted') : pass(value.path);
    case 'service':
      return source === 'parameter' ? wrong('is not a parameter') : pass(value.path);
    case 'resource':
      return source === 'any' ? pass(value.path) : wrong('is made by another resource');
  }
}

/** Of a text with holes, one part that is kept apart keeps the whole apart. */
function originOf(value: Exclude<Value, { state: 'absent' }>): Origin {
  if (value.state === 'unknown') return ofHole({ kind: 'hole', ...value });
  const resolved: Resolved = value.value;
  if (isHole(resolved)) return ofHole(resolved);
  if (!isPartialString(resolved)) return ofText(literal(resolved) ?? '');
  const origins = resolved.parts.map((part) => (typeof part === 'string' ? ofText(part) : ofHole(part)));
  return (
    (['service', 'hidden', 'unknown', 'resource', 'shown', 'stored'] as const).find((each) => origins.includes(each)) ??
    'text'
  );
}

function ofText(text: string): Origin {
  const [, service] = DYNAMIC.exec(text) ?? [];
  if (service === undefined) return 'text';
  return service === 'ssm' ? 'stored' : 'service';
}

function ofHole({ id = '', parameter, ref }: Hole): Origin {
  // The name of the stack, or of a resource, is no secret.
  if (ref) return ref.attribute === undefined ? 'text' : 'resource';
  if (parameter) return parameter.isHidden ? 'hidden' : 'shown';
  const dynamic = ofText(id);
  return dynamic === 'text' ? 'unknown' : dynamic;
}
