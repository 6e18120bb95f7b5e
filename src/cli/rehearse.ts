/** `rehearse`: plays releases of a service against an AWS of its own, with its hooks as they are bundled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenForInterruption } from './interruption.ts';
import { EXIT } from './exit.ts';
import { rehearsalRequest } from './rehearse/request.ts';
import { rehearse } from './rehearse/rehearse.ts';
import { formatCurve, rehearsalJson, Timeline } from '../report/rehearsal.ts';
import type { Run } from './terminal.ts';

export const run: Run<'rehearse'> = async ({ values, terminal }) => {
  const interruption = listenForInterruption();
  const outdir = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  try {
    const request = await rehearsalRequest(values, terminal);
    const show = values.json ? () => {} : terminal.out;
    const { releases, history, dashboards } = await interruption.guard(() =>
      rehearse(request, { outdir, signal: interruption.signal, timeline: new Timeline(show) }),
    );
    if (values.json) terminal.out(rehearsalJson(releases, dashboards));
    else terminal.out(formatCurve(history, { floor: request.floor, name: Object.keys(dashboards)[0] ?? 'none' }));
    const asPlanned = releases.every(({ outcome }, index) => outcome === request.scenes[index]?.outcome);
    return asPlanned ? EXIT.ok : EXIT.no;
  } finally {
    interruption.stop();
    rmSync(outdir, { recursive: true, force: true });
  }
};
