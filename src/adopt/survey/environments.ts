/** Which environments a service has: by a parameter of its template, or by the tables of its samconfig. */
import type { Deployment } from '../../config/config.ts';
import { LIMITS, NAME } from '../../config/defaults.ts';
import { parameterOverrides, parameterTables } from '../../config/samconfig.ts';
import type { ParameterTable, SamConfig } from '../../config/samconfig.ts';
import { UserError } from '../../errors.ts';
import { isList, isRecord, own } from '../../template/resolve/values.ts';

export interface Environments {
  readonly environments: readonly { readonly name: string; readonly deployment: Deployment }[];
  readonly environmentParameter?: string;
}

/** Environment, EnvName, Stage, StageName, DeploymentStage, AppEnv, TargetEnvironment … */
const MEANS_ENVIRONMENT =
  /^(app|application|deploy|deployment|service|stack|target)?(env|environment|stage)(name|type)?$/i;

/** From the developer's to the public's. Between them what no pattern knows. */
const PROMOTION: readonly (readonly [RegExp, number])[] = [
  [/^(local|sandbox|sbx)(?![a-z])/, 0],
  [/^(dev|develop|development)(?![a-z])/, 1],
  [/^(alpha|ci|feature|int|integration|preview|qa|test|testing|tst)(?![a-z])/, 2],
  [/^(acc|acceptance|beta|demo|perf|pre|preprod|preproduction|stage|staging|stg|uat)(?![a-z])/, 4],
  [/^(live|main|prd|prod|production)(?![a-z])/, 5],
];
const BETWEEN = 3;

export function environmentsOf(data: unknown, samconfig: SamConfig | undefined): Environments {
  const tables = samconfig ? parameterTables(samconfig) : [];
  const overrides = overridesOf(samconfig, tables);
  for (const name of parametersOfEnvironment(data)) {
    const allowed = own(own(own(data, 'Parameters'), name), 'AllowedValues');
    const values = isList(allowed)
      ? allowed
      : overrides.flatMap((given) => (Object.hasOwn(given, name) ? given[name] : []));
    const names = [...new Set(values)].filter((value): value is string => typeof value === 'string');
    if (names.length === 0 || names.length !== new Set(values).size || !names.every(isName)) continue;
    if (names.length <= LIMITS.environments) return { environments: inOrder(names), environmentParameter: name };
  }
  const names = environmentsByTable(tables);
  return { environments: inOrder(names.length > 0 ? names : ['prod']) };
}

/** Of type String, those that say `env` before those that say `stage`, which may be an API's. */
function parametersOfEnvironment(data: unknown): string[] {
  const parameters = own(data, 'Parameters');
  return Object.entries(isRecord(parameters) ? parameters : {})
    .filter(([name, parameter]) => MEANS_ENVIRONMENT.test(name) && own(parameter, 'Type') === 'String')
    .map(([name]) => name)
    .sort((a, b) => Number(/stage/i.test(a)) - Number(/stage/i.test(b)));
}

/** Parameters of the stack by table; one that cannot be read gives none. */
function overridesOf(samconfig: SamConfig | undefined, tables: readonly ParameterTable[]): Record<string, string>[] {
  if (!samconfig) return [];
  return [...new Set(tables.map(({ environment }) => environment))].map((environment) => {
    try {
      return parameterOverrides(samconfig, environment);
    } catch (error) {
      if (error instanceof UserError) return {};
      throw error;
    }
  });
}

/** Each that `sam deploy` has a table for. The one called `default` is the environment that the name of its stack ends with. */
function environmentsByTable(tables: readonly ParameterTable[]): string[] {
  const names = tables.flatMap(({ environment, command, parameters }) => {
    if (command !== 'deploy' && command !== 'global') return [];
    const name = environment === 'default' ? endOf(parameters['stack_name']) : environment;
    return name !== undefined && isName(name) ? [name] : [];
  });
  return [...new Set(names)].slice(0, LIMITS.environments);
}

/** `orders-dev` → `dev` */
function endOf(stackName: unknown): string | undefined {
  const end = typeof stackName === 'string' ? stackName.toLowerCase().split(/[-_]/).at(-1) : undefined;
  return end !== undefined && end !== String(stackName).toLowerCase() && rankOf(end) !== BETWEEN ? end : undefined;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && NAME.test(value) && value.length <= LIMITS.environment;
}

function inOrder(names: readonly string[]): Environments['environments'] {
  return [...names].sort((a, b) => rankOf(a) - rankOf(b)).map((name) => ({ name, deployment: deploymentOf(name) }));
}

function rankOf(name: string): number {
  return PROMOTION.find(([pattern]) => pattern.test(name))?.[1] ?? BETWEEN;
}

/** All at once where nobody is hurt; a canary anywhere else. */
function deploymentOf(name: string): Deployment {
  return rankOf(name) < BETWEEN ? 'AllAtOnce' : 'Canary10Percent5Minutes';
}
