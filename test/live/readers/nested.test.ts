/** Resources of nested stacks, and those that were imported into a stack, are read as all others. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import apiGwMethodAuthorizationCheck from '../../../src/checks/apigateway/api-gw-method-authorization-check.ts';
import apiGwXrayEnabled from '../../../src/checks/apigateway/api-gw-xray-enabled.ts';
import xrayEnabled from '../../../src/checks/stepfunctions/step-functions-state-machine-xray-enabled.ts';
import { apigateway } from '../../../src/live/readers/apigateway.ts';
import { stepfunctions } from '../../../src/live/readers/stepfunctions.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { deploy, foundIn, read, resource, verdicts } from './deployed-stack.ts';

const readers = [apigateway, stepfunctions];

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await AwsStandIn.start();
});
afterEach(() => aws.stop());

const PARENT = `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://example.com/child.yaml, Parameters: { Api: !Ref Api } }
`;
const CHILD = `
Parameters: { Api: { Type: String } }
Resources:
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, StageName: live, TracingEnabled: true } }
  Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: root, PathPart: items } }
  List:
    Type: AWS::ApiGateway::Method
    Properties: { RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: GET, AuthorizationType: AWS_IAM }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: role, TracingConfiguration: { Enabled: true } }
`;
const CHILD_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/orders-Child/cccc';

async function deployBoth() {
  const parent = await deploy(aws.account, PARENT);
  const [api] = aws.account.ofType('AWS::ApiGateway::RestApi').map(([id]) => id);
  await deploy(aws.account, CHILD, { Api: api! }, CHILD_ID);
  parent.resources.find(({ logicalId }) => logicalId === 'Child')!.physicalId = CHILD_ID;
}

test('a stage and a method of an API that the parent has', async () => {
  await deployBoth();
  const sound = await read(aws, readers);
  expect(verdicts(sound.live, apiGwMethodAuthorizationCheck)).toEqual({ Api: 'not-applicable', 'Child/List': 'pass' });
  expect(verdicts(sound.live, apiGwXrayEnabled)).toEqual({ 'Child/Stage': 'pass' });
  expect(foundIn(sound)).toEqual({});
  resource(aws.account, 'List').properties['AuthorizationType'] = 'NONE';
  resource(aws.account, 'Stage').properties['TracingEnabled'] = false;
  resource(aws.account, 'Machine').properties['TracingConfiguration'] = { Enabled: false };
  const drifted = await read(aws, readers);
  expect(verdicts(drifted.live, apiGwMethodAuthorizationCheck)).toMatchObject({ 'Child/List': 'fail' });
  expect(verdicts(drifted.live, apiGwXrayEnabled)).toEqual({ 'Child/Stage': 'fail' });
  expect(verdicts(drifted.live, xrayEnabled)).toEqual({ 'Child/Machine': 'fail' });
});

test('a resource that was imported is what it was before, not what the template says', async () => {
  const stack = await deploy(
    aws.account,
    `
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: role, TracingConfiguration: { Enabled: true } }
`,
  );
  stack.status = 'IMPORT_COMPLETE';
  stack.resources[0]!.status = 'IMPORT_COMPLETE';
  delete resource(aws.account, 'Machine').properties['TracingConfiguration'];
  const { written, live } = await read(aws, readers);
  expect(verdicts(written, xrayEnabled)).toEqual({ Machine: 'pass' });
  expect(verdicts(live, xrayEnabled)).toEqual({ Machine: 'fail' });
});
