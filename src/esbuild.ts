/** The esbuild of a service: what is the service's own is compiled by the compiler that builds it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Esbuild from 'esbuild';

/** @throws if the dependencies of the service are not installed */
export function servicesEsbuild(root: string): Pick<typeof Esbuild, 'build'> {
  return createRequire(join(root, 'package.json'))('esbuild') as Pick<typeof Esbuild, 'build'>;
}

/** Without loading it. */
export function hasEsbuild(root: string): boolean {
  try {
    return createRequire(join(root, 'package.json')).resolve('esbuild') !== '';
  } catch {
    return false;
  }
}
