/** The tool that runs, as a service names it in fitness.yaml and package.json. */
import { ownPackage } from '../../package.ts';
import type { RunningTool } from '../../upgrade/upgrade.ts';
import { toolOf } from '../create/tool.ts';
import { isKeptElsewhere, specificationFor } from '../../upgrade/specification.ts';

/** @param current The specification that stands in the service. */
export function runningTool(current: string): RunningTool {
  const { root, version } = ownPackage();
  const { specification, vendored } = toolOf();
  if (isKeptElsewhere(current)) return { specification: (standing) => standing };
  if (vendored === undefined) return { specification: (standing) => specificationFor(standing, version) };
  const bytes = async (): Promise<Uint8Array> => {
    const { packed } = await import('../create/pack.ts');
    return packed(root);
  };
  return { specification: () => specification, vendored: { path: vendored, bytes } };
}
