/** The project of an organisation hook: one stack per account and Region, which judges every other one. */
import { recommended, checkSource } from '../checks/catalogue.ts';
import { renderTemplate } from '../templates.ts';
import type { FileClass, RenderedFile, RenderedFiles } from './files.ts';
import { camelCase } from './identifier.ts';
import {
  clientPackages,
  ECMASCRIPT,
  HOOK_CLIENTS,
  INSTALL_SCRIPTS,
  NODE_RANGE,
  NODE_TYPES,
  OVERRIDES,
  TOOLS,
} from './versions.ts';

export interface OrganisationHookProject {
  /** npm specification of this tool. */
  readonly tool: string;
  /** AWS Region of the stack. */
  readonly region: string;
}

/** Name of the hook in the registry of an account. */
const ALIAS = 'Fitness::Organisation::Hook';

/** Paths below `templates/org-hook/`, or of the templates of a service where those serve. */
const FILES: readonly (readonly [path: string, owner: FileClass, template?: string])[] = [
  ['.editorconfig', 'merged', '_editorconfig'],
  ['.gitattributes', 'merged', '_gitattributes'],
  ['.gitignore', 'merged', 'org-hook/_gitignore'],
  ['.npmrc', 'merged', '_npmrc'],
  ['.prettierignore', 'merged', '_prettierignore'],
  ['README.md', 'once'],
  ['eslint.config.mjs', 'merged', 'eslint.config.mjs'],
  ['fitness.yaml', 'merged'],
  ['fitness/.prettierrc.json', 'managed', 'fitness/_prettierrc.json'],
  ['fitness/checks/index.ts', 'managed'],
  ['fitness/hooks/organisation.ts', 'managed'],
  ['fitness/package.json', 'managed', 'fitness/package.json'],
  ['fitness/tsconfig.json', 'managed', 'fitness/tsconfig.json'],
  ['fitness/yaml.d.ts', 'managed', 'fitness/yaml.d.ts'],
  ['jest.config.js', 'merged'],
  ['samconfig.toml', 'merged'],
  ['template.yaml', 'merged'],
  ['test/organisation-hook.test.ts', 'merged'],
  ['tsconfig.json', 'merged'],
];

/** Every file of it: no clock, no network, no environment. */
export function renderOrganisationHook({ tool, region }: OrganisationHookProject): RenderedFiles {
  const sorted = judging().map((id) => ({ id, name: camelCase(id) }));
  const data = {
    checks: sorted,
    region,
    alias: ALIAS,
    lockfile: 'package-lock.json',
    target: ECMASCRIPT['nodejs24.x'],
  };
  const files = new Map<string, RenderedFile>();
  const add = (path: string, owner: FileClass, text: string): void =>
    void files.set(path, { bytes: Buffer.from(text), executable: false, class: owner });
  for (const [path, owner, template] of FILES) add(path, owner, renderTemplate(template ?? `org-hook/${path}`, data));
  for (const { id } of sorted) add(`fitness/checks/${id}.ts`, 'managed', checkSource(id).text);
  add('package.json', 'merged', `${JSON.stringify(packageJson(tool), null, 2)}\n`);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The recommended checks of what a template declares: of any stack's sources and account nothing is measured there. */
function judging(): string[] {
  const ofTemplates = recommended.filter(({ meta }) => meta.resourceTypes.some((type) => type.includes('::')));
  return ofTemplates.map(({ meta }) => meta.id).sort();
}

function packageJson(tool: string): object {
  const { 'jest-junit': _junit, '@types/aws-lambda': _lambda, yaml: _yaml, ...tools } = TOOLS;
  const devDependencies = {
    ...tools,
    // esbuild resolves whatever the library's hooks name before it leaves out what this one does not use
    ...clientPackages(HOOK_CLIENTS),
    '@types/node': NODE_TYPES['nodejs24.x'],
    'create-fitness-serverless': tool,
  };
  return {
    name: 'fitness-organisation-hook',
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: NODE_RANGE },
    scripts: {
      build: 'fitness-serverless validate && sam build',
      // what the hook logs is not what its tests say
      test: 'jest --silent',
      lint: 'eslint . && tsc --noEmit && tsc --noEmit -p fitness && prettier --check . && sam validate --lint',
      deploy: 'sam deploy',
    },
    devDependencies: Object.fromEntries(Object.entries(devDependencies).sort(([a], [b]) => (a < b ? -1 : 1))),
    overrides: OVERRIDES,
    allowScripts: INSTALL_SCRIPTS,
  };
}
