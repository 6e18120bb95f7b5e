/** What is deployed as it is written has not drifted, whatever AWS writes out beside it. */
import { expect, test } from '@jest/globals';
import { driftOf } from '../../../src/live/drift.ts';
import { apigateway } from '../../../src/live/readers/apigateway.ts';
import { apigatewayv2 } from '../../../src/live/readers/apigatewayv2.ts';
import { cloudwatch } from '../../../src/live/readers/cloudwatch.ts';
import { events } from '../../../src/live/readers/events.ts';
import { stepfunctions } from '../../../src/live/readers/stepfunctions.ts';
import type { DeployedResource } from '../../../src/live/reader.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import { Scenario } from '../../../src/template/resolve.ts';
import { deploy, read } from './deployed-stack.ts';

const TEMPLATE = `
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: { Types: [REGIONAL] }
      Body:
        openapi: 3.0.1
        paths: { /items: { get: { security: [{ iam: [] }], responses: {} } } }
        components: { securitySchemes: { iam: { x-amazon-apigateway-authtype: awsSigv4 } } }
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: live
      TracingEnabled: false
      MethodSettings:
        - { ResourcePath: /~1items, HttpMethod: GET, MetricsEnabled: true, CachingEnabled: false, CacheTtlInSeconds: 60 }
        - { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'OFF', DataTraceEnabled: true, ThrottlingRateLimit: '10' }
  Http: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: http, ProtocolType: HTTP } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Http, RouteKey: $default, AuthorizationType: NONE } }
  HttpStage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Http, StageName: $default, DefaultRouteSettings: { DetailedMetricsEnabled: true } }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - Id: Task
          Arn: arn:aws:ecs:eu-west-1:123456789012:cluster/orders
          RoleArn: arn:aws:iam::123456789012:role/rule
          RetryPolicy: { MaximumRetryAttempts: 4, MaximumEventAgeInSeconds: 3600 }
          InputTransformer: { InputPathsMap: { id: $.id }, InputTemplate: '<id>' }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { LoggingConfiguration: { Level: 'OFF' }, TracingConfiguration: { Enabled: false } }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: [], OKActions: [arn] } }
`;

test('a stack that nobody touched', async () => {
  const aws = await AwsStandIn.start();
  try {
    await deploy(aws.account, TEMPLATE);
    const { live } = await read(aws, [apigateway, apigatewayv2, cloudwatch, events, stepfunctions]);
    const scenario = new Scenario({ ...live, inputs: { ...live.inputs, deployed: new Map() } });
    const resourceOf = (logicalId: string): DeployedResource => ({
      logicalId,
      type: live.resources.get(logicalId)!.type,
      physicalId: logicalId,
      property: (...path) => {
        const value = scenario.resource(logicalId)!.get(...path);
        return 'value' in value ? value.value : undefined;
      },
      declared: () => [],
    });
    expect(driftOf(live, resourceOf)).toEqual({ drifted: [], found: [], unknown: [] });
  } finally {
    await aws.stop();
  }
});
