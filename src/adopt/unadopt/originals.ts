/** What of its owner's was changed when a template was adopted, by `--fix`: theirs stands there again. */
import type { AdoptedConfig } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { valueAt } from '../../insert/data.ts';
import { applyEdits } from '../../template/edit.ts';
import { equal } from '../../template/edit/data.ts';
import { parseDocument, parseReadable } from '../../template/parse.ts';
import { readDisk } from '../../upgrade/disk.ts';
import type { Manifest } from '../../upgrade/manifest.ts';
import { functionsToday, readOwned } from '../../upgrade/owned.ts';
import type { Disk, Plan, PlannedAction } from '../../upgrade/plan.ts';
import { inOrder } from '../../upgrade/plan/settle.ts';
import { standing } from '../../upgrade/plan/side.ts';
import type { Side } from '../../upgrade/plan/side.ts';
import { CONFIG, TEMPLATE } from '../../upgrade/start.ts';
import { CHANGED_PATH, parseChanged, putBack } from '../changed.ts';
import type { Changed } from '../changed.ts';
import { unchainEdits } from '../gating/chain.ts';

export interface Owners {
  readonly adopted: AdoptedConfig | undefined;
  readonly changed: readonly Changed[];
}

/** What fitness.yaml says, and the values that were changed, by the logical ids that functions have today. */
export function ownersToday(root: string, config: string, manifest: Manifest): Owners {
  const { adopted } = loadConfig(config, CONFIG, true).config;
  const bytes = standing(readDisk(root, [CHANGED_PATH]).get(CHANGED_PATH))?.bytes;
  const changed = bytes ? parseChanged(bytes) : [];
  const isChained = Object.values(adopted?.functions ?? {}).some(({ hooks }) => hooks === 'chained');
  if (!adopted || (!isChained && changed.length === 0)) return { adopted, changed };
  const owned = readOwned(root, adopted, manifest);
  const today = ({ path: [section, id, ...rest], ...each }: Changed): Changed => {
    const path =
      section === 'Resources' ? [section, owned.renamed.get(String(id)) ?? id, ...rest] : [section, id, ...rest];
    return { ...each, path: path.filter((step) => step !== undefined) };
  };
  return { adopted: { ...adopted, functions: functionsToday(adopted, owned) }, changed: changed.map(today) };
}

/** The values of its owner stand again where `--fix` put others, and their hooks where ours, which called them, did. */
export function withOriginals(
  plan: Plan,
  { disk, adopted, changed }: Owners & { readonly disk: Disk },
): { readonly plan: Plan; readonly left: readonly Changed[] } {
  const path = adopted?.template ?? TEMPLATE;
  const now = standing(disk.get(path));
  const write = plan.writes.find((one) => one.path === path);
  const isHeld = (plan.problems ?? []).some((problem) => problem.path === path);
  if (!adopted || !now || now.link || isHeld || (write && !write.content)) return { plan, left: [] };
  if (!write && changed.length === 0) return { plan, left: [] };
  const text = Buffer.from(write?.content?.bytes ?? now.bytes).toString('utf8');
  const bare = parseReadable(text, path);
  if (!bare) return { plan, left: [] };
  const { text: put, left } = putBack(bare, changed);
  const document = parseDocument(put, path);
  const edits = unchainEdits(document, adopted);
  const last = edits.length > 0 ? applyEdits(document, edits) : put;
  const data = left.length > 0 ? parseDocument(last, path).data : undefined;
  return {
    plan: last === text ? plan : withTemplate(plan, { path, text: last, now }),
    // which of them is called next may have been put back by that
    left: left.filter((each) => !equal(valueAt(data, each.path), each.was)),
  };
}

function withTemplate(
  { actions, writes, ...made }: Plan,
  { path, text, now }: { readonly path: string; readonly text: string; readonly now: Side },
): Plan {
  const content = { bytes: Buffer.from(text), executable: now.executable };
  const others = writes.filter((write) => write.path !== path);
  const reason = 'what --fix changed is put back';
  const isTold = actions.some((action) => action.path === path && action.action === 'update');
  const told: PlannedAction[] = isTold ? [] : [{ path, class: 'merged', action: 'update', reason }];
  return {
    ...made,
    actions: [...(isTold ? actions : actions.filter((action) => action.path !== path)), ...told],
    writes: inOrder([...others, { path, content, before: now.hash }]),
  };
}
