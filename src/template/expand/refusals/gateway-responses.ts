/**
 * `GatewayResponses` of a REST API.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-gatewayresponseconfiguration.html
 */
import type { Path } from '../../model.ts';
import { isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import { isUnset } from './shapes.ts';
import { isOpen, refuse } from './subject.ts';
import type { Rule } from './subject.ts';

const RESPONSE = ['ResponseParameters', 'ResponseTemplates', 'StatusCode'];
const PARAMETERS = ['Headers', 'Paths', 'QueryStrings'];

export const gatewayResponses: Rule = (subject) => {
  const { GatewayResponses: responses } = subject.properties;
  if (!isRecord(responses) || isOpen(subject, responses)) return;
  for (const [name, response] of Object.entries(responses)) {
    const say = (text: string, ...path: Path) => {
      refuse(subject, 'gateway-response', `GatewayResponses.${name} ${text}`, ['GatewayResponses', name, ...path]);
    };
    if (!isRecord(response) || isIntrinsic(response)) say('has to be a map, written out');
    else checkResponse(response, say);
  }
};

function checkResponse(response: Readonly<Record<string, unknown>>, say: (text: string, ...path: Path) => void): void {
  for (const key of Object.keys(response)) {
    if (!RESPONSE.includes(key)) say(`has no ${key}, only ${RESPONSE.join(', ')}`, key);
  }
  const { StatusCode: status, ResponseParameters: parameters } = response;
  if (isTruthy(status) && !/^\d{1,3}$/.test(String(status))) say('has a StatusCode that is no number', 'StatusCode');
  if (!isTruthy(parameters)) return;
  if (!isRecord(parameters)) {
    say('has ResponseParameters that are no map', 'ResponseParameters');
    return;
  }
  for (const [key, values] of Object.entries(parameters)) {
    if (!PARAMETERS.includes(key))
      say(`has no ResponseParameters.${key}, only ${PARAMETERS.join(', ')}`, 'ResponseParameters', key);
    else if (!isUnset(values) && !isRecord(values))
      say(`has ResponseParameters.${key} that is no map`, 'ResponseParameters', key);
  }
}
