/** What judges a release: the hook functions of the gate, and what each of them may do. */
import type { Config } from '../config/config.ts';
import { PERMISSIONS, type HookName, type PermissionScope, type PermissionStatement } from '../hooks/permissions.ts';
import type { Grant } from '../live/grants.ts';
import { equipmentFor } from '../live/equipment.ts';
import { enabledChecks } from './enabled-checks.ts';

/** A function of the gate. */
export interface HookFunction {
  readonly name: HookName;
  /** Logical id. */
  readonly id: string;
  /** Why it is there, in lines. */
  readonly comment: readonly string[];
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** Does CodeDeploy call it? */
  readonly traffic: boolean;
  readonly reservedConcurrency?: number;
  /** `resources`: `*`, or text for `Fn::Sub`. */
  readonly statements: readonly {
    readonly sid: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

/** Logical id of the CodeDeploy application that SAM generates, one per stack. */
const APPLICATION = 'ServerlessDeploymentApplication';

const HOOKS: readonly Omit<HookFunction, 'statements'>[] = [
  {
    name: 'pre-traffic',
    id: 'PreTrafficHook',
    comment: ['Measures the architecture that is deployed before the new version takes any traffic.'],
    description: 'Scores the architecture before traffic shifts.',
    timeout: 300,
    traffic: true,
  },
  {
    name: 'post-traffic',
    id: 'PostTrafficHook',
    comment: ['Confirms the release after all traffic has shifted.'],
    description: 'Confirms the release after traffic has shifted.',
    timeout: 300,
    traffic: true,
  },
  {
    name: 'report-failure',
    id: 'ReportFailure',
    comment: ['Tells CodeDeploy when a hook died without an answer; else the deployment would hang for an hour.'],
    description: 'Answers CodeDeploy for a hook that died.',
    timeout: 900,
    traffic: false,
  },
  {
    name: 'recorder',
    id: 'Recorder',
    comment: [
      'Promotes or rejects what the hooks measured, by the true outcome of the release.',
      'The one writer of the baseline, so there is never more than one of it. An account whose concurrency',
      'quota is still the 10 of a new one has none to reserve: have it raised first.',
      'It needs no dead-letter queue: the next pre-traffic hook, or the daily measurement, makes up for an event that',
      'was missed.',
    ],
    description: 'Records the outcome of a release.',
    timeout: 120,
    traffic: false,
    reservedConcurrency: 1,
  },
];

const STACK_GATE: Omit<HookFunction, 'statements'> = {
  name: 'stack-gate',
  id: 'StackGate',
  comment: ['Judges the whole stack for FitnessGate, the last resource of every operation.'],
  description: 'Scores the stack when everything else is finished.',
  timeout: 120,
  traffic: false,
};

/** Names in the template that are not the same everywhere. */
export interface HookNames {
  /** Parameter that says which environment a stack is. */
  readonly environment: string;
  /** Text for `Fn::Sub`: name of the CodeDeploy application. */
  readonly application: string;
}

const NAMES: HookNames = { environment: 'Environment', application: `\${${APPLICATION}}` };

/** Both traffic hooks, who answers for them, who records the outcome, and the stack gate. */
export function hooksOf({ stackGate }: Pick<Config, 'stackGate'>): readonly Omit<HookFunction, 'statements'>[] {
  return stackGate ? [...HOOKS, STACK_GATE] : HOOKS;
}

/**
 * The same, with what each may do.
 *
 * @param reading what those that measure need for it; none where it stands in a policy of its own
 */
export function hookFunctions(config: Config, names = NAMES, reading = readingStatements(config)): HookFunction[] {
  return hooksOf(config).map((hook) => ({
    ...hook,
    statements: [
      ...PERMISSIONS[hook.name]
        .filter(({ onlyFor }) => onlyFor === undefined || config.dashboard.existing !== undefined)
        .map((statement) => policyStatement(statement, config, names)),
      ...(MEASURING.has(hook.name) ? reading : []),
    ],
  }));
}

/** What reads the architecture, as the enabled checks need it. */
export function readingStatements(config: Config): HookFunction['statements'] {
  return equipmentFor(enabledChecks(config), config.live).grants.map(grantStatement);
}

/** The hooks that measure what is deployed. */
export const MEASURING: ReadonlySet<HookName> = new Set(['pre-traffic', 'recorder', 'stack-gate']);

function grantStatement({ sid, actions, resources }: Grant): HookFunction['statements'][number] {
  const arn = (resource: string) => (resource === '*' ? resource : `arn:\${AWS::Partition}:${resource}`);
  return { sid, actions, resources: resources.map(arn) };
}

function policyStatement(
  { sid, actions, resources }: PermissionStatement,
  config: Config,
  names: HookNames,
): HookFunction['statements'][number] {
  return { sid, actions, resources: resources.map((scope) => resourceText(scope, config, names)) };
}

function resourceText(scope: PermissionScope, { service, dashboard }: Config, names: HookNames): string {
  const arn = (name: string, resource: string, region = '${AWS::Region}'): string =>
    `arn:\${AWS::Partition}:${name}:${region}:\${AWS::AccountId}:${resource}`;
  const parameter = (name: string): string =>
    arn('ssm', `parameter/fitness/${service}/\${${names.environment}}/\${AWS::StackName}/${name}`);
  switch (scope) {
    case 'stack':
      return arn('cloudformation', 'stack/${AWS::StackName}/*');
    case 'nested-stacks':
      return arn('cloudformation', 'stack/${AWS::StackName}-*');
    case 'deployment-groups':
      return arn('codedeploy', `deploymentgroup:${names.application}/*`);
    case 'parameters':
      return parameter('*');
    case 'candidate':
    case 'unsettled':
      return parameter(`${scope}*`);
    case 'locks':
      return parameter('lock/*');
    case 'release-dashboard':
      return arn('cloudwatch', 'dashboard/${AWS::StackName}-${AWS::Region}-releases', '');
    case 'existing-dashboard':
      return arn('cloudwatch', `dashboard/${ofEnvironment(dashboard.existing ?? '', names)}`, '');
    case '*':
      return scope;
  }
}

/** fitness.yaml says `${Environment}`, whatever the parameter is called. */
function ofEnvironment(text: string, { environment }: HookNames): string {
  return text.replaceAll('${Environment}', `\${${environment}}`);
}
