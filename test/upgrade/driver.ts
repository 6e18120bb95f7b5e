/** One command of its own process on one folder: `driver <what> <folder>`. What it refused is printed as JSON. */
import { existsSync, writeFileSync } from 'node:fs';
import { apply } from '../../src/upgrade/apply.ts';
import { abort, undo } from '../../src/upgrade/apply/recover.ts';
import { planOf, upgradeOf } from './upgrade-like.ts';

const [, , what = '', folder = ''] = process.argv;
const { WAIT_FOR: waitFor, READY: ready } = process.env;

const COMMANDS: Readonly<Record<string, () => unknown>> = {
  upgrade: () => apply(folder, upgradeOf(folder), { command: ['upgrade', '--yes'] }),
  'upgrade-and-keep': () => apply(folder, upgradeOf(folder), { command: ['upgrade', '--yes'], keepUndo: true }),
  'other-upgrade': () => {
    const texts = Array.from({ length: 200 }, (_, index) => [`other/${index}.txt`, `${index}\n`]);
    const plan = planOf(folder, { 'template.yaml': 'other\n', ...Object.fromEntries(texts) });
    return together(() => apply(folder, plan));
  },
  'upgrade-together': () => {
    const plan = upgradeOf(folder);
    return together(() => apply(folder, plan));
  },
  'change-both': () => apply(folder, planOf(folder, { 'b.txt': 'new\n', 'src/a.ts': 'new\n' })),
  abort: () => abort(folder),
  undo: () => undo(folder),
};

/** Plans are made; the moment comes. */
function together(action: () => unknown): unknown {
  if (ready) writeFileSync(ready, '');
  while (waitFor && !existsSync(waitFor));
  return action();
}

try {
  COMMANDS[what]?.();
  process.stdout.write('done\n');
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
  process.exitCode = 1;
}
