/** Short marks by which a later release tells what it has changed. */
import type { Template } from '../template/model.ts';
import { Scenario } from '../template/resolve.ts';

/** Stands for a logical id in a baseline: 32 bits. */
export function keyOf(logicalId: string): number {
  return sha256(logicalId).readUInt32BE(0);
}

/** New in every release, by name, or by what they say of its versions: they have no mark. */
const EPHEMERAL = new Set([
  'AWS::ApiGateway::Deployment',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Version',
  // They watch the service, and name its versions.
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
]);

/** Properties that every release changes by itself: code, and what SAM writes of the release into them. */
const VOLATILE: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Stage': ['DeploymentId'],
  'AWS::Lambda::Alias': ['FunctionVersion'],
  'AWS::Lambda::Function': ['Code', 'Description'],
};

/**
 * 24 bits of each resource's resolved properties and attributes as the template has them, whatever is deployed, by `keyOf`
 * its logical id. Conditions that cannot be known are taken to hold.
 */
export function fingerprints(
  template: Template,
  exclude: ReadonlySet<string>,
): Map<number, { type: string; mark: number }> {
  const { deployed, ...inputs } = template.inputs;
  const scenario = new Scenario({ ...template, inputs });
  const marks = new Map<number, { type: string; mark: number }>();
  for (const view of scenario.resources()) {
    const { logicalId, type } = view;
    if (exclude.has(logicalId) || EPHEMERAL.has(type) || deployed?.get(logicalId)?.found) continue;
    const properties = view.get();
    const known = properties.state === 'known' || properties.state === 'partial' ? properties.value : properties.state;
    const { attributes } = template.resources.get(logicalId) ?? { attributes: {} };
    const text = stable([type, without(known, VOLATILE[type] ?? []), without(attributes, ['Metadata'])]);
    marks.set(keyOf(logicalId), { type, mark: sha256(text).readUIntBE(0, 3) });
  }
  return marks;
}

function without(data: unknown, keys: readonly string[]): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));
}

/** JSON with sorted keys. */
function stable(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(stable).join(',')}]`;
  if (typeof data !== 'object' || data === null) return JSON.stringify(data) ?? 'null';
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${stable(value)}`).join(',')}}`;
}

function sha256(text: string): Buffer {
  // Only releases that are compared need it; `score` of a template does not pay for loading it.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest();
}
