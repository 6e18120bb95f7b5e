/**
 * Models of a REST API, and what its methods ask of requests.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-requestmodel.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import type { Definition } from './definition.ts';
import { INTEGRATION, REQUEST_VALIDATOR, REQUEST_VALIDATORS } from './names.ts';

/** Model names are written in lower case. */
export function addModels(definition: Definition, models: unknown): void {
  if (!isRecord(models) || !isTruthy(models)) return;
  const section = definition.section('definitions');
  for (const [name, schema] of Object.entries(models)) set(section, name.toLowerCase(), schema);
}

/** The body that a method takes. */
export function addRequestModel(definition: Definition, operation: Properties, model: Readonly<Properties>): void {
  const { Model, Required } = model;
  const required = Required !== undefined && Required !== null ? { required: Required } : {};
  const name = String(Model).toLowerCase();
  if (isTruthy(definition.body.swagger)) {
    const schema = { $ref: `#/definitions/${name}` };
    operation.parameters = [...listed(operation.parameters), { in: 'body', name, schema, ...required }];
  } else {
    const schema = { $ref: `#/components/schemas/${name}` };
    operation.requestBody = { content: { 'application/json': { schema } }, ...required };
  }
}

/** API Gateway's validator of a method, declared once for each kind. */
export function addValidator(definition: Definition, operation: Properties, model: Readonly<Properties>): void {
  const { ValidateBody, ValidateParameters } = model;
  if (typeof ValidateBody !== 'boolean' && typeof ValidateParameters !== 'boolean') return;
  const [body, parameters] = [ValidateBody === true, ValidateParameters === true];
  const name = validatorName(body, parameters);
  const validators = definition.section(REQUEST_VALIDATORS);
  validators[name] ??= { validateRequestBody: body, validateRequestParameters: parameters };
  operation[REQUEST_VALIDATOR] = name;
}

function validatorName(body: boolean, parameters: boolean): string {
  if (body && parameters) return 'body-and-params';
  return body ? 'body-only' : parameters ? 'params-only' : 'no-validation';
}

/** Headers, query strings and parts of the path: `method.request.header.Authorization`, or that with settings. */
export function addRequestParameters(operation: Properties, parameters: unknown): void {
  for (const parameter of isList(parameters) ? parameters : []) {
    const [entry] = isRecord(parameter) ? Object.entries(parameter) : [[parameter, {}] as const];
    const [name, settings] = entry ?? [];
    const [, location, key] = /^method\.request\.(querystring|path|header)\.(.*)$/s.exec(String(name)) ?? [];
    if (location === undefined) continue;
    addParameter(operation, String(name), location, key as string, isRecord(settings) ? settings : {});
  }
}

function addParameter(
  operation: Properties,
  fullName: string,
  location: string,
  name: string,
  { Required = false, Caching = false }: Readonly<Properties>,
): void {
  const place = location === 'querystring' ? 'query' : location;
  const parameter = { in: place, name, required: Required, type: 'string' };
  operation.parameters = [...listed(operation.parameters), parameter];
  const integration = operation[INTEGRATION];
  if (!isTruthy(Caching) || !isRecord(integration)) return;
  const keys = [...listed(integration.cacheKeyParameters), fullName];
  operation[INTEGRATION] = { ...integration, cacheKeyParameters: keys };
}

function listed(value: unknown): readonly unknown[] {
  return isList(value) ? value : [];
}
