/** AWS's transform and cfn-lint on many templates: one process of Python for all, and what was judged before is kept. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, ROOT, VENV } from '../../support/packed.ts';
import { succeed } from '../../support/process.ts';

export interface Template {
  /** As the corpus calls it: some are translated with all feature toggles on. */
  readonly name: string;
  readonly text: string;
  /** Who judges it. Linting takes a second and more. */
  readonly judges: Judges;
}

export type Judges = 'nobody' | 'transform' | 'transform and linter';

export type Stage = 'source' | 'translated';
export type LintFinding = readonly [stage: Stage, rule: string, path: readonly string[], message: string];

export interface ResourceData {
  readonly Type?: string;
  readonly Properties?: unknown;
  readonly [attribute: string]: unknown;
}

export interface Translated {
  readonly Resources: Readonly<Record<string, ResourceData>>;
  readonly [section: string]: unknown;
}

export interface Verdict {
  readonly findings: readonly LintFinding[];
  /** Messages of the transform, if it refuses the template. */
  readonly refused?: readonly string[];
  readonly translated?: Translated;
}

const SCRIPT = join(import.meta.dirname, 'judge.py');
const REQUIREMENTS = join(ROOT, 'test', 'e2e', 'requirements.txt');
const KEPT = join(CACHE, 'adopt', 'judged');

export const hasJudge = existsSync(join(VENV, 'python'));

/** In the order given; of what nobody judges an empty verdict. */
export async function judged(templates: readonly Template[]): Promise<Verdict[]> {
  const verdicts = await verdictsOf(templates.filter(({ judges }) => judges !== 'nobody'));
  return templates.map(({ judges }) => (judges === 'nobody' ? undefined : verdicts.shift()) ?? { findings: [] });
}

async function verdictsOf(templates: readonly Template[]): Promise<Verdict[]> {
  mkdirSync(KEPT, { recursive: true });
  const versions = [SCRIPT, REQUIREMENTS].map((path) => readFileSync(path));
  const asked = templates.map((template) => ({ ...template, file: join(KEPT, `${keyOf(template, versions)}.json`) }));
  const open = new Map(asked.filter(({ file }) => !existsSync(file)).map((each) => [each.file, each]));
  if (open.size > 0) {
    const input = [...open.values()].map((each) => `${JSON.stringify(each)}\n`).join('');
    await succeed(join(VENV, 'python'), [SCRIPT], { input, timeout: 7_200_000 });
  }
  return asked.map(({ file }) => JSON.parse(readFileSync(file, 'utf8')) as Verdict);
}

/** Removes what none of these templates is. */
export function keepOnly(templates: readonly Template[]): void {
  const versions = [SCRIPT, REQUIREMENTS].map((path) => readFileSync(path));
  const used = new Set(templates.map((template) => `${keyOf(template, versions)}.json`));
  for (const name of readdirSync(KEPT)) if (!used.has(name)) rmSync(join(KEPT, name));
}

function keyOf({ name, text, judges }: Template, versions: readonly Buffer[]): string {
  const hash = createHash('sha256').update(`${judges} ${name.startsWith('feature_toggle_') ? 'all features' : ''}`);
  for (const version of versions) hash.update(version);
  return hash.update(text).digest('hex');
}
