/** Which checks run, and how. */
import type { Check } from '../checks/api.ts';
import type { EnabledCheck } from '../checks/evaluate.ts';
import type { Config } from '../config/config.ts';
import { builtInIds } from '../config/read.ts';

/** The checks that fitness.yaml enables, in the order given, with what it says of them. */
export function checksOf(config: Config['checks'], checks: readonly Check[]): EnabledCheck[] {
  return checks.flatMap((check) => {
    const own = Object.hasOwn(config, check.meta.id) ? config[check.meta.id] : undefined;
    if (!own?.enabled) return [];
    return [{ check, options: own.options, mode: own.mode, weight: own.weight ?? check.meta.weight }];
  });
}

/** A check of the repository that fitness.yaml does not name runs as its author meant it. */
export function withCustom(config: Config, checks: readonly Check[]): Config {
  const builtIn = new Set(builtInIds());
  const unnamed = checks.filter(({ meta }) => !builtIn.has(meta.id) && !Object.hasOwn(config.checks, meta.id));
  if (unnamed.length === 0) return config;
  const added = unnamed.map(({ meta }) => [meta.id, { enabled: true, mode: 'enforced', options: {} }] as const);
  return { ...config, checks: { ...config.checks, ...Object.fromEntries(added) } };
}
