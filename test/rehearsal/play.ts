/** A whole rehearsal of a generated service, as the command plays it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommand } from '../../src/cli/options.ts';
import { rehearse, type RehearsalSurroundings } from '../../src/cli/rehearse/rehearse.ts';
import { rehearsalRequest } from '../../src/cli/rehearse/request.ts';
import { Timeline } from '../../src/report/rehearsal.ts';
import { PACKAGES } from './service.ts';

export async function play(cwd: string, args: readonly string[] = [], more: Partial<RehearsalSurroundings> = {}) {
  const said: string[] = [];
  const terminal = {
    out: () => {},
    say: (text: string) => void said.push(text),
    color: false,
    width: 100,
    interactive: false,
    env: process.env,
    cwd,
  };
  const { values } = parseCommand('rehearse', args);
  const request = await rehearsalRequest(values, terminal);
  const shown: string[] = [];
  const timeline = new Timeline((text) => void shown.push(text));
  const outdir = mkdtempSync(join(tmpdir(), 'rehearsal-test-'));
  const rehearsal = await rehearse(request, {
    outdir,
    signal: new AbortController().signal,
    timeline,
    packages: PACKAGES,
    ...more,
  });
  return { ...rehearsal, request, shown: shown.join('') };
}
