/** The checks that there are where a person stands: in a service with its own, and as it has configured them. */
import { existsSync } from 'node:fs';
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import { forEnvironment } from '../config/defaults.ts';
import type { Config } from '../config/config.ts';
import { UserError } from '../errors.ts';
import type { Mode } from '../fitness/report.ts';
import { sayOwnChecks, serviceChecks } from './service-checks.ts';
import { environmentOf, findConfigured, type Service } from './service.ts';
import type { Terminal } from './terminal.ts';

export interface ChecksHere {
  readonly checks: readonly Check[];
  /** Undefined outside of a service. */
  readonly config?: Config;
  readonly environment?: string;
}

/** What a service has made of a check. */
export interface Setting {
  readonly enabled: boolean;
  readonly mode: Mode;
  readonly weight: number;
  readonly options: Readonly<Record<string, unknown>>;
}

export async function checksHere(
  { env, custom }: { env?: string | undefined; custom?: boolean | undefined },
  { cwd, say }: Pick<Terminal, 'cwd' | 'say'>,
): Promise<ChecksHere> {
  const service = serviceAround(cwd);
  if (!service) return { checks: catalogue };
  const own = await serviceChecks(service, custom !== false, cwd);
  sayOwnChecks(own, say);
  const environment = environmentOf(service, env);
  return { checks: own.checks, config: forEnvironment(own.config, environment), environment };
}

/** Undefined outside of a service. */
export function settingOf({ meta }: Check, { config }: ChecksHere): Setting | undefined {
  if (!config) return undefined;
  const own = Object.hasOwn(config.checks, meta.id) ? config.checks[meta.id] : undefined;
  return {
    enabled: own?.enabled === true,
    mode: own?.mode ?? 'enforced',
    weight: own?.weight ?? meta.weight,
    options: own?.options ?? {},
  };
}

function serviceAround(cwd: string): Service | undefined {
  try {
    return findConfigured(cwd);
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-service' && existsSync(cwd)) return undefined;
    throw error;
  }
}
