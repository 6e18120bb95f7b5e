/** Which functions are there to judge deployments: they are not gated themselves. */
import { writtenFunction } from '../../project/adopted/template/written-function.ts';
import { classifyGear, gatedAliases } from '../../template/gear.ts';
import { references } from '../../template/graph.ts';
import type { Template } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';

/** Logical ids: what an alias calls and the service does not use, and what is written as a hook of a deployment that is off. */
export function trafficHooksOf(template: Template): ReadonlySet<string> {
  const called = new Set(
    gatedAliases(template).flatMap(({ preTraffic, postTraffic }) => [...preTraffic, ...postTraffic]),
  );
  const written = writtenHooks(template).filter((id) => !called.has(id) && !isUsed(template, id));
  return new Set([...classifyGear(template).keys(), ...written]);
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

/** Does the service call it as well? */
function isUsed({ document: { data } }: Template, id: string): boolean {
  const { properties } = writtenFunction(data, id) ?? {};
  return properties?.['Events'] !== undefined || properties?.['FunctionUrlConfig'] !== undefined;
}
