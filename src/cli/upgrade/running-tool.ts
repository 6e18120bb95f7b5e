/** The tool that runs, as a service names it in fitness.yaml and package.json. */
import { ownPackage } from '../../package.ts';
import type { RunningTool } from '../../upgrade/upgrade.ts';
import { toolOf } from '../create/tool.ts';

export function runningTool(): RunningTool {
  const { root, version } = ownPackage();
  const { specification, vendored } = toolOf();
  if (vendored === undefined) return { specification: (current) => inTheMannerOf(current, version) };
  const bytes = async (): Promise<Uint8Array> => {
    const { packed } = await import('../create/pack.ts');
    return packed(root);
  };
  return { specification: () => specification, vendored: { path: vendored, bytes } };
}

/** A team that pins versions goes on pinning them; a tag stays a tag. https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies */
export function inTheMannerOf(current: string, version: string): string {
  const [, range] = /^([~^=]?)v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]*)?$/.exec(current) ?? [];
  if (range !== undefined) return `${range}${version}`;
  return /^[a-z][a-z-]*$/i.test(current) ? current : `^${version}`;
}
