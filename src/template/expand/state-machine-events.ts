/** The events of a state machine: Api, Schedule, ScheduleV2, EventBridgeRule, CloudWatchEvent. */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import { deadLetterTarget, ruleState, targetId } from './events/eventbridge.ts';
import { addSchedule } from './events/scheduler.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, isTruthy, pick } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { allow, assumeRolePolicy, inlinePolicy } from './policies.ts';
import { from, mapped } from './source.ts';
import { addApiRoute } from './state-machine-route.ts';

export interface MachineEvent {
  readonly x: Expansion;
  readonly sam: SamResource;
  readonly id: string;
  readonly properties: Readonly<Properties>;
  readonly at: Path;
  /** The machine's ARN, or its alias's. */
  readonly arn: Properties;
}

const EVENTS: Readonly<Record<string, (event: MachineEvent) => void>> = {
  Api: (event) => addApiRoute(event, addRole(event, 'apigateway.amazonaws.com')),
  Schedule: (event) => {
    const { properties } = event;
    const role = properties.RoleArn ?? addRole(event, 'events.amazonaws.com');
    addRule(event, { ScheduleExpression: properties.Schedule, ...pick(properties, ['Name', 'Description']) }, role);
  },
  ScheduleV2: (event) => {
    const { id, arn, sam, at } = event;
    const start = inlinePolicy(`${id}StartExecutionPolicy`, [allow('states:StartExecution', arn)]);
    const source = mapped(
      [
        [['Properties', 'Target'], at],
        [['Properties'], [...at, 'Properties']],
      ],
      from(at),
    );
    addSchedule(
      { ...event, boundary: event.properties.PermissionsBoundary ?? sam.properties.PermissionsBoundary },
      arn,
      start,
      source,
    );
  },
  EventBridgeRule: rule,
  CloudWatchEvent: rule,
};

export function expandStateMachineEvents(x: Expansion, sam: SamResource, arn: Properties): void {
  const events = isRecord(sam.properties.Events) ? Object.entries(sam.properties.Events) : [];
  for (const [name, event] of events) {
    if (!isRecord(event)) continue;
    const at = sam.source(['Events', name]);
    const type = String(event.Type);
    const expand = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
    const properties = isRecord(event.Properties) ? event.Properties : {};
    expand?.({ x, sam, id: sam.logicalId + name, properties, at, arn });
  }
}

function rule(event: MachineEvent): void {
  const { EventBusName, Pattern, RuleName } = event.properties;
  addRule(event, { EventBusName, EventPattern: Pattern, Name: RuleName }, addRole(event, 'events.amazonaws.com'));
}

function addRule(event: MachineEvent, what: Properties, role: unknown): void {
  const { x, sam, id, properties, at, arn } = event;
  const named = isRecord(properties.Target) ? properties.Target.Id : undefined;
  const target = {
    Arn: arn,
    Id: named ?? targetId(id, 'StepFunctionsTarget'),
    RoleArn: role,
    ...pick(properties, ['Input', 'InputPath', 'RetryPolicy', 'InputTransformer']),
    ...deadLetterTarget(event, id),
  };
  const state = ruleState(properties);
  x.addGenerated(sam, id, 'AWS::Events::Rule', defined({ ...what, State: state, Targets: [target] }), from(at));
}

/** The role with which a service starts the machine. */
function addRole({ x, sam, id, at, arn }: MachineEvent, principal: string): Properties {
  const roleId = `${id}Role`;
  const { PermissionsBoundary } = sam.properties;
  const role = defined({
    AssumeRolePolicyDocument: assumeRolePolicy(principal),
    Policies: [inlinePolicy(`${roleId}StartExecutionPolicy`, [allow('states:StartExecution', arn)])],
    PermissionsBoundary: isTruthy(PermissionsBoundary) ? PermissionsBoundary : undefined,
  });
  x.addGenerated(sam, roleId, 'AWS::IAM::Role', role, from(at));
  return getAtt(roleId, 'Arn');
}
