import type { Account, Stack } from '../account.ts';
import { AwsError, queryService } from '../service.ts';

/** CloudFormation's part: what may be asked about a stack. */
export const cloudformation = queryService('cloudformation', {
  DescribeStacks: ({ StackName }, { account }) => {
    const [id, stack] = findStack(account, StackName);
    return {
      Stacks: [
        {
          StackId: id,
          StackName: id.split('/')[1],
          CreationTime: '2026-11-01T10:00:00.000Z',
          StackStatus: stack.status,
          RootId: stack.rootId,
          Parameters: stack.parameters.map(({ key, value, resolved }) => ({
            ParameterKey: key,
            ParameterValue: value,
            ResolvedValue: resolved,
          })),
        },
      ],
    };
  },
  GetTemplate: ({ StackName, TemplateStage }, { account }) => {
    const [, stack] = findStack(account, StackName);
    if (TemplateStage !== 'Processed') throw new AwsError('ValidationError', 'only the processed template is played');
    return { TemplateBody: stack.template, StagesAvailable: ['Original', 'Processed'] };
  },
  ListStackResources: ({ StackName, NextToken }, { account, page }) => {
    const [, stack] = findStack(account, StackName);
    const { items, next } = page(stack.resources, NextToken, 100);
    return {
      StackResourceSummaries: items.map(({ logicalId, type, physicalId, status = 'UPDATE_COMPLETE' }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: status,
        LastUpdatedTimestamp: '2026-11-01T10:00:00.000Z',
      })),
      NextToken: next,
    };
  },
  DescribeStackEvents: ({ StackName, NextToken }, { account, page }) => {
    const [id, stack] = findStack(account, StackName);
    const { items, next } = page(stack.events, NextToken, 100);
    return {
      StackEvents: items.map(({ status, at, physicalId = id }, index) => ({
        StackId: id,
        EventId: `${at.getTime()}-${index}`,
        StackName: id.split('/')[1],
        LogicalResourceId: physicalId === id ? id.split('/')[1] : 'Resource',
        PhysicalResourceId: physicalId,
        ResourceType: physicalId === id ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket',
        Timestamp: at.toISOString(),
        ResourceStatus: status,
      })),
      NextToken: next,
    };
  },
});

/** By name or id; with its id. */
function findStack(account: Account, name: unknown): [string, Stack] {
  const found = [...account.stacks].find(([id]) => id === name || id.split('/')[1] === name);
  if (!found) throw new AwsError('ValidationError', `Stack with id ${String(name)} does not exist`);
  return found;
}
