/**
 * AWS::Serverless::Api: where the definition is, and what may stand beside it.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 */
import { isRecord, own } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { Definition, isVersion3 } from '../openapi/definition.ts';
import { ENDPOINT_CONFIGURATION } from '../openapi/names.ts';
import { location } from './code.ts';
import { bodyOf, checkPaths } from './definition.ts';
import type { Body } from './definition.ts';
import { isUnset } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

export const whereDefined: Rule = (subject) => {
  const { DefinitionBody, DefinitionUri, MergeDefinitions } = subject.properties;
  if (!isTruthy(DefinitionUri)) return;
  if (isTruthy(DefinitionBody))
    refuse(subject, 'properties-exclude-each-other', 'DefinitionBody and DefinitionUri exclude each other', [
      'DefinitionUri',
    ]);
  else location(subject, 'DefinitionUri');
  if (isTruthy(MergeDefinitions))
    refuse(subject, 'definition-elsewhere', 'MergeDefinitions needs the definition in DefinitionBody', [
      'MergeDefinitions',
    ]);
};

const VERSION = /^[23](\.\d)(\.\d)?$/;

export const openApiVersion: Rule = (subject) => {
  const { OpenApiVersion: version } = subject.properties;
  const fault = (text: string) => refuse(subject, 'openapi-version', `OpenApiVersion ${text}`, ['OpenApiVersion']);
  if (isUnset(version) || version === '' || (subject.resolvedBefore && isIntrinsic(version))) return;
  if (typeof version === 'number' ? isInteger(subject, version) : typeof version !== 'string') fault('has to be text');
  else if (typeof version === 'string' && !VERSION.test(version)) fault('has to be of the form 3.0.1');
};

/** SAM takes 3.0 for text, and not 3: the number is the same, so the text of the line decides. */
function isInteger({ x, at }: Subject, written: unknown): boolean {
  const { text } = x.document;
  const place = typeof written === 'number' ? x.document.locate(at(['OpenApiVersion'])) : undefined;
  const line = place && text.split('\n')[place.line - 1];
  return line !== undefined && /OpenApiVersion['"]?\s*:\s*\d+(?![\d.])/.test(line);
}

/** SAM writes all of these into the definition. */
const NEED_BODY = ['Cors', 'Auth', 'GatewayResponses', 'Models'];

export const definitionBody: Rule = (subject) => {
  const { properties } = subject;
  const body = bodyOf(subject, properties);
  const needs = NEED_BODY.filter((name) => isTruthy(properties[name]));
  const disables = !isUnset(properties.DisableExecuteApiEndpoint);
  needBody(subject, body, disables ? [...needs, 'DisableExecuteApiEndpoint'] : needs, (written) =>
    Definition.isReadable(written),
  );
  if (body.kind !== 'written') return;
  const auth = isRecord(properties.Auth) ? properties.Auth : {};
  const security = isTruthy(auth.DefaultAuthorizer) || isTruthy(auth.ApiKeyRequired);
  const version3 = isVersion3(body.body.openapi) || isVersion3(properties.OpenApiVersion);
  const isRead = needs.length > 0 || disables || version3 || isTruthy(properties.BinaryMediaTypes);
  if (isRead && Definition.isReadable(body.body)) checkPaths(subject, body.body.paths, { security, version3 });
  if (isRecord(properties.Auth)) checkSchemes(subject, body.body);
  if (disables) checkEndpoint(subject, body.body);
};

/** Tells for each property that goes into the definition if it is in another file, and once if it is none. */
export function needBody(
  subject: Subject,
  body: Body,
  names: readonly string[],
  isReadable: (body: unknown) => boolean,
): void {
  for (const name of names) {
    if (body.kind === 'elsewhere')
      refuse(subject, 'definition-elsewhere', `${name} needs the definition in DefinitionBody, not in DefinitionUri`, [
        name,
      ]);
    else if (body.kind === 'written' && !isReadable(body.body))
      refuse(subject, 'definition-unreadable', `${name} needs a DefinitionBody with openapi (or swagger) and paths`, [
        'DefinitionBody',
      ]);
  }
}

function checkSchemes(subject: Subject, body: Readonly<Properties>): void {
  const { securityDefinitions: schemes } = body;
  if (!isTruthy(schemes) || isRecord(schemes)) return;
  const path = ['DefinitionBody', 'securityDefinitions'];
  refuse(subject, 'definition-security', 'securityDefinitions has to be a map', path);
}

function checkEndpoint(subject: Subject, body: Readonly<Properties>): void {
  const isServers = isVersion3(body.openapi);
  const servers = Array.isArray(body.servers) ? (body.servers as unknown[]) : [];
  const places = isServers
    ? servers.map((server, index) => [server, ['servers', index]] as const)
    : [[body, []] as const];
  for (const [place, path] of places) {
    const endpoint = own(place, ENDPOINT_CONFIGURATION);
    if (isUnset(endpoint) || isRecord(endpoint)) continue;
    const text = `${ENDPOINT_CONFIGURATION} has to be a map`;
    refuse(subject, 'definition-endpoint', text, ['DefinitionBody', ...path, ENDPOINT_CONFIGURATION]);
  }
}

export const endpointConfiguration: Rule = (subject) => {
  const { EndpointConfiguration: endpoint } = subject.properties;
  if (!isRecord(endpoint) || !('VPCEndpointIds' in endpoint) || !('VpcEndpointIds' in endpoint)) return;
  const text = 'VPCEndpointIds and VpcEndpointIds are the same: write one of them';
  refuse(subject, 'properties-exclude-each-other', text, ['EndpointConfiguration', 'VpcEndpointIds']);
};

export const models: Rule = (subject) => {
  const { Models } = subject.properties;
  if (!isRecord(Models) || isIntrinsic(Models)) return;
  for (const [name, model] of Object.entries(Models)) {
    const path = ['Models', name];
    if (!isRecord(model)) refuse(subject, 'model', `the model ${name} has to be a map`, path);
    else if (!isTruthy(model.type)) refuse(subject, 'model', `the model ${name} needs a type`, path);
  }
};
