/** The first time: fitness.yaml is written, and parts of ours go into the files of the owner. */
import { adoptedConfigText } from '../config/adopted-answers.ts';
import type { AdoptedAnswers } from '../config/adopted-answers.ts';
import type { AdoptedConfig, Config } from '../config/config.ts';
import { KNOWN_FAILURES_FILE, serializeKnownFailures } from '../fitness/known-failures.ts';
import type { KnownFailures } from '../fitness/known-failures.ts';
import type { Report } from '../fitness/report.ts';
import { PACKAGE, ownPackage } from '../package.ts';
import type { OwnedFiles } from '../project/adopted/owned.ts';
import { filesWithParts } from '../project/adopted/parts-beside.ts';
import { renderAdopted } from '../project/adopted/render.ts';
import { withFile } from '../project/files.ts';
import type { RenderedFiles } from '../project/files.ts';
import type { SourceDocument, Template } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { placeless } from '../template/placeless.ts';
import { loadTemplate } from '../template/template.ts';
import { readDisk } from '../upgrade/disk.ts';
import { hashOf } from '../upgrade/manifest.ts';
import { untouchedFiles } from '../upgrade/owned.ts';
import type { LeftAlone } from '../upgrade/owned.ts';
import { pathsToRead, plan } from '../upgrade/plan.ts';
import type { Disk, Plan, PlannedAction, Write } from '../upgrade/plan.ts';
import { partsIn } from '../upgrade/plan/parts.ts';
import type { Insert, PartsIn } from '../upgrade/plan/parts.ts';
import { standing } from '../upgrade/plan/side.ts';
import type { AdoptionOptions, Found, Made } from './adopt.ts';
import { byHand } from './by-hand.ts';
import { CHANGED_PATH, changedBetween, serializeChanged } from './changed.ts';
import type { Changed } from './changed.ts';
import { effectsOf, refuseOverLimits } from './effects.ts';
import type { Limit } from './effects.ts';
import type { Gating } from './gating.ts';
import { refuseInTheWay, refuseLeftOut } from './in-the-way.ts';
import { configFrom, failuresOf, judged, scoreOf } from './judged.ts';
import { reachable, withoutMeasurements } from './knowable.ts';
import type { Finding, Survey } from './model.ts';

export async function planFirst(found: Found): Promise<Made> {
  const { survey, source, document, original, gating, now } = found;
  const wished = answersOf(found, gating);
  const { files: beside, left } = untouchedFiles(survey.root, wished.adopted.files);
  const owned = new Map([...beside, [survey.template, document] as const]);
  const draft = configFrom(wished);
  const today = judged(original, draft, now);
  const answers = { ...wished, adopted: { ...wished.adopted, files: filesWithParts(draft, wished.adopted, owned) } };
  const { text, config, disk, plan, after, template, limits, report, known } = await gatedFrom(
    found.choices.aliasesOnly?.minimum ?? Math.floor(today.fitness),
    { found, owned, draft, answers },
  );
  refuseLeftOut(plan, document);
  refuseInTheWay(survey.root, plan, disk);
  return {
    effects: effectsOf(original, template),
    score: scoreOf(today, report, known),
    limits,
    before: source.text,
    after,
    config: text,
    settings: config,
    plan: onTop(plan, survey.root, { source, document }),
    remarks: [
      ...repeatedKeys(document),
      ...unusedParameter(found, config),
      ...templateOutside(survey),
      ...leftAlone(left),
      ...byHand({ config: draft, adopted: wished.adopted, owned, survey, plan }),
    ],
  };
}

interface Tried {
  readonly text: string;
  readonly config: Config;
  readonly disk: Disk;
  readonly plan: Plan;
  readonly after: string;
  readonly template: Template;
  readonly limits: readonly Limit[];
  readonly report: Report;
  readonly known: KnownFailures;
}

interface Trial {
  readonly found: Found;
  readonly owned: OwnedFiles;
  readonly draft: Config;
  readonly answers: AdoptedAnswers;
}

/** With a gate that the adopted template passes: it may count less than today's, and is what the next release is judged by. */
async function gatedFrom(minimum: number, asked: Trial): Promise<Tried> {
  const { found, owned, draft, answers } = asked;
  const { survey, source, document, original, now, inputs = {} } = found;
  const { aliasesOnly } = found.choices;
  const { adopted } = answers;
  // what is known of the adopted template says how much can be asked for
  const trial = { ...draft, gate: { ...draft.gate, minimum, minCoverage: 0 }, adopted };
  const rendered = await rendering(trial, UNWRITTEN, owned, found);
  const disk = withText(readDisk(survey.root, pathsToRead(rendered)), document, source);
  const { insert, read } = insertingOnce(document);
  const after = textAfter(planOf(only(rendered, survey.template), disk, insert), survey.template) ?? document.text;
  // nobody is told where something stands in a text that is not written yet: to find that takes as long as to read it
  const template = after === source.text ? original : loadTemplate(placeless(read(after)), inputs);
  const limits = refuseOverLimits(after, template);
  const report = judged(withoutMeasurements(template, adopted), trial, now, () => true);
  const reached = Math.floor(report.fitness);
  if (reached < minimum && !aliasesOnly) return gatedFrom(reached, asked);
  const minCoverage = aliasesOnly?.minCoverage ?? reachable(report.coverage);
  const text = adoptedConfigText({ ...answers, minimum, minCoverage });
  // what the text says: to read it would be a second validation
  const config = { ...trial, gate: { ...trial.gate, minCoverage } };
  const known = failuresOf(report, survey.template);
  const plan = planOf(withKnownFailures(withConfig(rendered, text), known), disk, insert);
  return { text, config, disk, plan, after, template, limits, report, known };
}

function answersOf({ survey, choices, tool }: AdoptionOptions, gating: Gating): AdoptedAnswers {
  const environments = choices.environments ?? survey.environments;
  const hooks = Object.keys(gating.adopted).length > 0 && !choices.aliasesOnly ? survey.hooks : 'none';
  return {
    name: choices.service ?? survey.service,
    description: '',
    runtime: 'nodejs24.x',
    // where no package.json names it, every command names its version
    tool: hooks === 'source' ? tool.specification('') : `^${ownPackage().version}`,
    region: choices.region ?? survey.region ?? 'us-east-1',
    packageManager: survey.packageManager ?? 'npm',
    environments: environments.map(({ name }) => name),
    deployment: Object.fromEntries(environments.map(({ name, deployment }) => [name, deployment])),
    stackGate: gating.stackGate,
    minimum: 0,
    adopted: {
      template: survey.template,
      hooks,
      functions: gating.adopted,
      environment: survey.environmentParameter ?? gating.names['Environment'] ?? 'Environment',
      names: gating.names,
      files: survey.files,
    },
  };
}

async function rendering(
  config: Config & { readonly adopted: AdoptedConfig },
  text: string,
  owned: OwnedFiles,
  { tool: { vendored } }: Found,
): Promise<RenderedFiles> {
  const { adopted } = config;
  const rendered = renderAdopted(config, adopted, text, owned);
  return vendored && adopted.hooks === 'source' ? withFile(rendered, vendored.path, await vendored.bytes()) : rendered;
}

/** What SAM reads as its last, other programs refuse. */
export function repeatedKeys({ diagnostics }: SourceDocument): Finding[] {
  return diagnostics.flatMap((one) => (one.code === 'repeated-key' ? [{ ...one, resources: [] }] : []));
}

/** Which environment a stack is, a parameter of ours says beside that of the owner. */
export function unusedParameter({ survey, document }: Found, { adopted, environments }: Config): Finding[] {
  const { unusedParameter: unused } = survey;
  const last = Object.keys(environments).at(-1);
  if (!unused || !adopted || adopted.hooks === 'none' || last === undefined) return [];
  const location = document.locate(['Parameters', unused.name]);
  return [
    {
      severity: 'warning',
      code: 'environment-parameter-unused',
      message:
        `The parameter ${unused.name} cannot say for the gate which environment a stack is, as ${unused.reason}. ` +
        `${adopted.environment} is added for it: without a value every stack counts as ${last}, and shifts traffic as there`,
      ...(location && { location }),
      resources: [],
      proposal: { summary: `Give each stack its own: --parameter-overrides ${adopted.environment}=…`, edits: [] },
    },
  ];
}

/** What is adopted is not what SAM CLI deploys. */
function templateOutside({ outside, template }: Survey): Finding[] {
  if (!outside) return [];
  return [
    {
      severity: 'warning',
      code: 'samconfig-template-outside',
      message: `It names ${outside.template}, which lies outside of this folder and is not looked at: ${template} is adopted, and \`sam deploy\` here deploys another`,
      location: { file: outside.samconfig, line: 1, column: 1 },
      resources: [],
      proposal: { summary: 'Adopt in a folder around both, or name the template that is meant', edits: [] },
    },
  ];
}

export function leftAlone(left: readonly LeftAlone[]): Finding[] {
  return left.map(({ reason, location }) => {
    const message = `Nothing is added to this file: ${reason}`;
    return { severity: 'warning', code: 'left-alone', message, location, resources: [] };
  });
}

/** Without a merge: of what nobody wrote yet there is no older text. */
function planOf(rendered: RenderedFiles, disk: Disk, insert: Insert): Plan {
  const tool = `${PACKAGE}@${ownPackage().version}`;
  return plan({ rendered, disk, tool, insert });
}

/** The same parts go into the same text for every plan, so they are put in once; and the template was read already. */
function insertingOnce(template: SourceDocument): {
  readonly insert: Insert;
  readonly read: (text: string) => SourceDocument;
} {
  const known = new Map<Uint8Array, PartsIn>();
  const insert: Insert = (text, file, parts) => {
    const isRead = file === template.file && text === template.text;
    const put = known.get(parts) ?? partsIn(text, file, parts, isRead ? template : undefined);
    known.set(parts, put);
    return put;
  };
  const read = (text: string): SourceDocument => {
    const found = [...known.values()].find(({ document }) => document?.text === text)?.document;
    return found ?? parseDocument(text, template.file);
  };
  return { insert, read };
}

function only(rendered: RenderedFiles, path: string): RenderedFiles {
  return new Map([...rendered].filter(([each]) => each === path));
}

/** In place of fitness.yaml, until it is known what it asks for. */
const UNWRITTEN = '# not written yet\n';

/** fitness.yaml and its copies, as they will be: nothing else that is rendered has what is asked for in it. */
function withConfig(rendered: RenderedFiles, text: string): RenderedFiles {
  const [was, bytes] = [Buffer.from(UNWRITTEN), Buffer.from(text)];
  return new Map(
    [...rendered].map(([path, file]) => [path, was.equals(file.bytes) ? { ...file, bytes } : file] as const),
  );
}

function withKnownFailures(rendered: RenderedFiles, known: KnownFailures): RenderedFiles {
  const bytes = Buffer.from(serializeKnownFailures(known));
  const files = [...rendered].map(
    ([path, file]) => [path, path === KNOWN_FAILURES_FILE ? { ...file, bytes } : file] as const,
  );
  return new Map(files);
}

/** What `--fix` made of the template stands in its place. */
function withText(disk: Disk, document: SourceDocument, source: SourceDocument): Disk {
  const there = disk.get(source.file);
  if (document === source || there?.kind !== 'file') return disk;
  return new Map([...disk, [source.file, { ...there, bytes: Buffer.from(document.text) }]]);
}

/** The plan for what really stands there, which keeps what of it is changed. */
function onTop(made: Plan, root: string, { source, document }: Pick<Found, 'source' | 'document'>): Plan {
  if (document === source) return made;
  const before = hashOf(Buffer.from(source.text));
  const bytes = Buffer.from(document.text);
  const writes = made.writes.map((write) => (write.path === source.file ? { ...write, before } : write));
  const template = writes.some(({ path }) => path === source.file)
    ? []
    : [{ path: source.file, content: { bytes, executable: false }, before }];
  const { action, write } = recordOf(changedBetween(source, document), root);
  return { ...made, actions: [...made.actions, action], writes: [...writes, ...template, write] };
}

function recordOf(
  changed: readonly Changed[],
  root: string,
): { readonly action: PlannedAction; readonly write: Write } {
  const path = CHANGED_PATH;
  // left behind by whatever took an adoption out by hand
  const there = standing(readDisk(root, [path]).get(path));
  const content = { bytes: serializeChanged(changed), executable: false };
  return {
    action: { path, class: 'state', action: there ? 'update' : 'create', reason: 'what --fix changed' },
    write: { path, content, ...(there && { before: there.hash }) },
  };
}

function textAfter({ writes }: Plan, path: string): string | undefined {
  const bytes = writes.find((write) => write.path === path)?.content?.bytes;
  return bytes && Buffer.from(bytes).toString('utf8');
}
