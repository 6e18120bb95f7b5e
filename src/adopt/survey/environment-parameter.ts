/** The parameter of a template that says which environment a stack is. */
import { ENVIRONMENT_NAME, LIMITS } from '../../config/defaults.ts';
import { ENVIRONMENT_RULE, environmentProblem } from '../../config/read.ts';
import { isList, isRecord, own } from '../../template/resolve/values.ts';
import type { UnusedParameter } from '../model.ts';
import { BETWEEN, PUBLIC, rankOf } from './promotion.ts';

/** Environment, EnvName, Stage, StageName, DeploymentStage, AppEnv, TargetEnvironment … */
const MEANS_ENVIRONMENT =
  /^(app|application|deploy|deployment|service|stack|target)?(env|environment|stage)(name|type)?$/i;

/** A parameter whose values are the environments: as they are, since the template's owner compares them. */
export interface EnvironmentParameter {
  readonly name: string;
  readonly values: readonly string[];
}

interface Looked {
  readonly used?: EnvironmentParameter;
  /** None is used, and this one looks as if it was meant for it. */
  readonly unused?: UnusedParameter;
}

/** @param given what the owner's configuration gives the parameters, by table */
export function environmentParameter(data: unknown, given: readonly Readonly<Record<string, string>>[]): Looked {
  const looked = candidates(data).map(([name, parameter]) => lookedAt(name, parameter, given));
  const used = looked.find((each) => each.used !== undefined);
  return used ?? looked.find((each) => each.unused !== undefined) ?? {};
}

/** Those that say `env` before those that say `stage`, which may be an API's. */
function candidates(data: unknown): [name: string, parameter: unknown][] {
  const parameters = own(data, 'Parameters');
  return Object.entries(isRecord(parameters) ? parameters : {})
    .filter(([name, parameter]) => MEANS_ENVIRONMENT.test(name) && isRecord(parameter))
    .sort(([a], [b]) => Number(/stage/i.test(a)) - Number(/stage/i.test(b)));
}

function lookedAt(name: string, parameter: unknown, given: readonly Readonly<Record<string, string>>[]): Looked {
  const allowed = own(parameter, 'AllowedValues');
  const fallback = textOf(own(parameter, 'Default'));
  const written = given.flatMap((values) => (Object.hasOwn(values, name) ? values[name] : []));
  const known = isList(allowed) ? allowed.map(textOf) : [...written, ...(fallback === undefined ? [] : [fallback])];
  const values = [...new Set(known.map((value) => value ?? ''))];
  const isMeant = /env/i.test(name) || isList(allowed) || values.some((value) => rankOf(value) !== BETWEEN);
  if (!isMeant) return {};
  const reason = whyNot(own(parameter, 'Type'), values);
  if (reason !== undefined) return { unused: { name, reason } };
  // it takes any other value as well, and where people are served traffic shifts by and by
  const isOpen = !isList(allowed) && !values.some((value) => rankOf(value) === PUBLIC);
  return { used: { name, values: isOpen ? [...values, 'prod'] : values } };
}

/** CloudFormation takes numbers and the like for texts. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Why the values of a parameter cannot be environments: a clause. */
function whyNot(type: unknown, values: readonly string[]): string | undefined {
  if (type !== 'String') return `its type is ${typeof type === 'string' ? type : 'none'}, not String`;
  if (values.includes('')) return 'it may be empty';
  if (values.length > LIMITS.environments) return `it has ${values.length} values, more than ${LIMITS.environments}`;
  const odd = values.find((value) => !isEnvironment(value));
  if (odd === undefined) return undefined;
  return (
    environmentProblem(odd) ??
    `its value ${JSON.stringify(odd)} is no name of at most ${LIMITS.environment} ${ENVIRONMENT_RULE}`
  );
}

/** May an environment be called so? */
export function isEnvironment(value: string): boolean {
  return ENVIRONMENT_NAME.test(value) && value.length <= LIMITS.environment && environmentProblem(value) === undefined;
}
