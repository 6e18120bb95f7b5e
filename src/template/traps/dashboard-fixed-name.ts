import { names } from './context.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'dashboard-fixed-name',
    severity: 'warning',
    why: 'Names of dashboards are global in an account, across Regions: a second stack overwrites or fails.',
    instead: '`!Sub ${AWS::StackName}-${AWS::Region}`.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html',
  },
  *find(context) {
    for (const { logicalId, properties } of context.resources('AWS::CloudWatch::Dashboard')) {
      const name = properties.DashboardName;
      // Without a name CloudFormation makes a unique one.
      if (
        name === undefined ||
        (names(name, 'AWS::StackName', 'AWS::StackId') && names(name, 'AWS::Region', 'AWS::StackId'))
      )
        continue;
      const lacks = names(name, 'AWS::StackName')
        ? 'the Region'
        : names(name, 'AWS::Region')
          ? 'the stack'
          : 'stack and Region';
      const message = `The name of ${logicalId} does not say ${lacks}; names of dashboards are global`;
      yield { message, location: context.at(logicalId, ['Properties', 'DashboardName']) };
    }
  },
});
