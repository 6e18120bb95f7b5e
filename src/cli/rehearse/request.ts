/** Which releases are rehearsed: those of git refs, or five that are made up from the service. */
import { dirname, join } from 'node:path';
import type { Check } from '../../checks/api.ts';
import type { Config } from '../../config/config.ts';
import { forEnvironment } from '../../config/defaults.ts';
import { loadConfig } from '../../config/load.ts';
import { UserError } from '../../errors.ts';
import { assessment } from '../../fitness/assess.ts';
import { withCustom } from '../../fitness/enabled.ts';
import type { BuildMeasurements } from '../../measurements/build.ts';
import { FAULTS, type Fault, type FaultName } from '../../rehearsal/faults.ts';
import { fiveReleases, type JudgeAfter } from '../../rehearsal/plan.ts';
import type { SourceDocument } from '../../template/model.ts';
import { parseDocument } from '../../template/parse.ts';
import { loadTemplate } from '../../template/template.ts';
import type { PlayedRelease } from '../../report/rehearsal.ts';
import { deploySettings, type DeploySettings } from '../gate/settings.ts';
import { revisionOf } from '../git-revision.ts';
import type { Values } from '../options.ts';
import { measureBuild } from '../measure.ts';
import { inputsOf } from '../parameters.ts';
import { sayOwnChecks, serviceChecks, type ServiceChecks } from '../service-checks.ts';
import { asService, CONFIG_FILE, environmentOf, findTemplate, type ServiceTemplate } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** A release that is to be played, and what is to become of it. */
export interface Scene {
  readonly change: string;
  readonly document: SourceDocument;
  /** Of the day of the release. */
  readonly config: Config;
  /** Text of fitness.yaml, if it is not that of the folder. */
  readonly configText: string | undefined;
  /** The gate of the change set only observes, so that the hook's turn comes. */
  readonly gateAside: boolean;
  readonly fault: Fault | undefined;
  /** What it should come to, if nothing goes wrong. */
  readonly outcome: PlayedRelease['outcome'];
}

export interface RehearsalRequest {
  readonly root: string;
  /** Of the template. */
  readonly folder: string;
  readonly environment: string;
  readonly stackName: string;
  readonly region: string;
  readonly settings: DeploySettings;
  readonly checks: readonly Check[];
  /** Of the sources, as a build would hold it. */
  readonly build: BuildMeasurements;
  readonly floor: number;
  readonly scenes: readonly Scene[];
}

export async function rehearsalRequest(values: Values<'rehearse'>, terminal: Terminal): Promise<RehearsalRequest> {
  const { cwd, say } = terminal;
  const service = asService(findTemplate(cwd, undefined));
  const environment = environmentOf(service, values.env);
  const own = await serviceChecks(service, values.custom !== false, cwd);
  sayOwnChecks(own, say);
  const { build } = await measureBuild(service);
  const settings: DeploySettings = service.samconfig
    ? deploySettings(service.samconfig, environment)
    : { disableRollback: false, parameters: {} };
  return {
    root: service.root,
    folder: dirname(service.file),
    environment,
    stackName: settings.stackName ?? `${own.config.service}-${environment}`,
    region: settings.region ?? own.config.region,
    settings,
    checks: own.checks,
    build,
    floor: forEnvironment(own.config, environment).gate.minimum,
    scenes: await scenesOf(service, own, { environment, settings, build, values, terminal }),
  };
}

interface Around {
  readonly environment: string;
  readonly settings: DeploySettings;
  readonly build: BuildMeasurements;
  readonly values: Values<'rehearse'>;
  readonly terminal: Terminal;
}

async function scenesOf(service: ServiceTemplate, own: ServiceChecks, around: Around): Promise<Scene[]> {
  const { values, terminal } = around;
  const { from, to } = values;
  const fault = faultOf(values.fault);
  const refs = [from, to].filter((ref) => ref !== undefined);
  if (refs.length === 0) return planned(service, own, around, fault);
  const before = from === undefined ? [] : [sceneAt(service, own, from, terminal)];
  const after = to === undefined ? ofFolder(service, own) : sceneAt(service, own, to, terminal);
  return [...before, { ...after, fault }];
}

function faultOf(name: string | undefined): Fault | undefined {
  return name === undefined ? undefined : FAULTS[name as FaultName];
}

function ofFolder(service: ServiceTemplate, { config }: ServiceChecks): Scene {
  const { document } = service;
  const change = 'the files as they are';
  return { change, document, config, configText: undefined, gateAside: false, fault: undefined, outcome: 'succeeded' };
}

function sceneAt(service: ServiceTemplate, own: ServiceChecks, ref: string, { env, say }: Terminal): Scene {
  const revision = revisionOf(service.root, ref, { env, fetch: false, say });
  const path = revision.text(service.file) === undefined ? revision.formerPath(service.file) : service.file;
  const text = path === undefined ? undefined : revision.text(path);
  if (text === undefined)
    throw new UserError('no-template', `There is no ${service.shown} at ${ref}.`, { hint: 'Name a ref that has one.' });
  const configText = revision.text(join(service.root, CONFIG_FILE));
  const config =
    configText === undefined
      ? own.config
      : withCustom(loadConfig(configText, `${ref}:${CONFIG_FILE}`, true).config, own.checks);
  const document = parseDocument(text, `${ref}:${service.shown}`);
  return { ...ofFolder(service, own), change: ref, document, config, configText };
}

/** The stack's parameter, which counts more than fitness.yaml. An adopted service may call it otherwise; then the file counts. */
const GATE_MODE = 'GateMode';

/** Two releases where something is to go wrong in the second: the first gives it something to compare with. */
async function planned(
  service: ServiceTemplate,
  own: ServiceChecks,
  around: Around,
  fault: Fault | undefined,
): Promise<Scene[]> {
  const folder = ofFolder(service, own);
  const { environment, settings } = around;
  const mode = settings.parameters[GATE_MODE] || forEnvironment(own.config, environment).gate.mode;
  const observed = mode === 'observe';
  const scenes = fiveReleases(service.document, await judgeOf(service, own, around)).map(
    ({ change, document, bad }): Scene => ({
      ...folder,
      change,
      document,
      gateAside: bad,
      outcome: bad && !observed ? 'rolled-back' : 'succeeded',
    }),
  );
  const [first, second] = scenes;
  if (!fault || !first || !second) return scenes;
  return [first, { ...second, fault }];
}

async function judgeOf(
  service: ServiceTemplate,
  { checks, config }: ServiceChecks,
  { environment, build: { measurements } }: Around,
): Promise<JudgeAfter> {
  const given = await inputsOf({ parameters: {}, pseudo: {}, diagnostics: [] }, service, {
    environment,
    named: false,
  });
  const now = new Date();
  return (document, baseline) => {
    const template = loadTemplate(document, { ...given, measurements });
    return {
      template,
      assessment: assessment({
        template,
        config,
        environment,
        checks,
        now,
        phase: 'template',
        baseline,
        // also where the gate only observes, what is made up is what it would let through
        gateMode: 'enforce',
      }),
    };
  };
}
