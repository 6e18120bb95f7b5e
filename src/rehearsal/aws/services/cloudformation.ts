import type { ChangeSet } from '../change-set.ts';
import { findStack, stackIfThere } from '../find-stack.ts';
import { AwsError, queryService } from '../service.ts';
import { describedType } from '../type-schemas.ts';
import { changeSetOperations, findChangeSet } from './change-sets.ts';

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
          LastUpdatedTime: stack.operationAt?.toISOString(),
          RootId: stack.rootId,
          Capabilities: ['CAPABILITY_IAM'],
          Parameters: stack.parameters.map(({ key, value, resolved }) => ({
            ParameterKey: key,
            ParameterValue: value,
            ResolvedValue: resolved,
          })),
        },
      ],
    };
  },
  GetTemplate: ({ StackName, ChangeSetName, TemplateStage }, { account }) => {
    const { original, template } =
      ChangeSetName === undefined
        ? findStack(account, StackName)[1]
        : templatesOf(findChangeSet(account, StackName, ChangeSetName));
    const body = TemplateStage === 'Processed' ? template : (original ?? template);
    return { TemplateBody: body, StagesAvailable: ['Original', 'Processed'] };
  },
  ListStackResources: ({ StackName, NextToken }, { account, page }) => {
    const [, stack] = findStack(account, StackName);
    const { items, next } = page(stack.resources, NextToken, 100);
    return {
      StackResourceSummaries: items.map(({ logicalId, type, physicalId, status = 'UPDATE_COMPLETE', updatedAt }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: status,
        LastUpdatedTimestamp: updatedAt?.toISOString() ?? '2026-11-01T10:00:00.000Z',
      })),
      NextToken: next,
    };
  },
  DescribeStackResources: ({ PhysicalResourceId }, { account }) => {
    const found = [...account.stacks].find(([, { resources }]) =>
      resources.some(({ physicalId }) => physicalId === PhysicalResourceId),
    );
    if (!found) throw new AwsError('ValidationError', `Stack for ${String(PhysicalResourceId)} does not exist`);
    const [id, { resources }] = found;
    return {
      StackResources: resources.slice(0, 100).map(({ logicalId, type, physicalId, status = 'UPDATE_COMPLETE' }) => ({
        StackId: id,
        StackName: id.split('/')[1],
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: status,
        Timestamp: '2026-11-01T10:00:00.000Z',
      })),
    };
  },
  DescribeStackEvents: ({ StackName, NextToken }, { account, page }) => {
    const [id, stack] = findStack(account, StackName);
    const name = id.split('/')[1];
    // ids stay while new events come
    const events = stack.events.map((event, index) => ({ ...event, eventId: `event-${stack.events.length - index}` }));
    const { items, next } = page(events, NextToken, 100);
    return {
      StackEvents: items.map(({ status, at, reason, physicalId = id, logicalId, type, eventId }) => ({
        StackId: id,
        EventId: eventId,
        StackName: name,
        LogicalResourceId: physicalId === id ? name : (logicalId ?? 'Resource'),
        PhysicalResourceId: physicalId,
        ResourceType: physicalId === id ? 'AWS::CloudFormation::Stack' : (type ?? 'AWS::S3::Bucket'),
        Timestamp: at.toISOString(),
        ResourceStatus: status,
        ResourceStatusReason: reason,
      })),
      NextToken: next,
    };
  },
  DeleteStack: ({ StackName }, { account }) => {
    const found = stackIfThere(account, StackName);
    if (!found) return {};
    const [id, { resources }] = found;
    for (const { physicalId, deletion } of resources)
      if (physicalId !== undefined && deletion !== 'Retain') account.resources.delete(physicalId);
    account.stacks.delete(id);
    return {};
  },
  DescribeType: ({ TypeName }) => describedType(String(TypeName)),
  ...changeSetOperations,
});

function templatesOf({ original, processed }: ChangeSet) {
  return { original, template: processed };
}
