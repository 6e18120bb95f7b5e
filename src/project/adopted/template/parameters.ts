/** Parameters and conditions of the gate. Each has a default: whoever deploys as before need not know of them. */
import type { KeyPart } from '../../../insert/part.ts';
import { own } from '../../../template/resolve/values.ts';
import type { EnvironmentCondition } from '../../gradual-deployment.ts';
import { anyOf } from './any-of.ts';
import { grantCondition } from './grant-parts.ts';
import { ownersBoundary } from './resources.ts';
import type { Rendering } from './rendering.ts';

interface Parameter {
  readonly Type: 'String';
  readonly Description: string;
  readonly [key: string]: unknown;
  readonly Default: string;
}

const PARAMETERS: readonly (readonly [name: string, parameter: Parameter])[] = [
  [
    'ReleaseId',
    {
      Type: 'String',
      Description:
        'Identity of this attempt to deploy, new for each, as SAM CLI keeps the last; empty where only new code is a release.',
      AllowedPattern: '^([a-z0-9]{10})?$',
      ConstraintDescription: 'Ten characters of a-z and 0-9, or empty.',
      Default: '',
    },
  ],
  [
    'BuildId',
    {
      Type: 'String',
      Description: 'Identity of the sources of this release, if they were measured.',
      AllowedPattern: '^([0-9a-f]{32})?$',
      ConstraintDescription: '32 hexadecimal digits, or empty.',
      Default: '',
    },
  ],
  [
    'GateMode',
    {
      Type: 'String',
      Description:
        'Whether a red gate rolls the release back (enforce) or is only reported (observe); empty for what fitness.yaml says.',
      AllowedValues: ['enforce', 'observe', ''],
      Default: '',
    },
  ],
  [
    'FitnessOverrideReason',
    {
      Type: 'String',
      Description: 'Lets this one ReleaseId through a red gate; the reason is recorded.',
      MaxLength: 200,
      Default: '',
    },
  ],
];

const BOUNDARY: Parameter = {
  Type: 'String',
  Description: 'ARN of the managed policy that bounds the roles of the gate; empty for none.',
  AllowedPattern: '^(arn:[\\w-]+:iam::(\\d{12}|aws):policy/[\\w+=,.@/-]+)?$',
  ConstraintDescription: 'ARN of an IAM managed policy, or empty.',
  Default: '',
};

/** A deployment fails at once while one of its alarms is in ALARM, so an incident blocks its own fix. */
const IGNORE_ALARMS: Parameter = {
  Type: 'String',
  Description: 'Emergency switch that detaches the alarms of the gate from the deployment.',
  AllowedValues: ['true', 'false'],
  Default: 'false',
};

export function parameterParts(rendering: Rendering): KeyPart[] {
  const { called, adopted, template } = rendering;
  const isOwners = own(own(template, 'Parameters'), adopted.environment) !== undefined;
  const parts = [
    ...(isOwners ? [] : [[adopted.environment, environmentParameter(rendering)] as const]),
    ...PARAMETERS.map(([name, parameter]) => [called(name), parameter] as const),
    ...(ownersBoundary(template) === undefined ? [[called('PermissionsBoundary'), BOUNDARY] as const] : []),
    ...(hasSwitch(rendering) ? [[called('IgnoreAlarms'), IGNORE_ALARMS] as const] : []),
  ].map(([name, value]): KeyPart => ({ path: ['Parameters', name], value }));
  const comment = [
    'Gate of create-fitness-serverless: what the pipeline tells it. Each has a default, so a deployment that does not',
    'know of them goes on as before.',
  ];
  return parts.map((part, index) => (index === 0 ? { ...part, comment } : part));
}

function environmentParameter({ config }: Rendering): Parameter {
  const names = Object.keys(config.environments);
  return {
    Type: 'String',
    Description: 'Which of the environments of fitness.yaml this stack is.',
    AllowedValues: names,
    Default: names.at(-1) ?? '',
  };
}

/** Does any deployment heed the switch? One whose list its owner wrote does not. */
function hasSwitch({ functions }: Rendering): boolean {
  return functions.some(({ slots }) => slots.alarms?.kind === 'set');
}

export function conditionParts(rendering: Rendering): KeyPart[] {
  const { called, deployment, functions, adopted, template } = rendering;
  const uses = functions.some(({ slots }) => slots.type);
  const isSet = { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: called('PermissionsBoundary') }, ''] }] };
  const conditions: [string, unknown][] = [
    ...(ownersBoundary(template) === undefined ? [[called('HasPermissionsBoundary'), isSet] as [string, unknown]] : []),
    ...(hasSwitch(rendering)
      ? [[called('IgnoreAlarms'), { 'Fn::Equals': [{ Ref: called('IgnoreAlarms') }, 'true'] }] as [string, unknown]]
      : []),
    ...(uses
      ? deployment.conditions.map((each): [string, unknown] => [each.id, inAny(each, adopted.environment)])
      : []),
    ...grantCondition(rendering),
  ];
  return conditions.map(([name, value], index) => ({
    path: ['Conditions', name],
    value,
    ...(index === 0 && { comment: ['Gate of create-fitness-serverless.'] }),
  }));
}

function inAny({ environments }: EnvironmentCondition, parameter: string): unknown {
  return anyOf(environments.map((name) => ({ 'Fn::Equals': [{ Ref: parameter }, name] })));
}
