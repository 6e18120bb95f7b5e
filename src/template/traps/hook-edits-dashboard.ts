import { allows, roleOf, statementsOfRole } from './policies.ts';
import { references } from '../graph.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'hook-edits-dashboard',
    severity: 'warning',
    why: 'What a hook puts into a dashboard of the template is lost in the next update, or reported as drift.',
    instead: 'A dashboard of its own for the recorder, outside the template.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html',
  },
  *find(context) {
    const dashboards = context.resources('AWS::CloudWatch::Dashboard').map(({ logicalId }) => logicalId);
    for (const [id, kind] of context.gear) {
      const role = kind === 'support' || kind === 'watching' || kind === 'deployment' ? undefined : roleOf(context, id);
      for (const statement of role === undefined ? [] : statementsOfRole(context, role)) {
        const named = references(statement.value.Resource).find(({ name }) => dashboards.includes(name));
        if (!named || !allows(statement, 'cloudwatch:PutDashboard')) continue;
        const message = `${id} may overwrite ${named.name}, which CloudFormation manages`;
        yield { message, location: context.at(statement.resource, [...statement.path, 'Resource']) };
      }
    }
  },
});
