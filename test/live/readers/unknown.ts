import { isHole } from '../../../src/template/resolve/values.ts';
import type { ReadStack } from './deployed-stack.ts';

/** What is not known of a stack, `Orders.Timeout`, and why. */
export function unknown({ live }: ReadStack): Readonly<Record<string, string>> {
  const all = [...(live.inputs.deployed ?? [])].flatMap(([id, { properties = {} }]) =>
    Object.entries(properties).flatMap(([name, value]) => (isHole(value) ? [[`${id}.${name}`, value.reason]] : [])),
  );
  return Object.fromEntries(all) as Record<string, string>;
}
