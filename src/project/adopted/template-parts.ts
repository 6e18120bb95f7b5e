/** What of ours stands in the template of an adopted service. */
import type { AdoptedConfig, AdoptedFunction, Config } from '../../config/config.ts';
import type { HookName } from '../../hooks/permissions.ts';
import type { KeyPart, Part } from '../../insert/part.ts';
import type { SourceDocument, Template } from '../../template/model.ts';
import { own } from '../../template/resolve/values.ts';
import { gradualDeployment, stepMinutes, type GradualDeployment } from '../gradual-deployment.ts';
import { hookFunctions, hooksOf, readingStatements, type HookFunction } from '../hook-functions.ts';
import { errorAlarms } from '../invocation-alarms.ts';
import { calledBeside, takenIn, type Called } from './template/called.ts';
import { composed } from './template/compose.ts';
import { deploymentParts } from './template/deployment-parts.ts';
import { functionParts } from './template/function-parts.ts';
import { grantIds } from './template/grant-parts.ts';
import { hookParts } from './template/hook-parts.ts';
import { namedResources } from './template/named-resources.ts';
import { noOrder, orderIn } from './template/order.ts';
import { conditionParts, parameterParts } from './template/parameters.ts';
import { keptPermissions, permissionParts } from './template/permission-parts.ts';
import type { GatedFunction, Rendering } from './template/rendering.ts';
import { stackGateParts } from './template/stack-gate-parts.ts';
import { dashboardPart, watchingParts } from './template/watching-parts.ts';
import { ALIAS, aliasOf, callerOf, slotsOf, writtenFunction } from './template/written-function.ts';

/**
 * In two steps: the graph of the whole says what the pre-traffic hook and the stack gate have to wait for.
 *
 * @param template its owner's, without the parts of ours
 */
export function templateParts(config: Config, adopted: AdoptedConfig, template: SourceDocument): Part[] {
  const ours = calledBeside(takenIn(template), adopted.names);
  if (adopted.hooks === 'none') return aliasParts(adopted, template, ours);
  const drafted = draftOf(config, adopted, template.data, ours);
  const alone = composed(template, partsOf(drafted));
  const kept = keptPermissions(alone, aliasedHere(drafted.functions));
  const draft = { ...drafted, kept };
  const whole = kept.length > 0 ? composed(template, partsOf(draft)) : alone;
  const { called } = draft;
  const order = orderIn(whole, {
    hook: called('PreTrafficHook'),
    functions: new Set(draft.functions.map(({ written }) => written.id)),
    grants: grantIds(draft),
    ...(config.stackGate && { gate: called('FitnessGate') }),
  });
  return partsOf({
    ...draft,
    hooks: hooksIn(whole, draft),
    reading: readingStatements(config),
    named: namedResources(whole),
    order,
  });
}

/** The first of two steps: the deployment that makes an alias runs no hook. */
function aliasParts({ functions }: AdoptedConfig, template: SourceDocument, called: Called): Part[] {
  const ids = Object.keys(functions).filter((id) => {
    const written = writtenFunction(template.data, id);
    return written !== undefined && slotsOf(written, template.data).alias;
  });
  const comment = [
    'Gate of create-fitness-serverless: the alias that traffic will shift through. It is made first, with nothing to',
    'shift; the hooks come next.',
  ];
  const aliases = ids.map((id, index): Part => {
    const path = ['Resources', id, 'Properties', 'AutoPublishAlias'];
    return { path, value: ALIAS, ...(index === 0 && { comment }) };
  });
  return [...aliases, ...permissionParts({ kept: keptPermissions(composed(template, aliases), ids), called })];
}

/** Those whose alias is ours. */
function aliasedHere(functions: readonly GatedFunction[]): string[] {
  return functions.flatMap(({ slots, written }) => (slots.alias ? written.id : []));
}

/** The parts, but for what the graph decides: no one waits for anything, and nothing is named that an alias could wait for. */
export function draftParts(config: Config, adopted: AdoptedConfig, template: SourceDocument, called: Called): Part[] {
  // nothing waits for a dashboard, and to draw it takes a tenth of the time of all parts
  const drawn = (): KeyPart => ({ path: ['Resources', called('Dashboard')], value: { Type: DASHBOARD } });
  return partsOf(draftOf(config, adopted, template.data, called, drawn));
}

function draftOf(
  config: Config,
  adopted: AdoptedConfig,
  template: unknown,
  called: Called,
  drawn = dashboardPart,
): Rendering {
  const deployment = gradualDeployment(config, called);
  const functions = Object.entries(adopted.functions).flatMap(([id, fn]) => {
    return gatedFunction(id, fn, { template, deployment, called }) ?? [];
  });
  return {
    config,
    adopted,
    template,
    called,
    functions,
    deployment,
    dashboard: drawn({ config, adopted, template, called, functions }),
    hooks: usedHooks(hooksOf(config), functions).map((hook) => ({ ...hook, statements: [] })),
    reading: [],
    named: [],
    order: noOrder(functions.map(({ written }) => written.id)),
    kept: [],
  };
}

const DASHBOARD = 'AWS::CloudWatch::Dashboard';

function gatedFunction(
  id: string,
  { hooks, next, alias: renamed }: AdoptedFunction,
  { template, deployment, called }: Pick<Rendering, 'template' | 'deployment' | 'called'>,
): GatedFunction | undefined {
  const written = writtenFunction(template, id);
  const slots = written && slotsOf(written, template);
  const alias = slots?.alias ? (renamed ?? ALIAS) : written && aliasOf(written, template);
  if (!written || !slots || alias === undefined) return undefined;
  const alarms = slots.alarms ? errorAlarms({ id, alias }, steps(written.properties, deployment)) : [];
  return {
    written,
    hooks,
    ...(hooks === 'chained' && next !== undefined && { next }),
    alias,
    caller: callerOf(written, template),
    slots,
    alarms: alarms.slice(0, slots.alarms?.most).map((alarm) => ({ ...alarm, id: called(alarm.id) })),
  };
}

/** How traffic shifts: as its owner has it, else as in fitness.yaml. What they choose by a condition may be anything. */
function steps(
  properties: Readonly<Record<string, unknown>>,
  deployment: GradualDeployment,
): Pick<GradualDeployment, 'shiftsTraffic' | 'shortestStep'> {
  const type = own(properties['DeploymentPreference'], 'Type');
  if (type === undefined) return deployment;
  if (typeof type !== 'string') return { shiftsTraffic: true, shortestStep: 1 };
  return { shiftsTraffic: type !== 'AllAtOnce', shortestStep: stepMinutes(type) };
}

const APPLICATION = 'ServerlessDeploymentApplication';

/** Name of the CodeDeploy application by a pattern: what has a condition cannot be named without it. */
const OF_THE_STACK = '${AWS::StackName}-*';

/** Those that anybody calls: where every function has hooks of its own, ours are not there. */
function usedHooks<Hook extends Pick<HookFunction, 'name'>>(
  hooks: readonly Hook[],
  functions: readonly GatedFunction[],
): Hook[] {
  const pre = functions.some(({ slots, hooks: mode }) => slots.preTraffic || mode === 'chained');
  const post = functions.some(({ slots }) => slots.postTraffic);
  const used: Readonly<Record<HookName, boolean>> = {
    'pre-traffic': pre,
    'post-traffic': post,
    'report-failure': pre || post,
    recorder: true,
    'stack-gate': true,
  };
  return hooks.filter(({ name }) => used[name]);
}

function hooksIn(whole: Template, { config, adopted, functions }: Rendering): Rendering['hooks'] {
  const application = whole.resources.get(APPLICATION);
  const isCertain = application !== undefined && application.condition === undefined;
  const names = {
    environment: adopted.environment,
    application: isCertain ? `\${${APPLICATION}}` : OF_THE_STACK,
  };
  return usedHooks(hookFunctions(config, names, []), functions);
}

/** In the order in which a reader wants to know them. */
function partsOf(rendering: Rendering): Part[] {
  return [
    ...parameterParts(rendering),
    ...conditionParts(rendering),
    ...rendering.functions.flatMap((fn) => functionParts(fn, rendering)),
    ...permissionParts(rendering),
    ...hookParts(rendering),
    ...deploymentParts(rendering),
    ...watchingParts(rendering),
    ...stackGateParts(rendering),
  ];
}
