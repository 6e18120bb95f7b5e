/** The offline score of every git tag: a service's past at a glance, before anything was deployed or recorded. */
import { forEnvironment } from '../../config/defaults.ts';
import { UserError } from '../../errors.ts';
import type { Baseline } from '../../fitness/baseline.ts';
import { whatChanged } from '../../history/changes.ts';
import type { Past, PastRelease } from '../../report/history.ts';
import { before } from '../against.ts';
import type { Before } from '../against.ts';
import type { Tag } from '../git-revision.ts';
import { tagsOf } from '../git-revision.ts';
import type { Values } from '../options.ts';
import { sayOwnChecks, serviceChecks } from '../service-checks.ts';
import type { ServiceChecks } from '../service-checks.ts';
import { environmentOf, findTemplate } from '../service.ts';
import type { ServiceTemplate } from '../service.ts';
import type { Terminal } from '../terminal.ts';

export interface TagHistoryRequest {
  readonly values: Values<'history'>;
  readonly template: string | undefined;
  readonly limit: number;
  readonly terminal: Terminal;
}

export async function pastOfTags({ values, template, limit, terminal }: TagHistoryRequest): Promise<Past> {
  const service = findTemplate(terminal.cwd, template);
  const environment = environmentOf(service, values.env);
  const { tags, shallow } = tagsHere(service.root, terminal.env);
  const own = await serviceChecks(service, values.custom !== false, terminal.cwd);
  sayOwnChecks(own, terminal.say);
  const releases: PastRelease[] = [];
  const unreadable: { name: string; reason: string }[] = [];
  let last: Baseline | undefined;
  for (const tag of tags.slice(-limit)) {
    const scored = await attempt(tag, service, own, { environment, named: values.env !== undefined, terminal });
    if (typeof scored === 'string') unreadable.push({ name: tag.name, reason: scored });
    else {
      releases.push({ ...scored.release, ...whatChanged(last, scored.baseline) });
      last = scored.baseline;
    }
  }
  return {
    service: service.config.service,
    environment,
    floor: forEnvironment(service.config, environment).gate.minimum,
    releases,
    unreadable,
    notes: notesOf(tags.length, limit, shallow),
  };
}

function tagsHere(folder: string, env: NodeJS.ProcessEnv) {
  try {
    return tagsOf(folder, env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, error.message, {
      hint: 'Run it in the clone of a git repository, or without --git for what the stack remembers.',
      cause: error,
    });
  }
}

function notesOf(tags: number, limit: number, shallow: boolean): string[] {
  return [
    ...(tags === 0 ? ['The repository has no tags: `git tag v1` makes one of the commit that is checked out.'] : []),
    ...(tags > limit ? [`${olderTags(tags - limit)} left out: see --limit.`] : []),
    ...(shallow ? ['The clone is shallow, so tags may be missing: `git fetch --tags --unshallow` brings them.'] : []),
  ];
}

function olderTags(count: number): string {
  return count === 1 ? '1 older tag is' : `${count} older tags are`;
}

interface Choice {
  readonly environment: string;
  readonly named: boolean;
  readonly terminal: Terminal;
}

type ScoredTag = {
  readonly release: Omit<PastRelease, keyof ReturnType<typeof whatChanged>>;
  readonly baseline: Baseline;
};

/** The score of a tag, or why it has none. */
async function attempt(
  tag: Tag,
  service: ServiceTemplate,
  own: ServiceChecks,
  { environment, named, terminal }: Choice,
): Promise<ScoredTag | string> {
  try {
    const found = await before(service, own, {
      ref: `refs/tags/${tag.name}`,
      refOnly: true,
      cwd: terminal.cwd,
      now: new Date(),
      given: { parameters: {}, pseudo: {}, diagnostics: [] },
      environment,
      named,
      env: terminal.env,
      fetch: false,
      say: terminal.say,
    });
    return scoredTag(tag, found, service);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function scoredTag(
  tag: Tag,
  { source, report, baseline, diagnostics }: Before,
  service: ServiceTemplate,
): ScoredTag | string {
  if (!report || !baseline) return diagnostics[0]?.message ?? `it has no ${service.shown}`;
  const broken = report.diagnostics.find(({ severity }) => severity === 'error');
  if (broken && report.gate.verdict === 'incomplete') return broken.message;
  const categories = Object.entries(report.categories).map(([name, { fitness }]): [string, number] => [name, fitness]);
  return {
    baseline,
    release: {
      name: tag.name,
      at: tag.at,
      outcome: 'scored',
      fitness: report.fitness,
      raw: report.raw,
      complexity: report.complexity.penalty,
      coverage: report.coverage,
      categories: Object.fromEntries(categories),
      resources: report.complexity.terms['resources'] ?? 0,
      tool: report.tool,
      ...(source.commit !== undefined && { commit: source.commit }),
    },
  };
}
