import { references } from '../graph.ts';
import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';

/** Names of the parameters that are a permissions boundary: by use, or by name. */
export function boundaryParameters(context: TrapContext): string[] {
  const used = context
    .resources('AWS::IAM::Role')
    .flatMap(({ properties }) => references(properties.PermissionsBoundary).map(({ name }) => name));
  return Object.keys(context.template.parameters).filter(
    (name) => used.includes(name) || /permissions?boundary/i.test(name),
  );
}

export default defineTrap({
  meta: {
    code: 'role-without-boundary',
    severity: 'warning',
    why: 'An account that demands the permissions boundary refuses to create a role without it.',
    instead:
      '`PermissionsBoundary` on every role, those that SAM makes included (at functions, state machines, schedules).',
    docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  },
  *find(context) {
    const [boundary] = boundaryParameters(context);
    if (boundary === undefined) return;
    for (const role of context.resources('AWS::IAM::Role')) {
      if (role.properties.PermissionsBoundary !== undefined || role.logicalId === 'CodeDeployServiceRole') continue;
      const whose = role.generated ? ` of ${role.sourceId}` : '';
      yield {
        message: `The role ${role.logicalId}${whose} has not the permissions boundary ${boundary}`,
        location: context.at(role.logicalId),
      };
    }
  },
});
