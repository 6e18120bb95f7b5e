/**
 * What a REST API answers when it does not get as far as an integration.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-gatewayresponse.html
 */
import { isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { GATEWAY_RESPONSES } from './names.ts';

const PREFIXES: Readonly<Record<string, string>> = { Headers: 'header', Paths: 'path', QueryStrings: 'querystring' };

export function addGatewayResponses(definition: Definition, responses: unknown): void {
  if (!isRecord(responses) || !isTruthy(responses)) return;
  const section = definition.section(GATEWAY_RESPONSES);
  for (const [type, response] of Object.entries(responses)) if (isRecord(response)) set(section, type, write(response));
}

function write({ ResponseParameters, ResponseTemplates, StatusCode }: Readonly<Properties>): Properties {
  const parameters: Properties = {};
  for (const [property, prefix] of Object.entries(PREFIXES)) {
    const values = own(ResponseParameters, property);
    for (const [name, value] of Object.entries(isRecord(values) ? values : {})) {
      parameters[`gatewayresponse.${prefix}.${name}`] = value;
    }
  }
  return {
    responseParameters: parameters,
    responseTemplates: isTruthy(ResponseTemplates) ? ResponseTemplates : {},
    ...((typeof StatusCode === 'string' || typeof StatusCode === 'number') && { statusCode: String(StatusCode) }),
  };
}
