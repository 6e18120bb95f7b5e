/** Who shifts the traffic, and how. */
import type { KeyPart } from '../../../insert/part.ts';
import { callHooks, grantParts } from './grant-parts.ts';
import { bounded, namedPolicy, resource, trustPolicy } from './resources.ts';
import { NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { GatedFunction, Rendering } from './rendering.ts';

export function deploymentParts(rendering: Rendering): KeyPart[] {
  return [...rolePart(rendering), ...grantParts(rendering), ...configParts(rendering)];
}

function rolePart(rendering: Rendering): KeyPart[] {
  const { called, functions, order } = rendering;
  const ours = functions.filter(({ caller }) => caller.kind === 'ours');
  if (ours.length === 0) return [];
  const part = resource(called('CodeDeployRole'), 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trustPolicy('codedeploy.amazonaws.com'),
    ...bounded(rendering),
    Policies: [
      namedPolicy('ShiftTraffic', [
        {
          Sid: 'MoveAliases',
          Effect: 'Allow',
          Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
          Resource: movable(ours, order.late),
        },
        callHooks(rendering),
        { Sid: 'WatchAlarms', Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' },
      ]),
    ],
  });
  const comment = [
    'Shifts the traffic. Instead of the role that SAM would make, which takes no permissions boundary and may invoke',
    'hooks only if they are called CodeDeployHook_*.',
  ];
  return [{ ...part, comment }];
}

const OF_THE_STACK = namedFunction('${AWS::StackName}-*');

/**
 * The functions and their aliases: by reference what is there before any traffic shifts and without condition; under its
 * condition what has one; by pattern what waits for an alias, since the alias waits for this role.
 */
function movable(functions: readonly GatedFunction[], late: Rendering['order']['late']): unknown[] {
  const byName = functions.filter(({ written: { id } }) => late.has(id));
  const early = functions.filter(({ written: { id } }) => !late.has(id));
  const certain = early.filter(({ written }) => written.condition === undefined);
  const perhaps = early.filter(({ written }) => written.condition !== undefined);
  const named = byName.flatMap(({ written }) => fixedName(written.properties['FunctionName']));
  // a statement without a resource would not be one
  const pattern =
    certain.length === 0 || byName.some(({ written }) => written.properties['FunctionName'] === undefined);
  return [
    ...certain.flatMap(({ written: { id } }) => arns(id)),
    ...perhaps.flatMap(({ written: { id, condition } }) =>
      arns(id).map((arn) => ({ 'Fn::If': [condition, arn, NO_VALUE] })),
    ),
    ...(pattern ? [OF_THE_STACK] : []),
    ...named,
  ];
}

function arns(id: string): object[] {
  return [{ 'Fn::GetAtt': [id, 'Arn'] }, { 'Fn::Sub': `\${${id}.Arn}:*` }];
}

/** The function and its aliases: `*` stands for a colon, too. */
function namedFunction(text: string, variables?: object): object {
  const arn = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${text}`;
  return { 'Fn::Sub': variables ? [arn, variables] : arn };
}

function fixedName(name: unknown): object[] {
  if (name === undefined) return [];
  return ['${Name}', '${Name}:*'].map((text) => namedFunction(text, { Name: name }));
}

function configParts({ deployment, functions }: Rendering): KeyPart[] {
  if (!functions.some(({ slots }) => slots.type)) return [];
  return deployment.own.map(({ id, kind, percentage, minutes, condition }) => {
    const routing = { [`${kind}Percentage`]: percentage, [`${kind}Interval`]: minutes };
    return resource(
      id,
      'AWS::CodeDeploy::DeploymentConfig',
      {
        ComputePlatform: 'Lambda',
        TrafficRoutingConfig: { Type: `TimeBased${kind}`, [`TimeBased${kind}`]: routing },
      },
      condition === undefined ? {} : { Condition: condition },
    );
  });
}
