/** The template as it would be with these functions gated, before there is a configuration: to see what would close a loop. */
import { withDefaults } from '../../config/defaults.ts';
import type { AdoptedConfig, Config } from '../../config/config.ts';
import { calledBeside, takenNames } from '../../project/adopted/template/called.ts';
import type { Part } from '../../insert/part.ts';
import { composed } from '../../project/adopted/template/compose.ts';
import { draftParts } from '../../project/adopted/template-parts.ts';
import { editData } from '../../template/edit.ts';
import type { Template } from '../../template/model.ts';
import { chainEdits } from './chain.ts';

/** All that may stand in a template: what this one lacks of it changes no loop. */
const CONFIG: Config = withDefaults({
  tool: '*',
  service: 'service',
  runtime: 'nodejs24.x',
  region: 'us-east-1',
  packageManager: 'npm',
  environments: { dev: { deployment: 'AllAtOnce' }, prod: { deployment: 'Canary10Percent5Minutes' } },
  checks: {},
  stackGate: true,
});

export interface Trial {
  readonly parts: readonly Part[];
  readonly template: Template;
  /** Our names that give way → how they are called. */
  readonly names: AdoptedConfig['names'];
}

export function trialOf(template: Template, functions: AdoptedConfig['functions']): Trial {
  const names: Record<string, string> = {};
  const called = calledBeside(takenNames(template), {}, (name, here) => void (names[name] = here));
  const adopted: AdoptedConfig = {
    template: 'template.yaml',
    hooks: 'source',
    functions,
    environment: called('Environment'),
    names: {},
    files: [],
  };
  const parts = draftParts(CONFIG, adopted, template.document, called);
  const { document } = template;
  const edits = chainEdits(document, functions, names);
  const owners = edits.length > 0 ? { ...document, data: editData(document.data, edits) } : document;
  return { parts, template: composed(owners, parts), names };
}
