import type { Config } from '../../../src/config/config.ts';
import { withDefaults } from '../../../src/config/defaults.ts';

/** The configuration of a service with two environments. */
export function configOf(more: Partial<Parameters<typeof withDefaults>[0]> = {}): Config {
  return withDefaults({
    tool: '^1.0.0',
    service: 'orders',
    runtime: 'nodejs24.x',
    region: 'eu-west-1',
    packageManager: 'npm',
    environments: { dev: { deployment: 'AllAtOnce' }, prod: { deployment: 'Canary10Percent5Minutes' } },
    checks: { 's3-bucket-level-public-access-prohibited': {} },
    ...more,
  });
}
