/** `add function <name> --trigger T`: a function with a name of its own. fitness.yaml names it, everything else follows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namedFunctionMetric } from '../../config/business-metrics.ts';
import { TRIGGERS, type BusinessMetric, type Config, type Trigger } from '../../config/config.ts';
import { LIMITS } from '../../config/defaults.ts';
import { functionNameProblem, functionProblems, logicalPrefix } from '../../config/functions.ts';
import { UserError } from '../../errors.ts';
import type { Edit } from '../../template/edit.ts';
import { change } from '../change.ts';
import type { Addition } from './addition.ts';

/** What `add function` was told. */
export interface RequestedFunction {
  readonly name: string | undefined;
  readonly trigger: Trigger | undefined;
}

export interface AddedFunction {
  readonly name: string;
  readonly trigger: Trigger;
  /** Logical id. */
  readonly id: string;
  /** Of fitness.yaml: everything else follows from it. */
  readonly edits: readonly Edit[];
  /** Written once: where one of them is there already, it stays as it is. */
  readonly files: readonly string[];
  /** For the person who asked, a sentence each. */
  readonly notes: readonly string[];
}

const EXAMPLE = '`add function report --trigger schedule`';

export const functionAddition: Addition = {
  example: EXAMPLE,
  options: ['trigger'],
  add: ({ name, values, service, terminal }) => {
    refuseAdopted(service.config);
    const added = addedFunction(service.config, { name, trigger: values.trigger as Trigger | undefined });
    const there = added.files.filter((file) => existsSync(join(service.root, file)));
    const written = {
      edits: added.edits,
      theirs: new Set(added.files),
      notes: [
        ...added.notes,
        ...there.map((file) => `${file} was there already, and stays as it is.`),
        `${added.id} begins in src/${added.name}.ts.`,
      ],
      nothing: `fitness.yaml has the function ${added.name} already.`,
    };
    return change(service, written, values, terminal, ['add', 'function', added.name, '--trigger', added.trigger]);
  },
};

/** The template of an adopted service is its owner's: functions are written there, and gated by `adopt`. */
export function refuseAdopted({ adopted }: Config): void {
  if (!adopted) return;
  throw new UserError(
    'adopted-service',
    `The functions of this service stand in ${adopted.template}, which is yours.`,
    {
      hint: 'Write the function there. Then `adopt` gates it.',
    },
  );
}

/** @throws UserError that says what is missing, or why there can be no such function */
export function addedFunction(config: Config, requested: RequestedFunction): AddedFunction {
  const { name, trigger } = understood(requested);
  if (Object.hasOwn(config.functions, name)) throw isThere(name, config.functions[name]?.trigger);
  const functions = { ...config.functions, [name]: { trigger } };
  const [problem] = functionProblems({ ...config, functions });
  if (problem) throw new UserError('broken-function', `${problem.message}.`, { hint: 'Nothing was written.' });
  if (Object.keys(functions).length > LIMITS.functions)
    throw new UserError('too-many-functions', `A service has at most ${LIMITS.functions} functions with names.`, {
      hint: 'Make another service of some of them: that is what shifts, and rolls back, apart.',
    });
  return {
    name,
    trigger,
    id: `${logicalPrefix(name)}Function`,
    edits: [{ path: ['functions', name, 'trigger'], set: trigger }, ...drawn(config, trigger)],
    files: [`src/${name}.ts`, `test/${name}.test.ts`, `events/${name}.json`],
    notes: opensApi(config, trigger)
      ? ['HttpApi comes with it, closed: callers sign their requests, until its Auth in template.yaml says otherwise.']
      : [],
  };
}

function understood({ name, trigger }: RequestedFunction): { name: string; trigger: Trigger } {
  if (name === undefined)
    throw new UserError('missing-name', 'add function needs a name.', { hint: `Write ${EXAMPLE}.` });
  const problem = functionNameProblem(name);
  if (problem) throw new UserError('broken-name', problem.endsWith('?') ? problem : `${problem}.`);
  if (trigger === undefined)
    throw new UserError('missing-trigger', `--trigger is missing: what starts ${name}?`, {
      hint: `It is one of ${TRIGGERS.join(', ')}.`,
    });
  return { name, trigger };
}

function isThere(name: string, trigger: Trigger | undefined): UserError {
  return new UserError('function-exists', `fitness.yaml has the function ${name}, started by ${trigger}.`, {
    hint: 'Nothing was written. If its files are missing, `upgrade` applies what fitness.yaml says.',
  });
}

/** What its code counts is drawn on the dashboard, unless it is already. */
function drawn(config: Config, trigger: Trigger): Edit[] {
  const metric = namedFunctionMetric(config.service, trigger, config.table);
  const isSame = (other: BusinessMetric) => other.namespace === metric.namespace && other.metric === metric.metric;
  const { metrics } = config.dashboard;
  return metrics.some(isSame) || metrics.length >= LIMITS.metrics
    ? []
    : [{ path: ['dashboard', 'metrics'], append: metric }];
}

function opensApi({ triggers, functions }: Config, trigger: Trigger): boolean {
  const started = [...triggers, ...Object.values(functions).map((fn) => fn.trigger)];
  return trigger === 'http' && !started.includes('http');
}
