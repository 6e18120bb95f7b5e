import { catalogue } from '../../src/checks/catalogue.ts';
import type { CheckConfig, Config, GateConfig } from '../../src/config/config.ts';
import { COMPLEXITY, GATE, LIVE, PERFORMANCE } from '../../src/config/defaults.ts';
import type { Template, TemplateInputs } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

export function loaded(text: string, inputs?: TemplateInputs): Template {
  return loadTemplate(parseDocument(text, 'template.yaml'), inputs);
}

/** All checks enforced by their own weights, and the gate's defaults, but for what is given. */
export function configWith(gate: Partial<GateConfig> = {}, checks: Record<string, Partial<CheckConfig>> = {}): Config {
  const all = catalogue.map(({ meta }): [string, CheckConfig] => [
    meta.id,
    { enabled: true, mode: 'enforced', options: {}, ...checks[meta.id] },
  ]);
  return {
    tool: '^0.1.0',
    service: 'orders',
    description: '',
    runtime: 'nodejs24.x',
    triggers: ['http'],
    functions: {},
    table: false,
    region: 'eu-central-1',
    packageManager: 'npm',
    alarms: {},
    environments: { prod: { deployment: 'AllAtOnce' } },
    checks: Object.fromEntries(all),
    gate: { ...GATE, ...gate },
    complexity: COMPLEXITY,
    performance: PERFORMANCE,
    stackGate: false,
    live: LIVE,
    dashboard: { metrics: [] },
  };
}
