/**
 * What the tool that runs would make of a service: fitness.yaml → files → plan. Reads, and writes nothing. `upgrade`, `set`,
 * `add`, `remove` and `enforce` differ only in what they change of fitness.yaml first.
 */
import { UserError } from '../errors.ts';
import { withFile } from '../project/files.ts';
import type { RenderedFile, RenderedFiles } from '../project/files.ts';
import type { Edit } from '../template/edit.ts';
import type { Path } from '../template/model.ts';
import { refuseAdoptedProjenrc } from './adopted-projenrc.ts';
import { arrival, customCheckPath } from './arrival.ts';
import type { Blocked, Steps } from './arrival.ts';
import { saidOfDangling } from './dangling.ts';
import type { Dangling } from './dangling.ts';
import { readDisk } from './disk.ts';
import type { Manifest } from './manifest.ts';
import type { Migration } from './migrations.ts';
import { nextConfig } from './next-config.ts';
import type { NextConfig } from './next-config.ts';
import type { Conflict, Plan, PlannedAction, Problem } from './plan.ts';
import type { AdoptedConfig } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Owned } from './owned.ts';
import { CONFIG, TEMPLATE, planned, specificationIn, startIn, withVendored } from './start.ts';
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
  /** Its texts; absent: there is no such file. */
  readonly template: { readonly path: string; readonly before?: string; readonly after?: string };
  /** References of the template to what is not there any more. */
  readonly dangling: readonly Dangling[];
  /** Of an adopted service: the files of its owner's that rendering reads. */
  readonly owned: readonly string[];
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
  const ownedOf = readingOnce(start);
  const edits = [...(await renamedIn(start, ownedOf, options)), ...(options.edits ?? [])];
  const steps: Steps = {
    async render(without) {
      const next = nextConfig({ ...start, tool: specification(start, options.tool), without, edits });
      const { rendered, ...rest } = await renderedBy(next.text, ownedOf, options);
      return { next, ...rest, rendered: await withTool(rendered, start, options.tool) };
    },
    async plan(rendering) {
      const { next, rendered, owned } = rendering;
      const { unread, moved: renamed } = owned ?? {};
      const ofOwner = { ...(unread && { unread }), ...(renamed && { renamed }) };
      const plan = planned(start, rendered, next.pristine, { ...planOptions(options), ...ofOwner });
      return { ...rendering, plan, dangling: await danglingAfter(plan, rendering, start.root) };
    },
  };
  const isOwn = (check: string): boolean => hasCustomCheck(start.root, check);
  const { next, plan: made, dangling, blocked, adopted } = await arrival(steps, isOwn);
  const path = adopted?.template ?? TEMPLATE;
  const whole = withDangling(made, dangling, path, options);
  return {
    from,
    to,
    plan: withConfigTold(whole, next.kept, from === to && (options.edits ?? []).length > 0),
    checks: next.checks,
    migrations: migrations.map(({ version }) => version),
    notices: [
      ...migrations.flatMap(notesOf),
      ...blocked.map(saidOfBlocked),
      ...takenIds(made, start.root).map(saidOfTaken),
      ...dangling.map((one) => saidOfDangling(one, path)),
      ...made.actions.flatMap(saidOfLeft),
    ],
    config: { before: start.yours, after: next.text },
    template: templateOf(whole, path, start.root),
    dangling,
    owned: adopted ? [adopted.template, ...adopted.files] : [],
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

type OwnedOf = (adopted: AdoptedConfig) => Promise<Owned>;

/** The files of the owner's are the same, however often they are rendered for. */
function readingOnce({ root, manifest }: Start): OwnedOf {
  const known = new Map<string, Owned>();
  return async (adopted) => {
    const key = JSON.stringify([adopted.template, adopted.files]);
    const { readOwned } = await import('./owned.ts');
    const owned = known.get(key) ?? readOwned(root, adopted, manifest);
    known.set(key, owned);
    return owned;
  };
}

/** What fitness.yaml says of a function goes with it to its new logical id, and its alias is that of today. */
async function renamedIn(
  { yours, migrations }: Start,
  ownedOf: OwnedOf,
  { restore, skip }: UpgradeOptions,
): Promise<Edit[]> {
  // what an older version wrote is read once it was migrated
  const isReadable = migrations.length === 0 && yours.includes('adopted');
  const adopted = isReadable ? loadConfig(yours, CONFIG, true).config.adopted : undefined;
  if (!adopted) return [];
  const { functionsToday } = await import('./owned.ts');
  const today = functionsToday(adopted, await ownedOf(adopted));
  const at = (id: string): Path => ['adopted', 'functions', id];
  const isRestored = restore === true || restore?.has(adopted.template) === true;
  return [
    ...Object.keys(adopted.functions).flatMap((id): Edit[] =>
      Object.hasOwn(today, id) ? [] : [{ path: at(id), remove: true }],
    ),
    ...Object.entries(today).flatMap(([id, fn]): Edit[] => {
      const known = Object.hasOwn(adopted.functions, id) ? adopted.functions[id] : undefined;
      if (!known) return [{ path: at(id), set: fn }];
      const alias = isRestored ? undefined : fn.alias;
      if (alias === known.alias || skip?.has(adopted.template)) return [];
      const path = [...at(id), 'alias'];
      return alias === undefined ? [{ path, remove: true }] : [{ path, set: alias }];
    }),
  ];
}

/** One way that fitness.yaml may become, and its files. */
export interface Rendering {
  readonly next: NextConfig;
  readonly rendered: RenderedFiles;
  /** Of a service that was there before. */
  readonly adopted?: AdoptedConfig;
  readonly owned?: Owned;
}

/**
 * @throws UserError `no-template` if an adopted service has no template where it should be, `adopted-projenrc` if its files are
 *   declared by a .projenrc
 */
async function renderedBy(
  configText: string,
  ownedOf: OwnedOf,
  { render, renderer }: UpgradeOptions,
): Promise<Omit<Rendering, 'next'>> {
  // the file of a service that this tool made is read once, by who renders it
  const config = configText.includes('adopted') ? loadConfig(configText, CONFIG, true).config : undefined;
  const adopted = config?.adopted;
  if (renderer === 'projenrc') refuseAdoptedProjenrc(adopted);
  if (render) return { rendered: await render(configText), ...(adopted && { adopted }) };
  if (!config || !adopted) return { rendered: (await import('../project/render.ts')).render(configText) };
  const { renderAdopted } = await import('../project/adopted/render.ts');
  const owned = await ownedOf(adopted);
  const why = owned.unread.get(adopted.template);
  if (why !== undefined) throw noTemplate(adopted.template, why);
  return { rendered: renderAdopted(config, adopted, configText, owned.files), adopted, owned };
}

function noTemplate(path: string, why: string): UserError {
  return new UserError('no-template', `${CONFIG} says that the template is ${path}, and ${why}.`, {
    hint: 'If you moved it, write its new path at adopted.template.',
  });
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

/** A template that stays as it is is not looked at, but that of an owner, who may have taken something of ours out of it. */
async function danglingAfter(plan: Plan, { rendered, adopted }: Rendering, root: string): Promise<Dangling[]> {
  const path = adopted?.template ?? TEMPLATE;
  const { before, after } = templateOf(plan, path, root);
  const next = rendered.get(path);
  if (before === undefined || after === undefined || (before === after && !adopted)) return [];
  const { danglingIn } = await import('./dangling.ts');
  const offered = next ? await templateTextOf(next) : after;
  return danglingIn({ before, after, next: offered, again: adopted !== undefined }, path);
}

/** What is rendered for the template, as one: the parts of ours alone, where they go into its owner's. */
async function templateTextOf({ bytes, parts }: RenderedFile): Promise<string> {
  return parts ? (await import('./dangling.ts')).templateOfParts(bytes) : Buffer.from(bytes).toString('utf8');
}

/** Where a conflict is not to be written, this is not either. */
function withDangling(made: Plan, dangling: readonly Dangling[], path: string, { conflict }: UpgradeOptions): Plan {
  if (dangling.length === 0) return made;
  const problems = dangling.map((one): Problem => {
    return { path, kind: 'dangling', message: saidOfDangling(one, path) };
  });
  const all = [...(made.problems ?? []), ...problems];
  const byPath = all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { ...made, ...(conflict === 'fail' && { writes: [] }), problems: byPath };
}

function saidOfLeft({ path, left = [] }: PlannedAction): string[] {
  return left.map(({ at, reason }) => `${path}: ${at} is not put in: ${reason}`);
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

function templateOf({ writes }: Plan, path: string, root: string): Upgrade['template'] {
  const text = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('utf8') : undefined);
  const now = readDisk(root, [path]).get(path);
  const before = text(now?.kind === 'file' ? now.bytes : undefined);
  const write = writes.find((one) => one.path === path);
  const after = write ? text(write.content?.bytes) : before;
  return { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}
