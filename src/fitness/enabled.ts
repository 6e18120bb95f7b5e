/** Which checks run, and how. */
import type { Check } from '../checks/api.ts';
import type { EnabledCheck } from '../checks/evaluate.ts';
import type { Config } from '../config/config.ts';

/** The checks that fitness.yaml enables, in the order given, with what it says of them. */
export function checksOf(config: Config['checks'], checks: readonly Check[]): EnabledCheck[] {
  return checks.flatMap((check) => {
    const own = Object.hasOwn(config, check.meta.id) ? config[check.meta.id] : undefined;
    if (!own?.enabled) return [];
    return [{ check, options: own.options, mode: own.mode, weight: own.weight ?? check.meta.weight }];
  });
}
