/** An adoption of one template, all the way: planned, written, scored, planned once more, and taken out. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planAdoption, type Adoption } from '../../../src/adopt/adopt.ts';
import { survey } from '../../../src/adopt/survey.ts';
import { planUnadoption } from '../../../src/adopt/unadopt.ts';
import * as score from '../../../src/cli/score.ts';
import { apply } from '../../../src/upgrade/apply.ts';
import { inProcess } from '../../support/in-process.ts';
import { INPUTS } from './corpus.ts';
import type { Template } from './judge.ts';

export interface Adopted extends Template {
  readonly adoption: Adoption;
  /** Text of the template, adopted. */
  readonly after: string;
  /** Of the adopted service, as `score` prints it. */
  readonly fitness: number;
  /** Paths that a second adoption would write. */
  readonly again: readonly string[];
  /** Paths that are there after `unadopt` and were not before, or the other way round, or have other bytes. */
  readonly left: readonly string[];
  /** Milliseconds that planning took. */
  readonly elapsed: number;
}

/** A template whose adoption threw something, which is an answer of its own. */
export interface Refused extends Template {
  readonly error: unknown;
}

export type Tried = Adopted | Refused;

const CHOICES = { acceptUrlChange: false, chain: false, fix: false };
const TEMPLATE = 'template.yaml';
const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() };

export async function tried(template: Template): Promise<Tried> {
  const parent = mkdtempSync(join(tmpdir(), 'adopted-'));
  // its name is the service's, which stands in the template
  const folder = join(parent, 'service');
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, TEMPLATE), template.text);
    return { ...template, ...(await wholeWay(folder)) };
  } catch (error) {
    return { ...template, error };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function wholeWay(folder: string): Promise<Omit<Adopted, keyof Template>> {
  const before = contents(folder);
  const started = performance.now();
  const adoption = await planned(folder);
  const elapsed = performance.now() - started;
  apply(folder, adoption.plan);
  const after = readFileSync(join(folder, TEMPLATE), 'utf8');
  const fitness = await scored(folder);
  const again = (await planned(folder)).plan.writes.map(({ path }) => path);
  apply(folder, planUnadoption(folder, env).plan);
  return { adoption, after, fitness, again, left: differing(before, contents(folder)), elapsed };
}

function planned(folder: string): Promise<Adoption> {
  return planAdoption({
    survey: survey(folder, TEMPLATE, env),
    choices: CHOICES,
    tool: { specification: () => '^1.0.0' },
    now: new Date('2026-06-01'),
    env,
    inputs: INPUTS,
  });
}

async function scored(folder: string): Promise<number> {
  const parameters = Object.entries(INPUTS.parameters).flatMap(([name, value]) => [
    '--parameter-overrides',
    `${name}=${value}`,
  ]);
  const { out, err } = await inProcess('score', score, ['--json', ...parameters], folder);
  const { fitness } = JSON.parse(out || '{}') as { fitness?: number };
  if (fitness === undefined) throw new Error(`score said nothing: ${err}${out.slice(0, 500)}`);
  return fitness;
}

/** By path. */
function contents(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'latin1')];
    }),
  );
}

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort();
}
