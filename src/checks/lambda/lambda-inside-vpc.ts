import {
  defineCheck,
  fail,
  hasItems,
  isUndetermined,
  listOf,
  literal,
  notApplicable,
  pass,
  unreadable,
} from 'create-fitness-serverless/check';

interface Options {
  subnetIds?: string[];
}

/**
 * A function needs no VPC but to reach what is in one, so that this weighs nothing unless fitness.yaml gives it a weight.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'lambda-inside-vpc',
    title: 'Functions reach out through a VPC',
    why: 'In a VPC, security groups and routes say what a function can reach, and flow logs what it reached.',
    remedy: 'set VpcConfig with SubnetIds and SecurityGroupIds',
    category: 'security',
    severity: 'low',
    weight: 0,
    recommended: false,
    resourceTypes: ['AWS::Lambda::Function'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/lambda-inside-vpc.html',
    references: {
      guard: ['rules/aws/lambda/lambda_inside_vpc.guard'],
      controlTower: ['CT.LAMBDA.PR.3'],
      cdkNag: ['NIST.800.53.R5-LambdaInsideVPC'],
      checkov: ['CKV_AWS_117'],
      cfnNag: ['W89'],
      securityHub: ['Lambda.3'],
      fsbp: false,
    },
    liveActions: ['lambda:GetFunctionConfiguration'],
    options: {
      subnetIds: { type: 'array', items: { type: 'string' }, description: 'Ids of the subnets that are allowed' },
    },
  },

  evaluate(lambda, { options: { subnetIds } }) {
    const provider = lambda.get('CapacityProviderConfig');
    if (provider.state === 'unknown') return unreadable(provider);
    if (provider.state !== 'absent') return notApplicable('runs in the VPC of its capacity provider');
    const lists = ['SubnetIds', 'SecurityGroupIds'].map((key) => ({ key, isFull: hasItems(lambda, 'VpcConfig', key) }));
    const missing = lists.find(({ isFull }) => isFull === false);
    if (missing) return fail(`reaches out through no VPC, for want of ${missing.key}`, lambda.get('VpcConfig'));
    const open = lists.find(({ isFull }) => isFull === 'unknown');
    if (open) return unreadable(lambda.get('VpcConfig', open.key));

    const subnets = lambda.get('VpcConfig', 'SubnetIds');
    if (!subnetIds) return pass(subnets);
    if (isUndetermined(subnets)) return unreadable(subnets);
    const names = listOf(subnets).map((subnet) => literal(subnet));
    const other = names.find((name) => name !== undefined && !subnetIds.includes(name));
    if (other !== undefined) return fail(`${other} is none of subnetIds`, subnets);
    return names.includes(undefined) ? unreadable(subnets) : pass(subnets);
  },
});
