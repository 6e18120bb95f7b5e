/** The fitness of a template, as `score` knows it, with the checks of the tool alone: no code of the repository runs. */
import { join } from 'node:path';
import { catalogue } from '../checks/catalogue.ts';
import { adoptedConfigData } from '../config/adopted-answers.ts';
import type { AdoptedAnswers } from '../config/adopted-answers.ts';
import type { Config } from '../config/config.ts';
import { configOf as read } from '../config/read.ts';
import { loadConfig } from '../config/load.ts';
import { assess } from '../fitness/assess.ts';
import { KNOWN_FAILURES_FILE, failureKey, isAcceptable, parseKnownFailures } from '../fitness/known-failures.ts';
import type { KnownFailures } from '../fitness/known-failures.ts';
import type { Report, Result } from '../fitness/report.ts';
import type { Template } from '../template/model.ts';
import { placeless } from '../template/placeless.ts';
import { readRegular } from '../upgrade/paths.ts';
import type { Adoption } from './adopt.ts';
import { fallOf } from './score-fall.ts';

export const CONFIG = 'fitness.yaml';

export function configOf(text: string): Config {
  return loadConfig(text, CONFIG, true).config;
}

/** Of a fitness.yaml that is about to be written. */
export function configFrom(answers: AdoptedAnswers): Config {
  return read(placeless({ file: CONFIG, text: '', data: adoptedConfigData(answers) }), true);
}

/** In the last environment, which is the one that is meant where none is named. */
export function judged(template: Template, config: Config, now: Date, isKnown = (_: Result): boolean => false): Report {
  const environment = Object.keys(config.environments).at(-1) ?? 'default';
  const knownFailures = { file: KNOWN_FAILURES_FILE, prune: '', has: isKnown, stale: () => [] };
  return assess({ template, config, environment, checks: catalogue, now, phase: 'template', knownFailures });
}

/** Of today's template and the adopted one, with what the team accepts. */
export function scoreOf(today: Report, adopted: Report, known: KnownFailures): Adoption['score'] {
  return {
    before: today.fitness,
    after: adopted.fitness,
    reasons: reasonsOf(adopted),
    knownFailures: known.size,
    fall: fallOf(today, adopted),
  };
}

/** What the gate says against it, or would if it enforced. */
function reasonsOf({ gate }: Report): string[] {
  return gate.reasons.map(({ message }) => message);
}

/** What fails today is accepted for now, each by name: `score` shows it, and nothing new may join it. */
export function failuresOf({ results }: Report, template: string): KnownFailures {
  const accepted = results.filter(isAcceptable);
  return new Map(accepted.map((result) => [failureKey(template, result), result.message]));
}

/** What the team accepts already. */
export function knownFailuresIn(root: string): KnownFailures {
  const text = readRegular(join(root, KNOWN_FAILURES_FILE))?.toString('utf8');
  return text === undefined ? new Map() : parseKnownFailures(text, KNOWN_FAILURES_FILE);
}
