/** Calls that a template allows, and does not make: of an Alexa skill, or an API of another stack. */
import { CALLERS } from '../project/adopted/template/permission-parts.ts';
import { dependencyGraph, references } from '../template/graph.ts';
import type { Resource, Template } from '../template/model.ts';
import { typeOf } from '../template/resolve.ts';
import { own } from '../template/resolve/values.ts';
import { isCall } from '../template/traps/alias-bypassed.ts';

/**
 * Is a permission for a service that nothing of the template is?
 *
 * @param called logical id of what it lets be called: a function, or its alias
 */
export function isFromOutside(template: Template, properties: Resource['properties'], called: string): boolean {
  const principal = properties['Principal'];
  if (typeof principal !== 'string' || principal === '*') return false;
  const isOfService = (id: string): boolean => own(CALLERS, typeOf(template, id)) === principal;
  const callers = dependencyGraph(template)
    .edgesTo(called)
    .filter((edge) => isCall(typeOf(template, edge.from), edge));
  // what is defined in a file of its own may call it
  const sources = references(properties['SourceArn']).map(({ name }) => name);
  return ![...callers.map(({ from }) => from), ...sources].some(isOfService);
}
