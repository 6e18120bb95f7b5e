/**
 * The Api event of a state machine: API Gateway starts it with what it gets.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineapi.html
 */
import { IMPLICIT_REST_API } from './implicit-api.ts';
import { isTruthy, ref, refName, sub } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import type { MachineEvent } from './state-machine-events.ts';

/** What a client gets: the answer of API Gateway's action. */
const RESPONSES = { '200': { description: 'OK' }, '400': { description: 'Bad Request' } };

const BODY = "$util.escapeJavaScript($input.json('$'))";
/** The escaped quotes of `escapeJavaScript` are no JSON. */
const UNESCAPED = `${BODY}.replaceAll("\\\\'","'")`;

/** @param role with which API Gateway starts the machine */
export function addApiRoute({ x, sam, properties, at, arn }: MachineEvent, role: Properties): void {
  const restApi = properties.RestApiId ?? ref(IMPLICIT_REST_API);
  const apiId = x.literal(refName(restApi) ?? restApi);
  if (typeof apiId !== 'string') return;
  const { Path: path, Method: method, UnescapeMappingTemplate: unescape, Stage: stage } = properties;
  x.routes.add(apiId, {
    kind: 'state-machine',
    path: typeof path === 'string' ? path : '',
    method: typeof method === 'string' ? method.toLowerCase() : '',
    integration: {
      type: 'aws',
      httpMethod: 'POST',
      uri: sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'),
      responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
      credentials: role,
      requestTemplates: { 'application/json': sub(template(String(arn.Ref), isTruthy(unescape))) },
    },
    operation: { responses: RESPONSES },
    functionId: undefined,
    condition: sam.inherited.Condition,
    stage,
    properties,
    at,
  });
}

/** What API Gateway makes of a request, by https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function template(machineId: string, unescape: boolean): string {
  return `{"input": "${unescape ? UNESCAPED : BODY}", "stateMachineArn": "\${${machineId}}"}`;
}
