/** `rehearse`: plays releases of a service against an AWS of its own, with its hooks as they are bundled. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { nameOf, type HistoryEntry } from '../history/entry.ts';
import { ownPackage } from '../package.ts';
import { listenForInterruption } from './interruption.ts';
import { EXIT } from './exit.ts';
import { rehearsalRequest, type RehearsalRequest, type Scene } from './rehearse/request.ts';
import { rehearse } from './rehearse/rehearse.ts';
import { formatCurve, rehearsalJson, Timeline, type PlayedRelease } from '../report/rehearsal.ts';
import type { Run } from './terminal.ts';

export const run: Run<'rehearse'> = async ({ values, terminal }) => {
  const interruption = listenForInterruption();
  const outdir = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  try {
    const request = await rehearsalRequest(values, terminal);
    const show = values.json ? () => {} : terminal.out;
    const { releases, history, dashboards, unplayed } = await interruption.guard(() =>
      rehearse(request, { outdir, signal: interruption.signal, timeline: new Timeline(show) }),
    );
    if (values.json) terminal.out(rehearsalJson(releases, dashboards));
    else terminal.out(formatCurve(history, { floor: request.floor, name: Object.keys(dashboards)[0] ?? 'none' }));
    if (values.html !== undefined) await writePage(resolve(terminal.cwd, values.html), request, history);
    if (unplayed.length > 0) terminal.say(`Not played here, and so unknown to the hooks: ${unplayed.join(', ')}.\n`);
    return releases.every((release, index) => isAsItShould(release, request.scenes[index])) ? EXIT.ok : EXIT.no;
  } finally {
    interruption.stop();
    rmSync(outdir, { recursive: true, force: true });
  }
};

/** Where something goes wrong, what counts is that every hook answers. */
function isAsItShould({ outcome, hooks }: PlayedRelease, scene: Scene | undefined): boolean {
  return scene?.fault ? hooks.every(({ answers }) => answers.length > 0) : outcome === scene?.outcome;
}

/** The page of `history`, of what was played. */
async function writePage(file: string, request: RehearsalRequest, history: readonly HistoryEntry[]): Promise<void> {
  const { historyPage } = await import('../report/html/history.ts');
  const { environment, stackName: stack, floor, scenes } = request;
  const past = {
    service: scenes.at(-1)?.config.service ?? stack,
    environment,
    stack,
    floor,
    releases: history.map((entry) => ({ name: nameOf(entry), ...entry })),
    unreadable: [],
    notes: ['Played by a rehearsal, not deployed.'],
  };
  const text = historyPage(past, { now: new Date(), tool: `create-fitness-serverless@${ownPackage().version}` });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
