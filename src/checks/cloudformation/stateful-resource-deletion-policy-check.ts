import {
  defineCheck,
  fail,
  isUndetermined,
  literal,
  pass,
  unreadable,
  type Fix,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

const RETAIN = 'Retain';

/** What keeps the data, by attribute. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
const KEEPS: Readonly<Record<string, readonly string[]>> = {
  DeletionPolicy: [RETAIN, 'RetainExceptOnCreate'],
  UpdateReplacePolicy: [RETAIN],
};

/** Of the types that are judged, those that CloudFormation can take a snapshot of. */
const WITH_SNAPSHOT = ['AWS::RDS::DBCluster'];

/**
 * CloudFormation deletes a resource when its stack is deleted, when it is taken out of the template, and when an update
 * replaces it, unless these two attributes say otherwise; only an RDS cluster is snapshotted by itself when it is deleted.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 */
export default defineCheck({
  meta: {
    id: 'stateful-resource-deletion-policy-check',
    title: 'What holds data outlives its stack',
    why: 'A stack that is deleted, or a property that makes CloudFormation replace a resource, takes the data with it.',
    remedy: 'set DeletionPolicy to Retain or RetainExceptOnCreate, and UpdateReplacePolicy to Retain',
    category: 'reliability',
    severity: 'medium',
    weight: 4,
    resourceTypes: [
      'AWS::Cognito::UserPool',
      'AWS::DynamoDB::GlobalTable',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::RDS::DBCluster',
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
    ],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html',
    liveActions: ['cloudformation:GetTemplate'],
  },

  evaluate(resource) {
    const policies = Object.keys(KEEPS).map((name) => ({ name, value: resource.attribute(name) }));
    const bad = policies.filter(({ name, value }) => !isUndetermined(value) && !keeps(resource, name, value));
    const [first, second] = bad.map(({ name, value }) => messageOf(resource, name, value));
    // Where both are at fault, neither alone decides.
    if (first !== undefined) return fail([first, second].filter(Boolean).join('; '), second ? [] : bad[0]?.value);
    const open = policies.find(({ value }) => isUndetermined(value));
    return open ? unreadable(open.value) : pass(policies[0]?.value);
  },

  fix: (resource) =>
    Object.keys(KEEPS)
      .map((name) => ({ name, value: resource.attribute(name) }))
      .filter(({ name, value }) => !keeps(resource, name, value))
      .map(({ name }): Fix => ({ path: [name], set: RETAIN })),
});

function keeps({ type }: ResourceView, name: string, value: Value): boolean {
  const canSnapshot = WITH_SNAPSHOT.includes(type);
  const isSnapshotByDefault = canSnapshot && name === 'DeletionPolicy';
  if (value.state === 'absent') return isSnapshotByDefault;
  const policy = literal(value) ?? '';
  return KEEPS[name]?.includes(policy) === true || (canSnapshot && policy === 'Snapshot');
}

function messageOf({ type }: ResourceView, name: string, value: Value): string {
  const when = name === 'DeletionPolicy' ? 'its stack is deleted' : 'an update replaces it';
  const what = value.state === 'absent' ? `no ${name}` : `${name} ${literal(value) ?? 'of its kind'}`;
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html
  return type === 'AWS::S3::Bucket'
    ? `${what}, so it is deleted when ${when}, unless it holds objects`
    : `${what}, so it is deleted with its data when ${when}`;
}
