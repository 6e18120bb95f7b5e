/**
 * What the tool that runs would make of a service: fitness.yaml → files → plan. Reads, and writes nothing. `upgrade`, `set`,
 * `add`, `remove` and `enforce` differ only in what they change of fitness.yaml first.
 */
import { UserError } from '../errors.ts';
import type { RenderedFiles } from '../project/files.ts';
import type { Edit } from '../template/edit.ts';
import { arrival, customCheckPath } from './arrival.ts';
import type { Blocked, Steps } from './arrival.ts';
import type { Dangling } from './dangling.ts';
import { readDisk } from './disk.ts';
import type { Manifest } from './manifest.ts';
import type { Migration } from './migrations.ts';
import { nextConfig } from './next-config.ts';
import type { NextConfig } from './next-config.ts';
import type { Conflict, Disk, Plan, PlannedAction, Problem } from './plan.ts';
import { CONFIG, TEMPLATE, planned, specificationIn, startIn, withFile, withVendored } from './start.ts';
import type { PlanOptions, Start } from './start.ts';

/** The tool that runs, as the service is to name it. */
export interface RunningTool {
  /** npm specification, in the manner of the one that stands in fitness.yaml. */
  specification(current: string): string;
  /** The packed tool, where no registry has it: by its path in the service. */
  readonly vendored?: { readonly path: string; bytes(): Promise<Uint8Array> };
}

export interface UpgradeOptions {
  /** Folder of the service. */
  readonly root: string;
  readonly tool: RunningTool;
  /** What a command changes of fitness.yaml. */
  readonly edits?: readonly Edit[];
  /** What a command changes of the manifest: `uneject`. */
  readonly change?: (manifest: Manifest) => Manifest;
  readonly conflict?: Conflict;
  readonly restore?: true | ReadonlySet<string>;
  /** Paths that are not touched, with why. */
  readonly skip?: ReadonlyMap<string, string>;
  /** Files that would be written once, and that a person who has them already keeps without a conflict. */
  readonly theirs?: ReadonlySet<string>;
  /** What makes files of fitness.yaml. Default: this tool. */
  readonly render?: (configText: string) => RenderedFiles | Promise<RenderedFiles>;
  readonly renderer?: Manifest['renderer'];
  /** For git. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface Upgrade {
  /** Version that was applied last, and the one that runs. */
  readonly from: string;
  readonly to: string;
  readonly plan: Plan;
  readonly checks: NextConfig['checks'];
  /** Versions whose migrations are used, in order. */
  readonly migrations: readonly string[];
  /** For the reader, a line each: notes of the versions between, checks that did not fit in, what stayed. */
  readonly notices: readonly string[];
  readonly config: { readonly before: string; readonly after: string };
  /** Absent: there is no such file. */
  readonly template: { readonly before?: string; readonly after?: string };
}

/**
 * Plans what the running tool makes of a service.
 *
 * @throws UserError `no-manifest` if this tool did not make the folder, `broken-manifest`, `other-renderer`
 */
export async function planUpgrade(options: UpgradeOptions): Promise<Upgrade> {
  const start = changed(startIn(options.root, options.env), options);
  refuseOtherRenderer(start, options);
  const { from, to, migrations } = start;
  const { edits = [] } = options;
  const render = options.render ?? (await import('../project/render.ts')).render;
  const steps: Steps = {
    async render(without) {
      const next = nextConfig({ ...start, tool: specification(start, options.tool), without, edits });
      return { next, rendered: await withTool(await render(next.text), start, options.tool) };
    },
    async plan(rendering) {
      const { next, rendered } = rendering;
      const plan = planned(start, rendered, next.pristine, planOptions(options));
      return { ...rendering, plan, dangling: await danglingAfter(plan, rendered, start.disk) };
    },
  };
  const isOwn = (check: string): boolean => hasCustomCheck(start.root, check);
  const { next, plan: made, dangling, blocked } = await arrival(steps, isOwn);
  const whole = withDangling(made, dangling, options);
  return {
    from,
    to,
    plan: withConfigTold(whole, next.kept, from === to && edits.length > 0),
    checks: next.checks,
    migrations: migrations.map(({ version }) => version),
    notices: [
      ...migrations.flatMap(notesOf),
      ...blocked.map(saidOfBlocked),
      ...takenIds(made, start.root).map(saidOfTaken),
      ...dangling.map(saidOfDangling),
    ],
    config: { before: start.yours, after: next.text },
    template: templateOf(whole, start.disk),
  };
}

function changed(start: Start, { change }: UpgradeOptions): Start {
  return change ? { ...start, manifest: change(start.manifest) } : start;
}

/** What a `.projenrc` declares, this tool alone cannot know. */
function refuseOtherRenderer({ manifest }: Start, { renderer }: UpgradeOptions): void {
  if (manifest.renderer !== 'projenrc' || renderer === 'projenrc') return;
  throw new UserError('other-renderer', 'The files of this service are declared by its .projenrc.', {
    hint: 'Run that file: its `synth()` plans and applies like `upgrade`.',
  });
}

/** One way that fitness.yaml may become, and its files. */
export interface Rendering {
  readonly next: NextConfig;
  readonly rendered: RenderedFiles;
}

/** With the plan that follows. */
export interface Attempt extends Rendering {
  readonly plan: Plan;
  /** References of the merged template to what is not there any more. */
  readonly dangling: readonly Dangling[];
}

/** An older version's is raised; the same version's stays as it is. */
function specification({ from, to, yours }: Start, tool: RunningTool): string {
  const current = specificationIn(yours);
  return from === to && current !== '' ? current : tool.specification(current);
}

/** The packed tool is one of the service's files. That of the same version is not packed anew. */
async function withTool(rendered: RenderedFiles, start: Start, { vendored }: RunningTool): Promise<RenderedFiles> {
  if (start.from === start.to) return withVendored(rendered, start);
  return vendored ? withFile(rendered, vendored.path, await vendored.bytes()) : rendered;
}

function planOptions({ conflict, restore, skip, theirs, renderer }: UpgradeOptions): PlanOptions {
  return {
    ...(renderer && { renderer }),
    ...(conflict && { conflict }),
    ...(restore && { restore }),
    ...(skip && { skip }),
    ...(theirs && { theirs }),
  };
}

function notesOf({ version, notes }: Migration): string[] {
  return notes.map((note) => `${version}: ${note}`);
}

function saidOfBlocked({ check, reason }: Blocked): string {
  return `The new check ${check} does not arrive: ${reason}.`;
}

/** A template that stays as it is is not looked at. */
async function danglingAfter(plan: Plan, rendered: RenderedFiles, disk: Disk): Promise<Dangling[]> {
  const { before, after } = templateOf(plan, disk);
  const next = rendered.get(TEMPLATE);
  if (before === undefined || after === undefined || before === after) return [];
  const { danglingIn } = await import('./dangling.ts');
  return danglingIn({ before, after, next: next ? Buffer.from(next.bytes).toString('utf8') : after }, TEMPLATE);
}

/** Where a conflict is not to be written, this is not either. */
function withDangling(made: Plan, dangling: readonly Dangling[], { conflict }: UpgradeOptions): Plan {
  if (dangling.length === 0) return made;
  const problems = dangling.map((one): Problem => {
    return { path: TEMPLATE, kind: 'dangling', message: saidOfDangling(one) };
  });
  const all = [...(made.problems ?? []), ...problems];
  const byPath = all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { ...made, ...(conflict === 'fail' && { writes: [] }), problems: byPath };
}

function saidOfDangling({ from, to, line }: Dangling): string {
  return `${TEMPLATE}:${line}: ${from} refers to ${to}, which is not there any more`;
}

/** A person's own check, by the name of its file. */
function hasCustomCheck(root: string, id: string): boolean {
  const path = customCheckPath(id);
  return readDisk(root, [path]).has(path);
}

/** Checks that come though a person's own have their ids: fitness.yaml names them already. */
function takenIds({ actions }: Plan, root: string): string[] {
  const ids = actions.flatMap(({ path, action }) => (action === 'create' && GENERATED_CHECK.exec(path)?.[1]) || []);
  return ids.filter((id) => hasCustomCheck(root, id));
}

const GENERATED_CHECK = /^fitness\/checks\/([^/]+)\.ts$/;

function saidOfTaken(id: string): string {
  return `The tool has a check ${id} now, and ${customCheckPath(id)} is yours: give yours an id of its own`;
}

/**
 * fitness.yaml came merged; what both sides changed of it is told like that of any other file.
 * @param asked A command changed it, and no version did.
 */
function withConfigTold(whole: Plan, kept: NextConfig['kept'], asked: boolean): Plan {
  const told = (action: PlannedAction): PlannedAction => ({
    ...action,
    ...(kept.length > 0 && { kept }),
    ...(asked && action.action === 'update' && { reason: 'as asked' }),
  });
  return { ...whole, actions: whole.actions.map((action) => (action.path === CONFIG ? told(action) : action)) };
}

function templateOf({ writes }: Plan, disk: Disk): Upgrade['template'] {
  const text = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('utf8') : undefined);
  const now = disk.get(TEMPLATE);
  const before = text(now?.kind === 'file' ? now.bytes : undefined);
  const write = writes.find(({ path }) => path === TEMPLATE);
  const after = write ? text(write.content?.bytes) : before;
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}
