/** ARNs of resources whose physical id is a name: what `Fn::GetAtt … Arn` is at AWS. */

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html, "Resource types" */
const FORMATS: Readonly<Record<string, (name: string, place: string, account: string) => string>> = {
  'AWS::DynamoDB::Table': (name, place) => `dynamodb:${place}:table/${name}`,
  'AWS::Events::EventBus': (name, place) => `events:${place}:event-bus/${name}`,
  'AWS::Events::Rule': (name, place) => `events:${place}:rule/${name}`,
  'AWS::IAM::Role': (name, _, account) => `iam::${account}:role/${name}`,
  'AWS::IAM::User': (name, _, account) => `iam::${account}:user/${name}`,
  'AWS::KMS::Key': (name, place) => `kms:${place}:key/${name}`,
  'AWS::Kinesis::Stream': (name, place) => `kinesis:${place}:stream/${name}`,
  'AWS::Lambda::Function': (name, place) => `lambda:${place}:function:${name}`,
  'AWS::Logs::LogGroup': (name, place) => `logs:${place}:log-group:${name}:*`,
  'AWS::S3::Bucket': (name) => `s3:::${name}`,
  'AWS::SQS::Queue': (url, place) => `sqs:${place}:${url.split('/').at(-1)}`,
};

/** Undefined where the type's ARN is made otherwise. */
export function arnOf(type: string, physicalId: string, { partition, region, account }: Place): string | undefined {
  if (physicalId.startsWith('arn:')) return physicalId;
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  return format && `arn:${partition}:${format(physicalId, `${region}:${account}`, account)}`;
}
