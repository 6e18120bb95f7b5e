/** .gitlab-ci.yml. https://docs.gitlab.com/ci/yaml/ */
import type { ItemPart } from '../../../insert/part.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';
import type { Beside, Found } from './beside.ts';
import { remark, textsOf } from './beside.ts';
import { releaseStarts } from './sam-commands.ts';
import { heading, shellLines, shellSteps } from './shell-steps.ts';
import { nodeOfImage, runsNode, tooOld } from './tool.ts';

interface Job {
  readonly name: string;
  /** Its script; empty if it is no list, which nothing can be put into. */
  readonly commands: readonly string[];
  /** What runs before it. */
  readonly before: readonly string[];
  readonly image?: string;
}

export function gitlabParts(beside: Beside): Found {
  const found = releaseStarts(jobsOf(beside.file.data)).map((start) => partsOfJob(beside, start));
  return { parts: found.flatMap(({ parts }) => parts), remarks: found.flatMap(({ remarks }) => remarks) };
}

function jobsOf(data: unknown): Job[] {
  const defaults = own(data, 'default');
  const global = (job: unknown, key: string) => own(job, key) ?? own(defaults, key) ?? own(data, key);
  return Object.entries(isRecord(data) ? data : {}).flatMap(([name, job]) => {
    const script = own(job, 'script');
    if (name === 'default' || !isList(script)) return [];
    const image = imageOf(global(job, 'image'));
    const before = textsOf(global(job, 'before_script'));
    return [{ name, commands: script.map(String), before, ...(image !== undefined && { image }) }];
  });
}

function imageOf(image: unknown): string | undefined {
  const name = isRecord(image) ? own(image, 'name') : image;
  return typeof name === 'string' ? name : undefined;
}

type Start = ReturnType<typeof releaseStarts<Job>>[number];

function partsOfJob(beside: Beside, { list: job, index, text }: Start): Found {
  const before = [...job.before, ...job.commands.slice(0, index)];
  const command = job.commands[index] ?? '';
  if (!runsNode([job.image, ...before, command])) {
    const image = job.image === undefined ? '' : ` in ${job.image}`;
    return remark(
      `${beside.path} runs the job ${job.name}${image} without Node.js, which \`score\` needs: nothing is added`,
    );
  }
  const old = tooOld(nodeOfImage(job.image));
  if (old !== undefined)
    return remark(
      `${beside.path} runs the job ${job.name} on Node.js ${old}, on which \`score\` does not run: nothing is added to it`,
    );
  const steps = shellSteps(beside, before, command);
  const parts = shellLines(steps).map((item, at): ItemPart => ({
    path: [job.name, 'script'],
    item,
    before: text,
    ...(at === 0 && { comment: [heading(steps)] }),
  }));
  return { parts, remarks: [] };
}
