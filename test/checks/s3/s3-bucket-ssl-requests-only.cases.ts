import type { CheckCases } from '../../../src/checks/testing.ts';

const withPolicy = (...statements: string[]) => `
Bucket: { Type: AWS::S3::Bucket }
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument: { Statement: [${statements.join(', ')}] }`;

const deny = (resource: string, more = "Condition: { Bool: { 'aws:SecureTransport': false } }") =>
  `{ Effect: Deny, Principal: '*', Action: 's3:*', Resource: ${resource}, ${more} }`;
const BOTH = "[!GetAtt Bucket.Arn, !Sub '${Bucket.Arn}/*']";

export default {
  pass: [
    {
      name: 'the policy of a bucket of another stack',
      template: `
Parameters: { Name: { Type: String } }
Resources:
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Name
      PolicyDocument:
        Statement: [${deny("[!Sub 'arn:${AWS::Partition}:s3:::${Name}', !Sub 'arn:${AWS::Partition}:s3:::${Name}/*']")}]
`,
    },
    { name: 'bucket and objects', template: withPolicy(deny(BOTH)) },
    { name: 'everything', template: withPolicy(deny("'*'")) },
    {
      name: 'in two statements',
      template: withPolicy(deny('!GetAtt Bucket.Arn'), deny("!Join ['', [!GetAtt Bucket.Arn, '/*']]")),
    },
    { name: 'by one pattern', template: withPolicy(deny("!Sub 'arn:${AWS::Partition}:s3:::${Bucket}*'")) },
    { name: 'as text', template: withPolicy(deny(BOTH, "Condition: { Bool: { 'AWS:SecureTransport': 'false' } }")) },
    {
      name: 'beside an Allow',
      template: withPolicy(
        `{ Effect: Allow, Principal: { AWS: '123456789012' }, Action: 's3:*', Resource: '*' }`,
        deny(BOTH),
      ),
    },
    {
      name: 'by the names of bucket and policy',
      template: `
Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: photos } }
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: photos
    PolicyDocument: { Statement: [${deny("['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']")}] }`,
    },
    {
      name: 'the document as JSON text',
      template: `
Bucket: { Type: AWS::S3::Bucket }
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument: '{"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}}'`,
    },
  ],
  fail: [
    {
      name: 'the policy of a bucket of another stack',
      template: `
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: photos
    PolicyDocument: { Statement: [${deny("'arn:aws:s3:::photos/*'")}] }`,
      message: 'denies plain HTTP on the objects only, not on the bucket',
      path: ['Properties', 'PolicyDocument'],
    },
    {
      name: 'the policy of a bucket of another stack, about a third one',
      template: `
Policy:
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: photos
    PolicyDocument: { Statement: [${deny("['arn:aws:s3:::albums', 'arn:aws:s3:::albums/*']")}] }`,
      message: 'does not deny everyone s3:* over plain HTTP',
    },
    {
      name: 'no policy',
      template: 'Bucket: { Type: AWS::S3::Bucket }',
      message: 'has no bucket policy, so it answers over plain HTTP',
    },
    { name: 'objects only', template: withPolicy(deny("!Sub '${Bucket.Arn}/*'")), message: /on the objects only/ },
    { name: 'bucket only', template: withPolicy(deny('!GetAtt Bucket.Arn')), message: /on the bucket only/ },
    {
      name: 'some of the objects',
      template: withPolicy(deny("[!GetAtt Bucket.Arn, !Sub '${Bucket.Arn}/images/*']")),
      message: /on the bucket only/,
    },
    { name: 'one action', template: withPolicy(deny(BOTH).replace('s3:*', 's3:GetObject')) },
    {
      name: 'one principal',
      template: withPolicy(deny(BOTH).replace("Principal: '*'", "Principal: { AWS: '123456789012' }")),
    },
    {
      name: 'everyone but one',
      template: withPolicy(deny(BOTH).replace("Principal: '*'", "NotPrincipal: { AWS: '123456789012' }")),
    },
    {
      name: 'the other way round',
      template: withPolicy(deny(BOTH, "Condition: { Bool: { 'aws:SecureTransport': true } }")),
    },
    { name: 'an Allow', template: withPolicy(deny(BOTH).replace('Deny', 'Allow')) },
    {
      name: 'a second condition',
      template: withPolicy(
        deny(BOTH, "Condition: { Bool: { 'aws:SecureTransport': false }, StringEquals: { 'aws:SourceVpc': vpc-1 } }"),
      ),
    },
    { name: 'another bucket', template: withPolicy(deny(BOTH)).replace('Bucket: !Ref Bucket', 'Bucket: photos') },
  ],
  unknown: [
    {
      name: 'a statement from elsewhere',
      template: withPolicy('!ImportValue statement'),
      message: /known only when deployed/,
    },
    {
      name: 'a policy of a bucket that is not known',
      template: withPolicy(deny("'*'")).replace('!Ref Bucket', '!ImportValue bucket'),
    },
  ],
} satisfies CheckCases;
