/** What every event of a function has, and the permission that most of them need. */
import type { Path } from '../../model.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { defined } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { suffixed } from '../logical-id.ts';
import type { Role } from '../role.ts';
import { from, mapped } from '../source.ts';
import type { Source } from '../source.ts';

/** What events invoke: the alias where there is one, else the function. */
export interface Target {
  /** For `FunctionName`. */
  readonly name: Properties;
  /** An ARN. */
  readonly arn: Properties;
}

export interface FunctionEvent {
  readonly x: Expansion;
  readonly sam: SamResource;
  /** Prefix of the logical ids: the function's + the event's name. */
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Properties>;
  /** Path of the event in the document. */
  readonly at: Path;
  readonly target: Target;
  readonly role: Role;
}

export type ExpandEvent = (event: FunctionEvent) => void;

/** Properties of the same name come from the event's; `renames` says where others come from. */
export function sourceOfEvent({ at }: FunctionEvent, renames: Readonly<Record<string, Path>> = {}): Source {
  const renamed = Object.entries(renames).map(
    ([name, path]) =>
      [
        ['Properties', name],
        [...at, 'Properties', ...path],
      ] as const,
  );
  // A rule has one target, the properties of which are the event's.
  const target = [
    ['Properties', 'Targets', 0],
    [...at, 'Properties'],
  ] as const;
  return mapped([target, ...renamed, [['Properties'], [...at, 'Properties']]], from(at));
}

/** Lets a service invoke the function. */
export function addPermission(
  event: FunctionEvent,
  principal: string,
  more: { sourceArn?: unknown; sourceAccount?: unknown; token?: unknown; suffix?: unknown; prefix?: string } = {},
): string {
  const { x, sam, target } = event;
  const logicalId = suffixed(`${more.prefix ?? event.id}Permission`, more.suffix ?? '');
  const properties = defined({
    Action: 'lambda:InvokeFunction',
    FunctionName: target.name,
    Principal: principal,
    SourceArn: more.sourceArn,
    SourceAccount: more.sourceAccount,
    EventSourceToken: more.token,
  });
  x.addGenerated(sam, logicalId, 'AWS::Lambda::Permission', properties, from(event.at));
  return logicalId;
}
