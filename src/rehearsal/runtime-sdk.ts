/** The AWS SDK that Lambda's runtimes bring, for hooks that are built without it: they find it as in Lambda, by NODE_PATH. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ownPackage } from '../package.ts';

/** Of the bundled command line: a module for each client (scripts/build.mjs). */
const BUNDLED = 'dist/cli/aws-sdk';

/**
 * For NODE_PATH: the packages of a checkout, or a folder of packages that stand for what the command line is bundled with.
 *
 * @param outdir folder for what is made
 */
export function runtimeSdk(outdir: string): string {
  const { root } = ownPackage();
  const installed = join(root, 'node_modules');
  if (existsSync(join(installed, '@aws-sdk', 'client-ssm'))) return installed;
  const bundled = join(root, BUNDLED);
  for (const file of readdirSync(bundled)) {
    const folder = join(outdir, '@aws-sdk', basename(file, '.js'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.js'), `module.exports = require(${JSON.stringify(join(bundled, file))});\n`);
  }
  return outdir;
}
