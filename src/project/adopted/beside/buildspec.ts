/** buildspec.yml of AWS CodeBuild. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
import type { Part } from '../../../insert/part.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, remark } from './beside.ts';
import { releaseStarts } from './sam-commands.ts';
import { heading, shellLines, shellSteps } from './shell-steps.ts';
import { nodeVersion, runsNode, tooOld } from './tool.ts';

const PHASES = ['install', 'pre_build', 'build', 'post_build'];

export function buildspecParts(beside: Beside): Found {
  const { path, file } = beside;
  const phases = PHASES.map((name) => {
    const list = own(own(own(file.data, 'phases'), name), 'commands');
    return { name, commands: isList(list) ? list.map(String) : [] };
  });
  const [start] = releaseStarts(phases);
  if (!start) return NOTHING;
  const versions = own(own(own(file.data, 'phases'), 'install'), 'runtime-versions');
  const node = own(versions, 'nodejs');
  const old = tooOld(node);
  if (old !== undefined)
    return remark(`${path} runs on Node.js ${old}, on which \`score\` does not run: nothing is added to it`);
  const shell = own(own(file.data, 'env'), 'shell');
  if (typeof shell === 'string' && /powershell|pwsh/i.test(shell))
    return remark(`${path} runs in PowerShell, which goes on behind a \`score\` that fails: nothing is added to it`);
  const at = phases.indexOf(start.list);
  const before = phases.flatMap(({ commands }, index) =>
    index < at ? commands : index === at ? commands.slice(0, start.index) : [],
  );
  const steps = shellSteps(beside, before, start.list.commands[start.index] ?? '');
  const list = ['phases', start.list.name, 'commands'];
  const parts = shellLines(steps).map((item, index): Part => ({
    path: list,
    item,
    before: start.text,
    ...(index === 0 && { comment: [heading(steps)] }),
  }));
  // what runs on Node.js already stays on the version that the image has
  const isThere = beside.adopted.hooks === 'source' || runsNode(phases.flatMap(({ commands }) => commands));
  const needsNode = isRecord(versions) && node === undefined && !isThere;
  const install: Part = {
    path: ['phases', 'install', 'runtime-versions', 'nodejs'],
    value: nodeVersion(beside.config),
  };
  return { parts: needsNode ? [install, ...parts] : parts, remarks: [] };
}

/** Of any name that begins so; of a name that begins otherwise nobody knows it. */
export const BUILDSPEC = /(^|\/)buildspec[^/]*\.ya?ml$/i;
