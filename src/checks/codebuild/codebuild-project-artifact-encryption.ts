import {
  defineCheck,
  fail,
  isTrue,
  isUndetermined,
  judgeKey,
  listOf,
  literal,
  pass,
  unreadable,
  type ResourceView,
  type Value,
} from 'create-fitness-serverless/check';

/**
 * CodeBuild encrypts what it builds, with S3's own key in KMS where the project names none, unless it is told not to.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/security-encryption.html
 */
export default defineCheck<{ encryption: 'any' | 'kms' }>({
  meta: {
    id: 'codebuild-project-artifact-encryption',
    title: 'Build projects encrypt their artifacts',
    why: 'Encryption at rest keeps what is built unreadable to whoever gets at the storage without the key.',
    remedy: 'remove EncryptionDisabled, or set it to false',
    category: 'security',
    severity: 'medium',
    weight: 4,
    recommended: false,
    resourceTypes: ['AWS::CodeBuild::Project'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-artifact-encryption.html',
    references: {
      guard: ['rules/aws/codebuild/codebuild_encryption_key_rule.guard'],
      controlTower: ['CT.CODEBUILD.PR.5'],
      cdkNag: ['AwsSolutions-CB4'],
      checkov: ['CKV_AWS_78'],
      cfnNag: ['W32'],
    },
    liveActions: [],
    options: {
      encryption: {
        type: 'string',
        enum: ['any', 'kms'],
        default: 'any',
        description: '`kms` demands a key in EncryptionKey, with its audit trail and its key policy',
      },
    },
  },

  evaluate(project, { options }) {
    const flags = flagsOf(project);
    const declined = flags.find((flag) => isTrue(literal(flag)));
    if (declined) return fail('does not encrypt what it builds', declined);
    if (options.encryption === 'kms') {
      const message = 'names no key to encrypt with';
      const verdict = judgeKey(project, ['EncryptionKey'], { besides: 'alias/aws/s3', message });
      if (verdict.status !== 'pass') return verdict;
    }
    const open = flags.find((flag) => isUndetermined(flag));
    return open ? unreadable(open) : pass(flags[0]);
  },

  fix: (project, { options }) =>
    // Which key, and who may use it, a person has to say.
    options.encryption === 'kms'
      ? undefined
      : flagsOf(project)
          .filter((flag) => isTrue(literal(flag)))
          .map(({ path }) => ({ path, set: false })),
});

/** Of all that it makes; of lists that cannot be read, the list. */
function flagsOf(project: ResourceView): Value[] {
  const more = project.get('SecondaryArtifacts');
  return [
    project.get('Artifacts', 'EncryptionDisabled'),
    ...(isUndetermined(more)
      ? [more]
      : [...listOf(more).keys()].map((index) => project.get('SecondaryArtifacts', index, 'EncryptionDisabled'))),
  ];
}
