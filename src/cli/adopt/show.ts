/** Shows an adoption: as data, as a patch, or as a report; and the difference of what is its owner's. */
import { formatAdoption } from '../../report/adoption.ts';
import { adoptionJson } from '../../report/adoption-json.ts';
import type { Committed } from '../../report/adoption-json.ts';
import type { Values } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { STATE_FOLDER } from '../../upgrade/manifest.ts';
import type { Plan, Write } from '../../upgrade/plan.ts';
import { diffOf } from '../upgrade/show.ts';
import { reportOf } from './prepared.ts';
import type { Prepared } from './prepared.ts';

export function showAdoption(found: Prepared, values: Values<'adopt'>, terminal: Terminal): void {
  const report = reportOf(found, values);
  if (!values.diff) return terminal.out(formatAdoption(report, terminal));
  // the diff is data, for `git apply`
  terminal.out(diffOf(found.root, found.adoption.plan));
  terminal.say(formatAdoption(report, { ...terminal, color: false }));
}

export function showJson(
  { adoption, config }: Prepared,
  how: { readonly dryRun: boolean; readonly committed?: Committed },
  { out }: Terminal,
): void {
  out(adoptionJson(adoption, config, how));
}

/** Beyond that a new file is a bundle, or a record that follows by itself: nobody reads it on a terminal. Bytes. */
const READABLE = 64_000;

/** The whole difference for a person: of what nobody reads the name alone. `--diff` has all of it, for `git apply`. */
export function diffToRead(root: string, plan: Plan): string {
  const left = plan.writes.filter(isUnread);
  const diff = diffOf(root, { ...plan, writes: plan.writes.filter((write) => !left.includes(write)) });
  if (left.length === 0) return diff;
  const names = left.map(
    ({ path, content }) => `  ${path}  ${(content?.bytes.length ?? 0).toLocaleString('en-US')} bytes`,
  );
  return [`${diff}Not shown, but by --diff:`, ...names, ''].join('\n');
}

function isUnread({ path, before, content }: Write): boolean {
  return before === undefined && (path.startsWith(`${STATE_FOLDER}/`) || (content?.bytes.length ?? 0) > READABLE);
}

/** Of the files that were there: what a reviewer reads. Those that are new are named in the report. */
export function diffOfTheirs({ root, adoption: { plan } }: Prepared): string {
  const theirs = plan.writes.filter(({ before, path }) => before !== undefined && !path.startsWith('.fitness/'));
  return diffOf(root, { ...plan, writes: theirs });
}
