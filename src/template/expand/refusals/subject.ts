/** What the rules of refusal look at: a SAM resource or one of its events. */
import type { Path } from '../../model.ts';
import { isRecord, own } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { isIntrinsic, refName } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';

/** The template that is judged, as far as every rule needs it. */
export interface Judged {
  readonly x: Expansion;
  /** AWS::LanguageExtensions runs before the SAM transform, which then sees values in place of most functions. */
  readonly resolvedBefore: boolean;
  /** Faults by code and place: one that two rules come upon is told once. */
  readonly told: Set<string>;
  /** Routes and triggers that events have taken so far. */
  readonly routes: Set<string>;
  readonly triggers: Set<string>;
  /** Resources with their Globals: an API is asked for with each of its events. */
  readonly resources: Map<string, SamResource>;
}

export function judged(x: Expansion, resolvedBefore: boolean): Judged {
  return { x, resolvedBefore, told: new Set(), routes: new Set(), triggers: new Set(), resources: new Map() };
}

export interface Subject extends Judged {
  readonly sam: SamResource;
  /** As messages name it: the logical id, and the event's name behind it. */
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Properties>;
  /** Path in the document of a path of the properties. */
  readonly at: (path: Path) => Path;
}

/** A rule tells every fault that it finds, each once. */
export type Rule = (subject: Subject) => void;

export function samOf({ x, resources }: Judged, logicalId: string): SamResource {
  let sam = resources.get(logicalId);
  if (!sam) resources.set(logicalId, (sam = x.sam(logicalId)));
  return sam;
}

export function resourceSubject(judged: Judged, logicalId: string): Subject {
  const sam = samOf(judged, logicalId);
  return { ...judged, sam, name: logicalId, type: sam.type, properties: sam.properties, at: sam.source };
}

export function eventSubject(owner: Subject, event: string, type: string, properties: Readonly<Properties>): Subject {
  const at = (path: Path) => owner.at(['Events', event, 'Properties', ...path]);
  return { ...owner, name: `${owner.name}, event ${event}`, type, properties, at };
}

/** @param path in the properties of the subject */
export function refuse(subject: Subject, code: string, text: string, path: Path = []): void {
  refuseAt(subject, code, `${subject.name}: ${text}`, subject.at(path));
}

/** @param path in the document */
export function refuseAt({ x, told }: Judged, code: string, text: string, path: Path): void {
  const fault = `${code} ${path.join('\u0000')}`;
  if (!told.has(fault)) x.fail(code, text, path);
  told.add(fault);
}

/** A reference to a parameter replaced by its value, as the transform does it; it leaves every other function alone. */
export function withParameter({ x, resolvedBefore }: Judged, value: unknown): unknown {
  return resolvedBefore || refName(value) !== undefined ? x.literal(value) : value;
}

/** Of some properties the transform looks up mappings too. */
export function withMapping(judged: Judged, value: unknown): unknown {
  return isRecord(value) && 'Fn::FindInMap' in value ? judged.x.literal(value) : withParameter(judged, value);
}

/** Does the value depend on a parameter whose value nobody told? Then the transform may see anything there. */
export function isOpen({ x, resolvedBefore }: Judged, value: unknown): boolean {
  if (!isIntrinsic(value)) return false;
  if (resolvedBefore) return true;
  const name = refName(value);
  return 'Fn::FindInMap' in value || (name !== undefined && isParameter(x, name));
}

function isParameter({ document }: Expansion, name: string): boolean {
  return name.startsWith('AWS::') || own(own(document.data, 'Parameters'), name) !== undefined;
}
