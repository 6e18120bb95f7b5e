/** The failure destination of prebuilt hooks, in a bundle of its own: it has to start where theirs does not. */
import { reportFailure } from '../report-failure.ts';
import { configBeside } from './beside.ts';

function configIfThere(): { config: string } | undefined {
  try {
    return { config: configBeside(import.meta.dirname) };
  } catch {
    return undefined;
  }
}

export const handler = reportFailure(configIfThere());
