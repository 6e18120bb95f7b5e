/** Which functions are there to judge deployments: they are not gated themselves. */
import { writtenFunction } from '../../project/adopted/template/written-function.ts';
import { classifyGear, isProductUse } from '../../template/gear.ts';
import type { GearKind } from '../../template/gear.ts';
import { dependencyGraph, references } from '../../template/graph.ts';
import type { Template } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';

/** Logical ids: what an alias calls, or a deployment preference names, and the service does not use. */
export function trafficHooksOf(template: Template): ReadonlySet<string> {
  const gear = classifyGear(template);
  const written = writtenHooks(template).filter((id) => !gear.has(id) && !isUsed(template, id, gear));
  return new Set([...gear.keys(), ...written]);
}

/** Where a deployment is switched off, or its function never there, no alias names them. */
function writtenHooks({ document: { data } }: Template): string[] {
  const resources = own(data, 'Resources');
  const ids = isRecord(resources) ? Object.keys(resources) : [];
  return ids.flatMap((id) => {
    const hooks = own(writtenFunction(data, id)?.properties['DeploymentPreference'], 'Hooks');
    return references(hooks).map(({ name }) => name);
  });
}

/** Does the service call it as well? An event or a URL of Globals is every function's, and nobody meant it for a hook. */
function isUsed(template: Template, id: string, gear: ReadonlyMap<string, GearKind>): boolean {
  const { local } = writtenFunction(template.document.data, id) ?? {};
  if (local?.['Events'] !== undefined || local?.['FunctionUrlConfig'] !== undefined) return true;
  const edges = dependencyGraph(template).edgesTo(id);
  return edges.some((edge) => template.resources.get(edge.from)?.sourceId !== id && isProductUse(edge, template, gear));
}
