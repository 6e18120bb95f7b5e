/** What `fix` and `what-if` work on: a template, judged as `score` judges it, and the way to judge it again. */
import type { Check } from '../checks/api.ts';
import { checksNamed, nearestCheck } from '../checks/names.ts';
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import { assessment } from '../fitness/assess.ts';
import type { Judge, Judged } from '../fitness/mend.ts';
import type { Result } from '../fitness/report.ts';
import { loadTemplate } from '../template/template.ts';
import { lineOf } from './diagnostics.ts';
import { givenParameters, inputsOf, unknownParameters } from './parameters.ts';
import type { ParameterOptions } from './parameters.ts';
import { sayOwnChecks, serviceChecks } from './service-checks.ts';
import type { ServiceChecks } from './service-checks.ts';
import { environmentOf, findTemplate } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Terminal } from './terminal.ts';
import { trapsBeside } from './traps.ts';

export interface Subject extends ServiceChecks {
  readonly service: ServiceTemplate;
  readonly environment: string;
  readonly judged: Judged;
  readonly judge: Judge;
}

export interface SubjectOptions extends ParameterOptions {
  readonly env?: string | undefined;
  readonly custom?: boolean | undefined;
}

/** The template that is named, else the service's. */
export async function subjectOf(
  named: string | undefined,
  options: SubjectOptions,
  { cwd, say }: Pick<Terminal, 'cwd' | 'say'>,
): Promise<Subject> {
  const given = await givenParameters(options, cwd);
  const service = findTemplate(cwd, named);
  const environment = environmentOf(service, options.env);
  const own = await serviceChecks(service, options.custom !== false, cwd);
  sayOwnChecks(own, say);
  const inputs = await inputsOf(given, service, { environment, named: options.env !== undefined });
  const now = new Date();
  const judge: Judge = (document) => {
    const template = loadTemplate(document, inputs);
    const diagnostics = trapsBeside(service.file, template);
    const { checks, config } = own;
    return {
      template,
      assessment: assessment({ template, config, environment, checks, now, phase: 'template', diagnostics }),
    };
  };
  const judged = judge(service.document);
  const unknown = unknownParameters(given, Object.keys(judged.template.parameters));
  for (const each of [...given.diagnostics, ...unknown]) say(`${lineOf(each)}\n`);
  return { ...own, service, environment, judge, judged };
}

/**
 * The checks that words name, by our ids or those of other tools; undefined if there are no words.
 *
 * @throws UserError `unknown-check`, with the nearest name
 */
export function namedChecks(words: readonly string[], checks: readonly Check[]): ReadonlySet<string> | undefined {
  if (words.length === 0) return undefined;
  return new Set(
    words.flatMap((word) => {
      const found = checksNamed(word, checks).map(({ meta }) => meta.id);
      if (found.length > 0) return found;
      if (/\.(ya?ml|json|template)$/i.test(word))
        throw new UserError('unknown-check', `${word} is no check.`, { hint: 'A template is named by --template.' });
      throw unknownCheck(word, checks);
    }),
  );
}

export function unknownCheck(word: string, checks: readonly Check[]): UserError {
  const near = nearestCheck(word, checks);
  return new UserError('unknown-check', `There is no check ${JSON.stringify(word)}.`, {
    hint: near ? `Did you mean ${near}?` : 'The command `checks` lists them all.',
  });
}

/**
 * Is a result about one of these resources? They go by their logical ids, and stand for what SAM makes of them.
 *
 * @throws UserError `unknown-resource`, with the nearest name
 */
export function ofResources({ template }: Judged, names: readonly string[]): (result: Result) => boolean {
  if (names.length === 0) return () => true;
  const wanted = new Set(names);
  const resources = [...template.resources.values()];
  const known = new Set(resources.flatMap(({ logicalId, sourceId }) => [logicalId, sourceId]));
  for (const name of names) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    throw new UserError(
      'unknown-resource',
      `There is no resource ${JSON.stringify(name)} in ${template.document.file}.`,
      {
        hint: near ? `Did you mean ${near}?` : undefined,
      },
    );
  }
  return ({ resource }) => wanted.has(resource) || wanted.has(template.resources.get(resource)?.sourceId ?? '');
}
