/**
 * What Yeoman needs to be bundled (yeoman-environment 6, yeoman-generator 8): both read their own package.json beside
 * them at start, and the environment installs missing generators through fly-import, which ours never are.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @type {import('esbuild').Plugin} */
export const yeoman = {
  name: 'yeoman',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^fly-import$/ }, () => ({ path: 'fly-import', namespace: 'stub' }));
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
      contents: `export class FlyRepository {}\nexport const flyImport = () => { throw new Error('generators are never installed on the fly'); };`,
    }));
    for (const [filter, expression, shape] of READS) {
      onLoad({ filter }, ({ path }) => withManifest(path, expression, shape));
    }
  },
};

/** The modules that read their package.json, how, and what they want of it. */
const READS = [
  [
    /yeoman-environment[\\/]dist[\\/]environment-base\.js$/,
    `require('../package.json').version`,
    ({ version }) => version,
  ],
  [
    /yeoman-environment[\\/]dist[\\/]module-lookup\.js$/,
    `JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json')).toString()).name`,
    ({ name }) => name,
  ],
  [
    /yeoman-generator[\\/]dist[\\/]generator\.js$/,
    `JSON.parse(readFileSync(pathJoin(_dirname, '../package.json'), 'utf8'))`,
    ({ version }) => ({ version }),
  ],
];

/** The module with what it wants of its package.json written in, in the place of the expression that reads it. */
function withManifest(path, expression, shape) {
  const manifest = JSON.parse(readFileSync(join(dirname(path), '..', 'package.json'), 'utf8'));
  const source = readFileSync(path, 'utf8');
  if (!source.includes(expression)) throw new Error(`${path} no longer reads its package.json as ${expression}`);
  return { contents: source.replace(expression, JSON.stringify(shape(manifest))), loader: 'js' };
}
