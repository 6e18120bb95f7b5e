import {
  defineCheck,
  fail,
  isUndetermined,
  listOf,
  literal,
  pass,
  unreadable,
  type Value,
} from 'create-fitness-serverless/check';

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** A project has a service role, and needs no keys of its own. https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html */
export default defineCheck({
  meta: {
    id: 'codebuild-project-envvar-awscred-check',
    title: 'Build projects have no access keys in their environment',
    why: 'Access keys in plain text are shown to all who may read the project, and stay good until somebody revokes them.',
    remedy: 'remove the variables, let the service role of the project do it, and revoke the keys',
    category: 'security',
    severity: 'critical',
    weight: 10,
    recommended: false,
    resourceTypes: ['AWS::CodeBuild::Project'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-envvar-awscred-check.html',
    references: {
      guard: ['rules/aws/codebuild/codebuild_project_envvar_awscred_check.guard'],
      controlTower: ['CT.CODEBUILD.PR.2'],
      cdkNag: ['NIST.800.53.R5-CodeBuildProjectEnvVarAwsCred'],
      securityHub: ['CodeBuild.2'],
      fsbp: true,
    },
    liveActions: [],
  },

  evaluate(project) {
    const path = ['Environment', 'EnvironmentVariables'];
    const variables = project.get(...path);
    if (isUndetermined(variables)) return unreadable(variables);
    let open: Value | undefined;
    for (const index of listOf(variables).keys()) {
      const name = project.get(...path, index, 'Name');
      const type = project.get(...path, index, 'Type');
      const isCredential = CREDENTIALS.includes(literal(name) ?? '');
      const isPlain = type.state === 'absent' || literal(type) === 'PLAINTEXT';
      // The path alone: a verdict must not repeat the secret.
      if (isCredential && isPlain) return fail(`its variable ${literal(name)} is in plain text`, name.path);
      if (isUndetermined(name) && (isPlain || isUndetermined(type))) open ??= name;
      if (isCredential && isUndetermined(type)) open ??= type;
    }
    return open ? unreadable(open) : pass(variables);
  },
});
