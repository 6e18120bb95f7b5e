/** What becomes of each function of a template when it is adopted: gated, in part, or refused with the reason and the place. */
import type { AdoptedConfig, AdoptedFunction } from '../config/config.ts';
import { writtenFunction, type WrittenFunction } from '../project/adopted/template/written-function.ts';
import { dependencyGraph } from '../template/graph.ts';
import type { Template } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { notAddable } from './gating/addable.ts';
import { clashesOf } from './gating/clashes.ts';
import { edgeFunctionsOf } from './gating/edge-functions.ts';
import { trafficHooksOf } from './gating/traffic-hooks.ts';
import { isFunction, nextHook, obstacleTo, refusalOf, type GatingChoices, type Obstacle } from './gating/obstacles.ts';
import { trialOf } from './gating/trial.ts';
import type { FunctionOutcome } from './model.ts';

export type { GatingChoices };

export interface Gating {
  /** Every function that its owner wrote, in the order of the template. */
  readonly functions: readonly FunctionOutcome[];
  /** Those that are gated, wholly or in part. */
  readonly adopted: AdoptedConfig['functions'];
  /** Whether any of them is judged after the traffic only. */
  readonly stackGate: boolean;
  /** Our names that give way to the owner's. */
  readonly names: AdoptedConfig['names'];
}

/** @param template loaded, without parts of ours */
export function gatingOf(template: Template, choices: GatingChoices): Gating {
  const candidates = candidatesIn(template, choices);
  const { kept, names, left } = settled(
    template,
    candidates.filter(({ obstacle }) => obstacle?.outcome !== 'refused'),
  );
  const functions = candidates.map(({ id, obstacle }) => outcomeOf(id, left.get(id) ?? obstacle, template));
  return {
    functions,
    adopted: adoptedOf(kept),
    stackGate: functions.some(({ outcome }) => outcome === 'in-part'),
    names,
  };
}

interface Candidate {
  readonly id: string;
  readonly obstacle?: Obstacle | undefined;
  readonly hooks: AdoptedFunction;
}

function candidatesIn(template: Template, choices: GatingChoices): Candidate[] {
  const { data } = template.document;
  const hooks = trafficHooksOf(template);
  const atEdge = edgeFunctionsOf(template);
  return Object.entries(recordOf(own(data, 'Resources'))).flatMap(([id, resource]): Candidate[] => {
    if (id.startsWith('Fn::ForEach::')) return functionsOfLoop(template, id);
    if (!isFunction(resource)) return [];
    if (hooks.has(id)) return [{ id, hooks: OURS, obstacle: hookOf(id) }];
    const refused = refusalOf(id, resource) ?? overwritten(id, template) ?? atEdge.get(id);
    const fn = refused ? undefined : writtenFunction(data, id);
    if (!fn) return [{ id, hooks: OURS, obstacle: refused }];
    return [
      {
        id,
        hooks: hooksOf(fn, { ...choices, template: data }),
        obstacle: obstacleTo({ ...choices, fn, template: data }),
      },
    ];
  });
}

const OURS: AdoptedFunction = { hooks: 'ours' };

function hooksOf(fn: WrittenFunction, how: Pick<GatingChoices, 'chain'> & { template: unknown }): AdoptedFunction {
  const hooks = recordOf(own(fn.properties['DeploymentPreference'], 'Hooks'));
  if (Object.keys(hooks).length === 0) return OURS;
  const next = nextHook(fn, how);
  return next === undefined ? { hooks: 'beside' } : { hooks: 'chained', next };
}

function hookOf(id: string): Obstacle {
  const reason = 'It is a hook of deployments itself: gated, it would wait for its own verdict.';
  return { outcome: 'refused', code: 'traffic-hook', reason, path: ['Resources', id] };
}

/** SAM makes resources with names of its own, and what is written under such a name is lost. */
function overwritten(id: string, { resources }: Template): Obstacle | undefined {
  const made = resources.get(id);
  if (!made?.type.startsWith('AWS::') || isFunction({ Type: made.type })) return undefined;
  const reason = `SAM makes ${id} (${made.type}) for the events of others in its place, so it is never deployed: give it another name.`;
  return { outcome: 'refused', code: 'overwritten', reason, path: ['Resources', id] };
}

/** What a loop makes is written once, for all that it makes: nothing can be added to one of them. */
function functionsOfLoop(template: Template, loop: string): Candidate[] {
  const reason =
    'It is made by Fn::ForEach, whose functions are written once and cannot be given alarms of their own: write it out to have it gated.';
  return [...template.resources.values()].flatMap((resource): Candidate[] => {
    const { logicalId: id, type, generated } = resource;
    const path = resource.sourcePath([]);
    if (type !== 'AWS::Lambda::Function' || generated || path[1] !== loop) return [];
    return [{ id, hooks: OURS, obstacle: { outcome: 'refused', code: 'made-by-loop', reason, path } }];
  });
}

function adoptedOf(candidates: readonly Candidate[]): AdoptedConfig['functions'] {
  return Object.fromEntries(candidates.map(({ id, hooks }) => [id, hooks]));
}

interface Settled {
  readonly kept: readonly Candidate[];
  readonly names: AdoptedConfig['names'];
  /** What was found only when it was tried, by logical id. */
  readonly left: ReadonlyMap<string, Obstacle>;
}

/** Tries it, and leaves out what cannot be written, and whose gate would have resources wait for each other that do not today. */
function settled(
  template: Template,
  candidates: readonly Candidate[],
  before: ReadonlyMap<string, Obstacle> = new Map(),
): Settled {
  if (candidates.length === 0) return { kept: [], names: {}, left: before };
  const { template: whole, parts, names } = trialOf(template, adoptedOf(candidates));
  const unwritable = notAddable(template.document, parts);
  const clashes = clashesOf(template, whole);
  const inLoops = loopMembers(template, whole);
  const chained = candidates.filter(({ id, hooks }) => hooks.hooks === 'chained' && inLoops.has(id));
  if (chained.length > 0)
    return settled(template, beside(candidates, chained), withAll(before, chained, chainClosesLoop));
  const found = candidates.flatMap(({ id }): [string, Obstacle][] => {
    const reason = unwritable.get(id);
    if (reason !== undefined) return [[id, cannotBeAdded(id, reason)]];
    const clash = clashes.get(id);
    if (clash) return [[id, clash]];
    return inLoops.has(id) ? [[id, closesLoop(id)]] : [];
  });
  if (found.length === 0 && inLoops.size === 0) return { kept: candidates, names, left: before };
  // a loop through none of them is closed by what they have in common: then none is gated
  const all = found.length > 0 ? found : candidates.map(({ id }): [string, Obstacle] => [id, closesLoop(id)]);
  const left = new Map([...before, ...all]);
  return settled(
    template,
    candidates.filter(({ id }) => !left.has(id)),
    left,
  );
}

/** The same, with these functions' hooks left to their owner. */
function beside(candidates: readonly Candidate[], these: readonly Candidate[]): Candidate[] {
  return candidates.map((each) => (these.includes(each) ? { ...each, hooks: { hooks: 'beside' } } : each));
}

function withAll(
  before: ReadonlyMap<string, Obstacle>,
  candidates: readonly Candidate[],
  obstacle: (id: string) => Obstacle,
): ReadonlyMap<string, Obstacle> {
  return new Map([...before, ...candidates.map(({ id }) => [id, obstacle(id)] as const)]);
}

/** What a person wrote of the loops that are not there today. */
function loopMembers(today: Template, whole: Template): ReadonlySet<string> {
  const known = new Set(dependencyGraph(today).cycles().flat());
  const loops = dependencyGraph(whole)
    .cycles()
    .filter((loop) => loop.some((id) => !known.has(id)));
  return new Set(loops.flat().map((id) => whole.resources.get(id)?.sourceId ?? id));
}

function outcomeOf(id: string, obstacle: Obstacle | undefined, template: Template): FunctionOutcome {
  if (!obstacle) return { id, outcome: 'gated' };
  const { outcome, code, reason, path } = obstacle;
  const location = template.document.locate(path);
  return { id, outcome, code, reason, ...(location && { location }) };
}

function cannotBeAdded(id: string, why: string): Obstacle {
  const reason = `Nothing can be added to it as it is written: ${why}.`;
  return { outcome: 'refused', code: 'written-shared', reason, path: ['Resources', id] };
}

function chainClosesLoop(id: string): Obstacle {
  const reason =
    'Its pre-traffic hook stays: ours, which would call it, would have to wait for what waits for ours. The stack gate judges it after the traffic.';
  return { outcome: 'in-part', code: 'chain-closes-loop', reason, path: ['Resources', id] };
}

function closesLoop(id: string): Obstacle {
  const reason = 'Its alias would have to wait for what waits for the alias: name what it needs by a pattern instead.';
  return { outcome: 'refused', code: 'closes-loop', reason, path: ['Resources', id] };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
