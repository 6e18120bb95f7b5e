/** The plan of a new service: its rendered files, and the packed tool if no registry has it. */
import { configText } from '../../config/answers.ts';
import type { Answers } from '../../config/answers.ts';
import { ownPackage } from '../../package.ts';
import type { RenderedFiles } from '../../project/files.ts';
import { render } from '../../project/render.ts';
import { readService } from '../../upgrade/disk.ts';
import { plan } from '../../upgrade/plan.ts';
import type { Plan } from '../../upgrade/plan.ts';
import { packed } from './pack.ts';
import type { Tool } from './tool.ts';

/** Plans a service for the folder. Reads, and writes nothing. */
export async function planService({
  folder,
  answers,
  tool,
}: {
  folder: string;
  answers: Answers;
  tool: Tool;
}): Promise<{ plan: Plan }> {
  const { root, version } = ownPackage();
  const packing = tool.vendored === undefined ? undefined : packed(root);
  // it is awaited only after rendering; a failure until then is no unhandled one
  packing?.catch(() => undefined);
  const files = new Map(render(configText(answers)));
  const tarball = await packing;
  if (tool.vendored !== undefined && tarball)
    files.set(tool.vendored, { bytes: tarball, executable: false, class: 'managed' });
  const rendered: RenderedFiles = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const there = readService(folder, rendered);
  return { plan: plan({ rendered, ...there, tool: `create-fitness-serverless@${version}`, partial: true }) };
}
