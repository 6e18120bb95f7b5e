import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  judgeSecret,
  literal,
  pass,
  secretSourceOption,
  unreadable,
  type ResourceView,
  type SecretSource,
  type Verdict,
} from 'create-fitness-serverless/check';

/** What a destination is told to log in with. https://docs.aws.amazon.com/firehose/latest/dev/using-secrets-manager.html */
const CREDENTIALS: readonly { readonly destination: string; readonly secret: readonly string[]; optional?: true }[] = [
  { destination: 'RedshiftDestinationConfiguration', secret: ['Password'] },
  { destination: 'SplunkDestinationConfiguration', secret: ['HECToken'] },
  { destination: 'SnowflakeDestinationConfiguration', secret: ['PrivateKey'] },
  { destination: 'SnowflakeDestinationConfiguration', secret: ['KeyPassphrase'], optional: true },
  {
    destination: 'HttpEndpointDestinationConfiguration',
    secret: ['EndpointConfiguration', 'AccessKey'],
    optional: true,
  },
];

export default defineCheck<{ source: SecretSource }>({
  meta: {
    id: 'kinesis-firehose-no-plaintext-password',
    title: 'What delivery streams log in with is in no template',
    why: 'A password in a template is read by all who can read the repository or the stack, and stays in their history.',
    remedy: 'name a secret in SecretsManagerConfiguration of the destination, and revoke what was shown',
    category: 'security',
    severity: 'high',
    weight: 7,
    recommended: false,
    resourceTypes: ['AWS::KinesisFirehose::DeliveryStream'],
    configRule: false,
    docs: 'https://docs.aws.amazon.com/firehose/latest/dev/using-secrets-manager.html',
    references: {
      guard: [
        'rules/aws/aws_kinesis/kinesis_firehose_redshift_destination_configuration_no_plaintext_password.guard',
        'rules/aws/aws_kinesis/kinesis_firehose_splunk_destination_configuration_no_plaintext_password.guard',
      ],
      cfnNag: ['F66', 'F68'],
    },
    liveActions: [],
    options: { source: secretSourceOption },
  },

  evaluate(stream, { options: { source } }) {
    const verdicts = CREDENTIALS.map((credential) => judgeCredential(stream, credential, source));
    const found = verdicts.filter((verdict) => verdict !== undefined);
    const worst = (['fail', 'unknown', 'pass'] as const)
      .map((status) => found.find((verdict) => verdict.status === status))
      .find((verdict) => verdict !== undefined);
    if (worst) return worst;
    return source === 'parameter' ? fail('logs in with no parameter') : pass();
  },
});

/** Undefined if the stream has no such destination, or one that needs no password. */
function judgeCredential(
  stream: ResourceView,
  { destination, secret, optional }: (typeof CREDENTIALS)[number],
  source: SecretSource,
): Verdict | undefined {
  const configuration = stream.get(destination);
  if (isUndetermined(configuration)) return unreadable(configuration);
  if (configuration.state === 'absent') return undefined;
  const value = stream.get(destination, ...secret);
  if (value.state !== 'absent') return judgeSecret(stream, [destination, ...secret], source);
  if (optional) return undefined;
  const kept = stream.get(destination, 'SecretsManagerConfiguration', 'Enabled');
  if (isUndetermined(kept)) return unreadable(kept);
  if (isTrue(literal(kept))) return source === 'parameter' ? undefined : pass(kept);
  return fail(`${destination} has neither ${secret.join('.')} nor a secret of Secrets Manager`, value);
}
