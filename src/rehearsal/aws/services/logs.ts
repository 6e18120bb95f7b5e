import { isList } from '../../../template/resolve/values.ts';
import { jsonService } from '../service.ts';

/** CloudWatch Logs' part: the log groups. */
export const logs = jsonService('logs', {
  DescribeLogGroups: ({ logGroupIdentifiers, logGroupNamePrefix = '', nextToken }, { account, page }) => {
    const all = account
      .ofType('AWS::Logs::LogGroup')
      .filter(([name]) => name.startsWith(String(logGroupNamePrefix)))
      .filter(([name]) => !isList(logGroupIdentifiers) || logGroupIdentifiers.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, next } = page(all, nextToken, 50);
    return {
      logGroups: items.map(([name, { properties }]) => ({
        logGroupName: name,
        logGroupArn: account.arn('logs', `log-group:${name}`),
        arn: account.arn('logs', `log-group:${name}:*`),
        logGroupClass: properties['LogGroupClass'] ?? 'STANDARD',
        storedBytes: 0,
        ...(properties['RetentionInDays'] !== undefined && { retentionInDays: Number(properties['RetentionInDays']) }),
        ...(properties['KmsKeyId'] !== undefined && { kmsKeyId: properties['KmsKeyId'] }),
      })),
      nextToken: next,
    };
  },
});
