/** The list in `DependsOn` of a traffic hook, computed again. */
import type { Edit } from '../edit.ts';
import type { HookOrder } from '../order.ts';
import type { TrapContext } from './context.ts';

/** Keeps what is listed and does no harm, in its order; takes away what closes a loop; adds what is missing. */
export function orderFix(
  { template }: Pick<TrapContext, 'template'>,
  { hook, dependsOn, missing, closing }: HookOrder,
): Edit[] {
  const path = ['Resources', hook, 'DependsOn'];
  const kept = (template.resources.get(hook)?.dependsOn ?? []).filter((id) => !closing.includes(id));
  const added = missing.length === 0 ? [] : dependsOn.filter((id) => !kept.includes(id));
  const list = [...kept, ...added];
  return [list.length > 0 ? { path, set: list } : { path, remove: true }];
}
