import { AwsError, type Operation } from './service.ts';

export interface Stack {
  status: string;
  rootId?: string;
  parameters: { key: string; value?: string; resolved?: string }[];
  template: string;
  resources: { logicalId: string; type: string; physicalId?: string; status?: string }[];
  /** Newest first, as DescribeStackEvents has them. */
  events: { status: string; at: Date; physicalId?: string }[];
}

/** CloudFormation's part: what a hook may ask about a stack. */
export class CloudFormation {
  /** By ARN. */
  readonly stacks = new Map<string, Stack>();
  pageSize = 100;

  readonly operations: Readonly<Record<string, Operation>> = {
    DescribeStacks: ({ StackName }) => {
      const [id, stack] = this.#find(StackName);
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
    GetTemplate: ({ StackName, TemplateStage }) => {
      const [, stack] = this.#find(StackName);
      if (TemplateStage !== 'Processed') throw new AwsError('ValidationError', 'only the processed template is played');
      return { TemplateBody: stack.template, StagesAvailable: ['Original', 'Processed'] };
    },
    ListStackResources: ({ StackName, NextToken }) => {
      const [, stack] = this.#find(StackName);
      const { items, next } = this.#page(stack.resources, NextToken);
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
    DescribeStackEvents: ({ StackName, NextToken }) => {
      const [id, stack] = this.#find(StackName);
      const { items, next } = this.#page(stack.events, NextToken);
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
  };

  #page<T>(all: readonly T[], token: unknown): { items: readonly T[]; next: string | undefined } {
    const from = Number(token ?? 0);
    const to = from + this.pageSize;
    return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
  }

  #find(name: unknown): [string, Stack] {
    const found = [...this.stacks].find(([id]) => id === name || id.split('/')[1] === name);
    if (!found) throw new AwsError('ValidationError', `Stack with id ${String(name)} does not exist`);
    return found;
  }
}
