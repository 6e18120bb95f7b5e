/** IAM statements for what readers and measurers call: on the stack's own ARNs where IAM can limit the action, by pattern. */
import type { CheckMeta } from '../checks/api.ts';
import { actionsOf, type Operation } from './operations.ts';

/** What reads or measures, as far as permissions go. */
interface Calls {
  readonly operations: readonly Operation[];
}

/** A statement of a policy. `resources` are what follows `arn:${AWS::Partition}:`, or `*` alone. */
export interface Grant {
  /** `Sid`: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const HERE = '${AWS::Region}:${AWS::AccountId}';
/** CloudFormation begins the names that it makes up with the stack's, in lower case where the service asks for it. */
const OWN = '${AWS::StackName}-*';

/**
 * By service, and by action where it differs. Where CloudFormation makes up names or ids that say nothing of the stack, all
 * of the account's that are of the kind.
 */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  // those of CloudFront are all in us-east-1
  acm: [`acm:${HERE}:certificate/*`, 'acm:us-east-1:${AWS::AccountId}:certificate/*'],
  apigateway: ['/apis', '/restapis', '/domainnames'].map((path) => `apigateway:\${AWS::Region}::${path}/*`),
  'codedeploy:BatchGetDeploymentGroups': [`codedeploy:${HERE}:deploymentgroup:*`],
  'codedeploy:GetDeploymentConfig': [`codedeploy:${HERE}:deploymentconfig:*`],
  cloudformation: [`cloudformation:${HERE}:stack/\${AWS::StackName}/*`, `cloudformation:${HERE}:stack/${OWN}`],
  cloudwatch: [`cloudwatch:${HERE}:alarm:${OWN}`],
  config: [`config:${HERE}:configuration-recorder/*`],
  // the replicas of a global table are in other Regions
  dynamodb: [`dynamodb:*:\${AWS::AccountId}:table/${OWN}`],
  events: [`events:${HERE}:rule/${OWN}`, `events:${HERE}:rule/*/${OWN}`],
  // with a path, and without
  iam: ['role', 'user', 'group', 'policy'].flatMap((kind) =>
    [OWN, `*/${OWN}`].map((name) => `iam::\${AWS::AccountId}:${kind}/${name}`),
  ),
  'iam:GetPolicy': [`iam::\${AWS::AccountId}:policy/*`, 'iam::aws:policy/*'],
  'iam:GetPolicyVersion': [`iam::\${AWS::AccountId}:policy/*`, 'iam::aws:policy/*'],
  kms: [`kms:${HERE}:key/*`],
  lambda: [`lambda:${HERE}:function:${OWN}`],
  'lambda:GetEventSourceMapping': [`lambda:${HERE}:event-source-mapping:*`],
  'lambda:GetLayerVersionPolicy': [`lambda:${HERE}:layer:*:*`],
  logs: [`logs:${HERE}:log-group:*`],
  s3: [`s3:::${OWN}`],
  secretsmanager: [`secretsmanager:${HERE}:secret:*`],
  sns: [`sns:${HERE}:${OWN}`],
  sqs: [`sqs:${HERE}:${OWN}`],
  states: [`states:${HERE}:stateMachine:*`],
};

/** Actions that IAM cannot limit to a resource. A test holds them to the Service Authorization Reference. */
export const ON_EVERYTHING: ReadonlySet<string> = new Set([
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'cloudformation:DescribeType',
  'cloudformation:GetResource',
  'cloudwatch:GetMetricData',
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:ListDeploymentTargets',
  'config:DescribeConfigRules',
  'config:GetComplianceDetailsByResource',
  'config:ListDiscoveredResources',
  'lambda:GetAccountSettings',
  'logs:DescribeLogGroups',
  'logs:StopQuery',
  'ssm:DescribeParameters',
]);

/** The resources that a statement with the action is about; `*` where it is of everything. */
export function resourcesOf(action: string): readonly string[] {
  if (ON_EVERYTHING.has(action)) return ['*'];
  const resources = RESOURCES[action] ?? RESOURCES[action.split(':')[0] ?? ''];
  if (!resources) throw new Error(`it is not known what ${action} can be limited to`);
  return resources;
}

/** What the enabled checks need of what these call. Everything that has no resource is in one statement, named so. */
export function grantsFor(calls: readonly Calls[], checks: readonly Pick<CheckMeta, 'liveActions'>[]): Grant[] {
  const wanted = new Set(checks.flatMap(({ liveActions }) => liveActions));
  const actions = new Set(
    calls
      .flatMap(({ operations }) => operations.map(actionsOf))
      .filter((needed) => needed.every((action) => wanted.has(action)))
      .flat(),
  );
  const grants = new Map<string, { actions: string[]; resources: readonly string[] }>();
  for (const action of [...actions].sort()) {
    const resources = resourcesOf(action);
    const key = resources.join();
    grants.set(key, { actions: [...(grants.get(key)?.actions ?? []), action], resources });
  }
  const names = new Map<string, number>();
  return [...grants.values()].map((grant) => {
    const name = grant.resources[0] === '*' ? 'ReadWhatHasNoResource' : `Read${pascal(grant.actions[0] ?? '')}`;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return { sid: count > 1 ? `${name}${count}` : name, ...grant };
  });
}

/** `application-autoscaling:Describe…` → `ApplicationAutoscaling` */
function pascal(action: string): string {
  const [service = ''] = action.split(':');
  return service.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
