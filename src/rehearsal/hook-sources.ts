/**
 * The functions of a template that a deployment calls: its hooks, what they fail to, what the stack's events start, and the
 * gate at the end.
 */
import type { Template } from '../template/model.ts';
import { references } from '../template/graph.ts';
import { resourcesOfTypes } from '../template/resolve.ts';
import { own } from '../template/resolve/values.ts';
import type { Source } from './bundles.ts';

export function hookSources(template: Template): Source[] {
  const called = [
    ...resourcesOfTypes(template, ['AWS::Lambda::Alias']).map(({ attributes }) => attributes['UpdatePolicy']),
    ...resourcesOfTypes(template, ['AWS::Lambda::EventInvokeConfig']).map(
      ({ properties }) => properties['DestinationConfig'],
    ),
    ...resourcesOfTypes(template, ['AWS::Events::Rule']).map(({ properties }) => properties['Targets']),
    ...resourcesOfTypes(template, ['Custom::FitnessGate']).map(({ properties }) => properties['ServiceToken']),
  ].flatMap((value) => references(value).map(({ name }) => name));
  const written = own(template.document.data, 'Resources');
  return [...new Set(called)].flatMap((logicalId) => {
    const isFunction = template.resources.get(logicalId)?.type === 'AWS::Lambda::Function';
    const resource = own(written, logicalId);
    if (!isFunction || resource === undefined) return [];
    const properties = own(resource, 'Properties');
    const code = own(properties, 'CodeUri') ?? own(properties, 'Code');
    const built = { CodeUri: code, Handler: own(properties, 'Handler') };
    return [{ logicalId, resource: { Metadata: own(resource, 'Metadata'), Properties: built } }];
  });
}
