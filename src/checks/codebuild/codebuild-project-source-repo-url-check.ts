import {
  defineCheck,
  fail,
  isHole,
  isPartialString,
  isUndetermined,
  listOf,
  literal,
  pass,
  unreadable,
  type Resolved,
  type Value,
} from 'create-fitness-serverless/check';

/** Stands for what is not known: `?` where it may hold anything, else a letter. */
const ANYTHING = '?';

/** What a URL says before the first `@` of its authority. */
const WITH_CREDENTIALS = /^https?:\/\/[^/@]*@/i;

/** Whose authority is not known as a whole. */
const OPEN = /^(https?:\/\/)?[^/]*\?/i;

/** https://docs.aws.amazon.com/codebuild/latest/userguide/access-tokens.html */
export default defineCheck({
  meta: {
    id: 'codebuild-project-source-repo-url-check',
    title: 'The URLs of build sources hold no credentials',
    why: 'Credentials in a URL are shown to all who may read the project, its template or its logs.',
    remedy: 'remove what stands before the @, connect the project by CodeConnections, and revoke what was shown',
    category: 'security',
    severity: 'critical',
    weight: 10,
    recommended: false,
    resourceTypes: ['AWS::CodeBuild::Project'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/codebuild-project-source-repo-url-check.html',
    references: {
      guard: ['rules/aws/codebuild/codebuild_project_source_repo_url_check.guard'],
      controlTower: ['CT.CODEBUILD.PR.1'],
      securityHub: ['CodeBuild.1'],
      fsbp: true,
    },
    liveActions: [],
  },

  evaluate(project) {
    const more = project.get('SecondarySources');
    const locations = [
      project.get('Source', 'Location'),
      ...[...listOf(more).keys()].map((index) => project.get('SecondarySources', index, 'Location')),
    ];
    // The path alone: a verdict must not repeat the secret.
    const bad = locations.find((location) => WITH_CREDENTIALS.test(textOf(location)));
    if (bad) return fail('the URL of its source holds credentials', bad.path);
    const open = locations.find((location) => OPEN.test(textOf(location))) ?? (isUndetermined(more) ? more : undefined);
    return open ? unreadable(open) : pass(locations[0]?.path);
  },
});

/** With its holes: a reference to a resource, or to a pseudo parameter, holds no credentials. */
function textOf(location: Value): string {
  if (location.state === 'absent') return '';
  if (location.state === 'unknown') return ANYTHING;
  const parts: readonly Resolved[] = isPartialString(location.value) ? location.value.parts : [location.value];
  return parts.map((part) => (isHole(part) ? (part.ref ? 'x' : ANYTHING) : (literal(part) ?? ''))).join('');
}
