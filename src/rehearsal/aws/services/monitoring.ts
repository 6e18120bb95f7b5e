import type { Account } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';

/** CloudWatch's part: dashboards and alarms. */
export const monitoring = jsonService('monitoring', {
  DescribeAlarms: ({ AlarmNames, MaxRecords = 50, NextToken }, { account, page }) => {
    const all = account
      .ofType('AWS::CloudWatch::Alarm')
      .filter(([name]) => !Array.isArray(AlarmNames) || AlarmNames.includes(name));
    const { items, next } = page(all, NextToken, Number(MaxRecords));
    return {
      MetricAlarms: items.map(([name, { properties }]) => alarm(account, name, properties)),
      CompositeAlarms: [],
      NextToken: next,
    };
  },
  PutDashboard: ({ DashboardName, DashboardBody }, { account }) => {
    const name = String(DashboardName);
    if (!/^[\w-]{1,255}$/.test(name))
      throw new AwsError('InvalidParameterInput', `The value ${name} for field DashboardName is invalid.`);
    account.dashboards.set(name, validBody(DashboardBody));
    return { DashboardValidationMessages: [] };
  },
  GetDashboard: ({ DashboardName }, { account }) => {
    const name = String(DashboardName);
    const body = account.dashboards.get(name);
    if (body === undefined) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
    return { DashboardArn: arn(account.id, name), DashboardBody: body, DashboardName: name };
  },
  ListDashboards: ({ DashboardNamePrefix = '', NextToken }, { account, page }) => {
    const named = [...account.dashboards].filter(([name]) => name.startsWith(String(DashboardNamePrefix)));
    const { items, next } = page(named, NextToken, 1000);
    return {
      DashboardEntries: items.map(([name, body]) => ({
        DashboardName: name,
        DashboardArn: arn(account.id, name),
        Size: Buffer.byteLength(body),
      })),
      NextToken: next,
    };
  },
});

const arn = (account: string, name: string): string => `arn:aws:cloudwatch::${account}:dashboard/${name}`;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function validBody(body: unknown): string {
  const text = String(body);
  try {
    const { widgets } = JSON.parse(text) as { widgets?: unknown };
    if (Array.isArray(widgets) && widgets.length <= 500) return text;
  } catch {
    // refused below
  }
  throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object with widgets');
}

function alarm(account: Account, name: string, properties: Readonly<Record<string, unknown>>): object {
  return {
    ActionsEnabled: true,
    AlarmActions: [],
    InsufficientDataActions: [],
    OKActions: [],
    Dimensions: [],
    ...properties,
    AlarmName: name,
    AlarmArn: account.arn('cloudwatch', `alarm:${name}`),
    StateValue: 'OK',
  };
}
