import {
  defineCheck,
  fail,
  isUndetermined,
  notApplicable,
  pass,
  unreadable,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

const AUTHENTICATION = 'AWS::CloudFormation::Authentication';
const CREDENTIALS = ['accessKeyId', 'password', 'secretKey'];

/**
 * What cfn-init logs in with stands in the metadata of what it runs on, and that CloudFormation shows as it is: NoEcho
 * does not mask it. A role leaves nothing to show.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export default defineCheck({
  meta: {
    id: 'cfn-authentication-no-plaintext',
    title: 'The metadata of resources hold no credentials',
    why: 'Whoever may describe the stack reads the metadata of its resources, and so do all processes of the instance.',
    remedy: 'name a role in roleName instead of keys, read passwords from Secrets Manager, and revoke what was shown',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: [
      'AWS::AutoScaling::AutoScalingGroup',
      'AWS::AutoScaling::LaunchConfiguration',
      'AWS::EC2::Instance',
      'AWS::EC2::LaunchTemplate',
      // It is documented as if it were one, and some write it as one.
      AUTHENTICATION,
    ],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-authentication.html',
    references: { guard: ['rules/aws/all_resources/cfn_authentication_rule.guard'], cfnNag: ['W1'] },
    liveActions: [],
  },

  evaluate(resource) {
    const base = resource.type === AUTHENTICATION ? [AUTHENTICATION] : ['Metadata', AUTHENTICATION];
    const ways = resource.attribute(...base);
    if (isUndetermined(ways)) return unreadable(ways);
    if (ways.state === 'absent') return notApplicable(`has no ${AUTHENTICATION}`);
    const values = namesIn(ways).flatMap((name) => valuesOf(resource, [...base, name]));
    const given = values.find((value) => isWritten(value));
    // The path alone: a verdict must not repeat the secret.
    if (given) return fail(`its metadata hold a credential, ${given.path.at(-1)}`, given.path);
    const open = values.find(({ state }) => state === 'unknown');
    return open ? unreadable(open) : pass(ways.path);
  },
});

function namesIn(ways: Value): string[] {
  const written = 'value' in ways ? ways.value : undefined;
  return typeof written === 'object' && written !== null ? Object.keys(written) : [];
}

function valuesOf(resource: ResourceView, path: readonly string[]): Value[] {
  return CREDENTIALS.map((credential) => resource.attribute(...path, credential));
}

/** A parameter that has no value yet gets one. */
function isWritten(value: Value): boolean {
  return value.state === 'unknown' ? value.id !== undefined : value.state !== 'absent';
}
