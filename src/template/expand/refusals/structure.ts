/** What CloudFormation and the transform ask of every template: names, conditions, mappings and functions. */
import type { Path } from '../../model.ts';
import { isList, isRecord, own } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import { isMacroKey, isUnset } from './shapes.ts';
import { refuseAt } from './subject.ts';
import type { Judged } from './subject.ts';

type Data = Readonly<Record<string, unknown>>;

export function checkStructure(judged: Judged, data: Data): void {
  for (const [logicalId, resource] of judged.x.written) checkResource(judged, logicalId, resource);
  if ('Mappings' in data) checkMappings(judged, data.Mappings);
  checkConditionCycles(judged);
  checkFunctions(judged, data);
}

function checkResource(judged: Judged, logicalId: string, resource: Data): void {
  const at = ['Resources', logicalId];
  const { Type, Condition, DependsOn } = resource;
  const isSam = typeof Type === 'string' && Type.startsWith('AWS::Serverless::');
  if (isTruthy(Condition) && typeof Condition !== 'string')
    refuseAt(judged, 'condition-not-a-name', `${logicalId}: Condition has to be the name of a condition`, [
      ...at,
      'Condition',
    ]);
  const names: readonly unknown[] = isList(DependsOn) ? DependsOn : [DependsOn];
  if ('DependsOn' in resource && !names.every((name) => typeof name === 'string'))
    refuseAt(judged, 'depends-on', `${logicalId}: DependsOn has to be a logical id or a list of them`, [
      ...at,
      'DependsOn',
    ]);
  if (isSam && !/^[A-Za-z0-9]+$/.test(logicalId))
    refuseAt(judged, 'logical-id', `${logicalId}: a logical id has only letters and digits`, at);
  if (isSam && resource.Properties === null)
    refuseAt(judged, 'properties-not-a-mapping', `${logicalId}: Properties is empty: write a map or leave it out`, [
      ...at,
      'Properties',
    ]);
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html */
function checkMappings(judged: Judged, mappings: unknown): void {
  const fault = (text: string, path: Path) => refuseAt(judged, 'mappings', text, ['Mappings', ...path]);
  if (!isRecord(mappings)) return fault('Mappings has to be a map: leave the section out if there is none', []);
  for (const [name, mapping] of Object.entries(mappings)) {
    if (isMacroKey(name)) continue;
    if (!isRecord(mapping)) fault(`the mapping ${name} has to be a map of maps`, [name]);
    for (const [key, values] of Object.entries(isRecord(mapping) ? mapping : {})) {
      if (isMacroKey(key)) continue;
      if (!isRecord(values)) fault(`the mapping ${name} has to be a map of maps: ${key} is none`, [name, key]);
      else checkValues(fault, name, key, values);
    }
  }
}

function checkValues(fault: (text: string, path: Path) => void, name: string, key: string, values: Data): void {
  for (const [second, value] of Object.entries(values)) {
    if (isRecord(value) && !isMacroKey(second))
      fault(`${name}.${key}.${second} has to be text or a list: mappings take no functions`, [name, key, second]);
  }
}

/** Conditions that need each other can never be decided. Without recursion, as a chain of them may be long. */
function checkConditionCycles(judged: Judged): void {
  const { conditions } = judged.x;
  const done = new Set<string>();
  for (const root of Object.keys(conditions)) {
    const above = new Map<string, Iterator<string>>();
    const stack = [root];
    while (stack.length > 0) {
      const name = stack.at(-1) as string;
      let others = above.get(name);
      if (!others && !done.has(name)) above.set(name, (others = namesIn(own(conditions, name), 0)));
      const next = others?.next();
      if (next?.done === false) {
        if (above.has(next.value)) sayCircle(judged, [...above.keys()], next.value);
        else if (!done.has(next.value)) stack.push(next.value);
        continue;
      }
      above.delete(name);
      done.add(name);
      stack.pop();
    }
  }
}

function sayCircle(judged: Judged, above: readonly string[], name: string): void {
  const circle = [...above.slice(above.indexOf(name)), name].join(' → ');
  refuseAt(judged, 'condition-cycle', `the condition ${name} needs itself: ${circle}`, ['Conditions', name]);
}

const DEEPEST = 50;

function* namesIn(value: unknown, depth: number): Generator<string> {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return;
  if (isIntrinsic(value) && typeof value.Condition === 'string') yield value.Condition;
  else for (const item of Object.values(value) as unknown[]) yield* namesIn(item, depth + 1);
}

const LIST_TYPES = /^(?:CommaDelimitedList|List<|AWS::SSM::Parameter::Value<(?:CommaDelimitedList|List<))/;

/** Walks SAM's resources only if a function that can be wrong stands in the text at all. */
function checkFunctions(judged: Judged, data: Data): void {
  const { text } = judged.x.document;
  const parameters = Object.entries(isRecord(data.Parameters) ? data.Parameters : {});
  const lists = parameters
    .filter(([, one]) => isRecord(one) && LIST_TYPES.test(String(one.Type)))
    .map(([name]) => name);
  const hasMaps = text.includes('FindInMap');
  if (!hasMaps && (lists.length === 0 || !text.includes('Sub'))) return;
  for (const [logicalId, { Type, Properties }] of judged.x.written) {
    if (String(Type).startsWith('AWS::Serverless::'))
      walk(Properties, ['Resources', logicalId, 'Properties'], logicalId);
  }
  function walk(value: unknown, path: Path, logicalId: string): void {
    if (typeof value !== 'object' || value === null || path.length > DEEPEST) return;
    if (isRecord(value)) {
      if ('Fn::FindInMap' in value) checkFindInMap(judged, value['Fn::FindInMap'], path, logicalId);
      if ('Fn::Sub' in value) checkSub(judged, value['Fn::Sub'], lists, path, logicalId);
    }
    for (const [key, item] of Object.entries(value))
      walk(item, [...path, isList(value) ? Number(key) : key], logicalId);
  }
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap.html */
function checkFindInMap(judged: Judged, keys: unknown, path: Path, logicalId: string): void {
  if (isList(keys) && (keys.length === 3 || (judged.resolvedBefore && keys.length === 4))) return;
  const text = `${logicalId}: Fn::FindInMap needs a map, a first and a second key`;
  refuseAt(judged, 'find-in-map', text, [...path, 'Fn::FindInMap']);
}

function checkSub(judged: Judged, written: unknown, lists: readonly string[], path: Path, logicalId: string): void {
  const [template, variables] = isList(written) ? written : [written];
  if (typeof template !== 'string' || judged.resolvedBefore) return;
  for (const name of lists) {
    if (!template.includes(`\${${name}}`) || (isRecord(variables) && !isUnset(variables[name]))) continue;
    const text = `${logicalId}: Fn::Sub takes text only, and the parameter ${name} is a list: use Fn::Join`;
    refuseAt(judged, 'sub-of-list', text, [...path, 'Fn::Sub']);
  }
}
