import { references } from '../graph.ts';
import type { TrapContext } from './context.ts';
import { defineTrap } from './trap.ts';

/** Names of the parameters that are a permissions boundary: by use, or by name. One that bounds gear alone is none of the service. */
export function boundaryParameters(context: TrapContext): string[] {
  const roles = context.resources('AWS::IAM::Role');
  const usedBy = (name: string) =>
    roles.filter(({ properties }) => references(properties.PermissionsBoundary).some((each) => each.name === name));
  return Object.keys(context.template.parameters).filter((name) => {
    const users = usedBy(name);
    if (users.length === 0) return /permissions?boundary/i.test(name);
    return users.some(({ logicalId }) => !context.gear.has(logicalId));
  });
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
