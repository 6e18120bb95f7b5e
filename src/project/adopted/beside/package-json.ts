/** package.json: of hooks that are TypeScript what they are made of, and how the tool is called. */
import type { Part } from '../../../insert/part.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';
import { PACKAGE } from '../../../package.ts';
import { hookClients } from '../../hook-clients.ts';
import { TOOLS } from '../../versions.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, remark, textsOf } from './beside.ts';
import { globMatches } from './globs.ts';
import { whyNotInstallable } from './peers.ts';
import { runsSam } from './sam-commands.ts';

export function packageJsonParts(beside: Beside): Found {
  if (beside.adopted.hooks === 'none') return NOTHING;
  if (!isRecord(beside.file.data))
    return remark('package.json is no JSON that can be changed in place: nothing is added to it');
  if (beside.adopted.hooks === 'prebuilt') return { parts: eslint(beside), remarks: [] };
  const parts = [...scripts(beside), ...dependencies(beside), ...eslint(beside), ...coverage(beside)];
  const conflict = whyNotInstallable(beside.file.data);
  return { parts, remarks: conflict === undefined ? [] : [`${conflict}: npm will refuse to install both`] };
}

function scripts({ config, adopted, file: { data } }: Beside): Part[] {
  const there = own(data, 'scripts');
  const free = (name: string) => own(there, name) === undefined;
  const named = (name: string, command: string): Part[] => {
    const found = [name, `fitness:${name}`].find(free);
    return found === undefined ? [] : [{ path: ['scripts', found], value: command }];
  };
  const build = buildCommand(adopted.template);
  const isBuilt = Object.values(isRecord(there) ? there : {}).some((script) => runsSam(script, 'build'));
  return [
    ...named('score', 'fitness-serverless score'),
    ...named('measure', 'fitness-serverless measure'),
    // by a script `sam build` finds esbuild
    ...(isBuilt || build === undefined ? [] : named('build', build)),
    ...Object.keys(config.environments).flatMap((name) =>
      named(`deploy:${name}`, `fitness-serverless deploy --env ${name}`),
    ),
  ];
}

/** SAM looks for some names itself. */
function buildCommand(template: string): string | undefined {
  const build = 'fitness-serverless validate && fitness-serverless measure && sam build';
  if (/^template\.(ya?ml|json)$/.test(template)) return build;
  return /^[\w@%+=:,./-]+$/.test(template) ? `${build} --template ${template}` : undefined;
}

/** Which the owner has, in whatever version, stay theirs. */
function dependencies({ config, file: { data } }: Beside): Part[] {
  const needed = { ...hookClients(config), [PACKAGE]: config.tool, esbuild: TOOLS['esbuild'] };
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'].map((kind) => own(data, kind));
  return Object.entries(needed)
    .filter(([name]) => kinds.every((kind) => own(kind, name) === undefined))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, version]) => ({ path: ['devDependencies', name], value: version }));
}

/** Where ESLint is configured here, it leaves out what it would judge by rules of its owner's. */
function eslint({ file: { data } }: Beside): Part[] {
  const config = own(data, 'eslintConfig');
  return isRecord(config) && !isText(own(config, 'ignorePatterns'))
    ? [{ path: ['eslintConfig', 'ignorePatterns'], item: 'fitness/' }]
    : [];
}

/** What the owner's tests do not run, and are not meant to, would lower the coverage that jest may insist on. */
function coverage({ file: { data } }: Beside): Part[] {
  const patterns = textsOf(own(own(data, 'jest'), 'collectCoverageFrom'));
  const takesIn = (pattern: string) => globMatches(pattern, 'fitness/hooks/pre-traffic.ts');
  if (!patterns.some(takesIn) || patterns.some((pattern) => pattern.startsWith('!') && takesIn(pattern.slice(1))))
    return [];
  return [{ path: ['jest', 'collectCoverageFrom'], item: '!fitness/**' }];
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
