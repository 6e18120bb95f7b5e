import type { ListTargetsByRuleCommandOutput, Target } from '@aws-sdk/client-eventbridge';
import type { Resolved } from '../../template/model.ts';
import { isList, own } from '../../template/resolve/values.ts';
import { allPages, inOrder, member, plain } from '../answers.ts';
import { properties, type Aws } from '../aws.ts';
import type { DeployedResource, ResourceReader } from '../reader.ts';
import { events as calls } from '../calls.ts';

const TARGETS = 'events:ListTargetsByRule';

/** One call per rule: EventBridge lists the targets of one at a time. */
export const events: ResourceReader = {
  types: ['AWS::Events::Rule'],
  operations: calls,
  read: async (rule, aws) => ({ properties: await properties({ Targets: targets(rule, aws) }) }),
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
async function targets(rule: DeployedResource, aws: Aws): Promise<Resolved | undefined> {
  const all = await allPages<Target>(TARGETS, async (NextToken) => {
    const answer = await aws.ask(TARGETS, async (abortSignal): Promise<ListTargetsByRuleCommandOutput> => {
      const { client, ListTargetsByRuleCommand } = await aws.client('events', async (settings) => {
        const { EventBridgeClient, ...commands } = await import('../clients/events.ts');
        return { client: new EventBridgeClient(settings), ...commands };
      });
      const input = { ...nameOf(rule), ...(NextToken !== undefined && { NextToken }) };
      return client.send(new ListTargetsByRuleCommand(input), { abortSignal });
    });
    return { items: member(answer?.Targets, TARGETS, 'targets'), next: answer?.NextToken };
  });
  if (all.length === 0) return undefined;
  return inOrder(all, writtenIds(rule), ({ Id }) => Id).map(asWritten);
}

/** CloudFormation has another name for the tags of tasks. */
function asWritten({ EcsParameters: task, ...target }: Target): Resolved {
  if (!task) return plain(target);
  const { Tags: TagList, ...parameters } = task;
  return plain({ ...target, EcsParameters: { ...parameters, ...(TagList && { TagList }) } });
}

/**
 * `Ref` of a rule is its name, with that of its bus and a bar before it where that is not the default one. In its ARN
 * they stand after `rule/`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
function nameOf({ physicalId }: DeployedResource): { Rule: string; EventBusName?: string } {
  const isArn = physicalId.startsWith('arn:');
  const name = isArn ? physicalId.slice(physicalId.indexOf('/') + 1) : physicalId;
  const end = name.lastIndexOf(isArn ? '/' : '|');
  return end < 0 ? { Rule: name } : { Rule: name.slice(end + 1), EventBusName: name.slice(0, end) };
}

function writtenIds(rule: DeployedResource): unknown[] {
  const written = rule.property('Targets');
  return isList(written) ? written.map((target) => own(target, 'Id')) : [];
}
