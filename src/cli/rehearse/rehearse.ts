/** Plays the releases one after the other: through the gate, and then as AWS would. */
import { join, relative } from 'node:path';
import type { HistoryEntry } from '../../history/entry.ts';
import { CLIENT_SETTINGS } from '../../live/client-settings.ts';
import { CloudFormationClient } from '../../live/clients/change-set.ts';
import { SSMClient } from '../../live/clients/ssm.ts';
import { ParameterStore } from '../../hooks/store.ts';
import { Account } from '../../rehearsal/aws/account.ts';
import { AwsStandIn } from '../../rehearsal/aws/stand-in.ts';
import { bundle, type Bundle, type BundleOptions, type Source } from '../../rehearsal/bundles.ts';
import { VirtualClock } from '../../rehearsal/clock.ts';
import { packaged } from '../../rehearsal/packaged.ts';
import type { LambdasOptions } from '../../rehearsal/lambdas.ts';
import { Stage, type HookRun, type Moment } from '../../rehearsal/stage.ts';
import { hookSources } from '../../rehearsal/hook-sources.ts';
import type { PlayedRelease, Timeline } from '../../report/rehearsal.ts';
import { own } from '../../template/resolve/values.ts';
import { loadTemplate } from '../../template/template.ts';
import { BUILD_FILE, PREBUILT_BUILD_FILE } from '../../measurements/build.ts';
import { PREBUILT_FOLDER } from '../../config/prebuilt.ts';
import { ownParameters, releaseIdOf } from '../deploy.ts';
import { CONFIG_FILE } from '../service.ts';
import { gateStack, type GateRequest, type GateResult, type GateSurroundings } from '../gate/gate-stack.ts';
import type { RehearsalRequest, Scene } from './request.ts';

export interface RehearsalSurroundings {
  /** Folder for bundles. */
  readonly outdir: string;
  readonly signal: AbortSignal;
  readonly timeline: Timeline;
  readonly packages?: BundleOptions['packages'];
  /** Runs a function. @default in a process of its own, in the time that is played */
  readonly invoke?: LambdasOptions['invoke'];
  /** When the first release is played. @default as many days ago as there are releases */
  readonly start?: Date;
}

export interface Rehearsal {
  readonly releases: readonly PlayedRelease[];
  /** What the recorder kept, the oldest first. */
  readonly history: readonly HistoryEntry[];
  /** What was put, by name. */
  readonly dashboards: Readonly<Record<string, string>>;
  /** What the hooks asked for and nobody answers here. */
  readonly unplayed: readonly string[];
}

const DAY = 86_400_000;

/** Bundles by what they are made of: most releases do not change the hooks. */
type Made = Map<string, ReadonlyMap<string, Bundle>>;

export async function rehearse(request: RehearsalRequest, surroundings: RehearsalSurroundings): Promise<Rehearsal> {
  const account = new Account('123456789012', request.region);
  const aws = await AwsStandIn.start(account);
  const { start = new Date(Date.now() - request.scenes.length * DAY), invoke } = surroundings;
  const clock = new VirtualClock(start);
  const stage = new Stage(aws, clock, surroundings.signal, invoke);
  const releases: PlayedRelease[] = [];
  const made: Made = new Map();
  try {
    for (const [index, scene] of request.scenes.entries()) {
      surroundings.signal.throwIfAborted();
      releases.push(await playRelease(scene, `v${index + 1}`, stage, request, surroundings, made));
      clock.pass(DAY);
    }
    return {
      releases,
      history: await historyOf(stage, request),
      dashboards: Object.fromEntries(account.dashboards),
      unplayed: [...aws.unplayed].sort(),
    };
  } finally {
    await aws.stop();
  }
}

async function playRelease(
  scene: Scene,
  version: string,
  stage: Stage,
  request: RehearsalRequest,
  surroundings: RehearsalSurroundings,
  made: Made,
): Promise<PlayedRelease> {
  const { timeline: shown } = surroundings;
  const timeline: Moment[] = [];
  const hooks: HookRun[] = [];
  const tell = (moment: Moment): void => {
    timeline.push(moment);
    shown.moment(moment);
  };
  shown.release(version, scene.change, stage.clock.now());
  const releaseId = releaseIdOf(stage.clock.now(), undefined);
  const bundles = await bundlesOf(scene, version, request, surroundings, made);
  const result = await stage.play({ bundles, fault: scene.fault, hooks, tell }, () =>
    gateStack(gateRequest(scene, releaseId, request), gateSurroundings(stage, surroundings, tell)),
  );
  const entry = (await historyOf(stage, request)).findLast((each) => each.releaseId === releaseId);
  const played: PlayedRelease = {
    version,
    change: scene.change,
    outcome: outcomeOf(result),
    fitness: entry?.fitness ?? result.judged?.report.fitness ?? 0,
    hooks,
    timeline,
  };
  shown.end(played);
  return played;
}

function outcomeOf({ outcome }: GateResult): PlayedRelease['outcome'] {
  if (outcome === 'executed') return 'succeeded';
  return outcome === 'rolled-back' ? 'rolled-back' : 'stopped';
}

async function bundlesOf(
  { document, config, configText }: Scene,
  version: string,
  { root, folder, build }: RehearsalRequest,
  { outdir, packages }: RehearsalSurroundings,
  made: Made,
): Promise<ReadonlyMap<string, Bundle>> {
  const found: readonly Source[] = hookSources(loadTemplate(document));
  const sources = config.adopted ? found.filter((source) => isOurs(source, join(folder), join(root, OURS))) : found;
  const key = JSON.stringify([configText, sources]);
  const known = made.get(key);
  if (known) return known;
  const files = new Map(
    [BUILD_FILE, PREBUILT_BUILD_FILE].map((path) => [join(root, path), JSON.stringify(build)] as const),
  );
  for (const path of configText === undefined ? [] : [CONFIG_FILE, `${PREBUILT_FOLDER}/${CONFIG_FILE}`])
    files.set(join(root, path), configText ?? '');
  const options = { root, folder, outdir: join(outdir, version), files, ...(packages && { packages }) };
  const bundled = await bundle(sources, options);
  made.set(key, bundled);
  return bundled;
}

/** Where the hooks of a service are. */
const OURS = 'fitness';

/** An adopted service had functions that deployments call before: they do not run, whatever they are written in. */
function isOurs({ resource }: Source, folder: string, ours: string): boolean {
  const code = own(own(resource, 'Properties'), 'CodeUri');
  return typeof code === 'string' && !relative(ours, join(folder, code)).startsWith('..');
}

function gateRequest(scene: Scene, releaseId: string, request: RehearsalRequest): GateRequest {
  const { environment, stackName, settings, checks, build } = request;
  const { config, document } = scene;
  const { parameters } = loadTemplate(document);
  const ids = { ReleaseId: releaseId, BuildId: build.buildId };
  const ours = ownParameters({ config, document }, environment, settings.parameters, ids);
  return {
    stackName,
    template: packaged(document.data),
    parameterNames: Object.keys(parameters),
    hasNestedStacks: false,
    settings: {
      ...settings,
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      s3Bucket: 'rehearsal',
      parameters: {
        ...settings.parameters,
        ...declaredOf(parameters, ours),
      },
    },
    execute: true,
    overrideReason: undefined,
    config: scene.gateAside ? observing(config, environment) : config,
    configured: true,
    environment,
    checks,
    measurements: build.measurements,
  };
}

/** Those that the template has. */
function declaredOf(parameters: object, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(parameters, name)));
}

/** The gate says what it thinks of it, and stops nothing. */
function observing(config: GateRequest['config'], environment: string): GateRequest['config'] {
  const { gate, environments } = config;
  const own = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  const observed = own && { [environment]: { ...own, gate: { ...own.gate, mode: 'observe' as const } } };
  return { ...config, gate: { ...gate, mode: 'observe' }, environments: { ...environments, ...observed } };
}

function gateSurroundings(
  { aws, clock }: Stage,
  { signal }: RehearsalSurroundings,
  tell: (moment: Moment) => void,
): GateSurroundings {
  const clients = clientSettings(aws);
  return {
    cloudformation: new CloudFormationClient(clients),
    // a template over 51,200 bytes is put into a bucket
    s3: () => Promise.resolve({ send: keeper(aws) } as unknown as Awaited<ReturnType<GateSurroundings['s3']>>),
    ssm: () => Promise.resolve(new SSMClient(clients)),
    region: aws.account.region,
    now: clock.now,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    signal,
    say: () => {},
    show: ({ report, changes }) => {
      const { verdict, reasons } = report.gate;
      const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
      const why = reasons
        .slice(0, 3)
        .map(({ message }) => message)
        .join('; ');
      const colour =
        verdict === 'pass' && reasons.length === 0
          ? 'green'
          : report.gate.mode === 'observe'
            ? 'red, set aside'
            : verdict === 'fail'
              ? 'red'
              : verdict;
      tell({
        at: clock.now().toISOString(),
        about: 'gate',
        what: `change set of ${count}: ${colour}, fitness ${report.fitness.toFixed(1)}${why && ` (${why})`}`,
      });
    },
    tell: () => {},
  };
}

function keeper({ account }: AwsStandIn) {
  return ({ input }: { input: { Bucket: string; Key: string; Body: string } }): Promise<object> => {
    account.objects.set(`${input.Bucket}/${input.Key}`, input.Body);
    return Promise.resolve({});
  };
}

function clientSettings({ endpoint, account }: AwsStandIn) {
  const credentials = { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' };
  return { ...CLIENT_SETTINGS, endpoint, region: account.region, credentials };
}

async function historyOf({ aws }: Stage, { environment, stackName, scenes }: RehearsalRequest) {
  const service = scenes.at(-1)?.config.service ?? '';
  const store = new ParameterStore(() => Promise.resolve(new SSMClient(clientSettings(aws))), {
    service,
    environment,
    stackName,
  });
  return (await store.history.read(AbortSignal.timeout(10_000))).entries;
}
