/** Work that a check does once for all resources that it judges. Part of the check API. */

const made = new WeakMap<object, Map<string, unknown>>();

/**
 * What `make` makes of a scenario of the template, remembered with the context: a check that looks at everything for each
 * of many resources would take the square of their number.
 *
 * @param name of the thing, one per check and thing
 */
export function onceFor<T>(context: object, name: string, make: () => T): T {
  const own = made.get(context) ?? new Map<string, unknown>();
  made.set(context, own);
  if (!own.has(name)) own.set(name, make());
  return own.get(name) as T;
}
