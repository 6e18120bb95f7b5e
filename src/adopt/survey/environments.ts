/** Which environments a service has: by a parameter of its template, or by the tables of its samconfig. */
import type { Deployment } from '../../config/config.ts';
import { LIMITS } from '../../config/defaults.ts';
import { parameterOverrides, parameterTables } from '../../config/samconfig.ts';
import type { ParameterTable, SamConfig } from '../../config/samconfig.ts';
import { UserError } from '../../errors.ts';
import type { UnusedParameter } from '../model.ts';
import { environmentParameter, isEnvironment } from './environment-parameter.ts';
import { BETWEEN, rankOf } from './promotion.ts';

export interface Environments {
  readonly environments: readonly { readonly name: string; readonly deployment: Deployment }[];
  readonly environmentParameter?: string;
  readonly unusedParameter?: UnusedParameter;
}

export function environmentsOf(data: unknown, samconfig: SamConfig | undefined): Environments {
  const tables = samconfig ? parameterTables(samconfig) : [];
  const overrides = overridesOf(samconfig, tables);
  const { used, unused } = environmentParameter(data, overrides);
  if (used) return { environments: inOrder(used.values), environmentParameter: used.name };
  const names = environmentsByTable(tables);
  return {
    environments: inOrder(names.length > 0 ? names : ['prod']),
    ...(unused && { unusedParameter: unused }),
  };
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
    return name !== undefined && isEnvironment(name) ? [name] : [];
  });
  return [...new Set(names)].slice(0, LIMITS.environments);
}

/** `orders-dev` → `dev` */
function endOf(stackName: unknown): string | undefined {
  const end = typeof stackName === 'string' ? stackName.toLowerCase().split(/[-_]/).at(-1) : undefined;
  return end !== undefined && end !== String(stackName).toLowerCase() && rankOf(end) !== BETWEEN ? end : undefined;
}

function inOrder(names: readonly string[]): Environments['environments'] {
  return [...names].sort((a, b) => rankOf(a) - rankOf(b)).map((name) => ({ name, deployment: deploymentOf(name) }));
}

/** All at once where nobody is hurt; a canary anywhere else. */
function deploymentOf(name: string): Deployment {
  return rankOf(name) < BETWEEN ? 'AllAtOnce' : 'Canary10Percent5Minutes';
}
