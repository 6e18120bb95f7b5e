import type { Template } from '../../../../src/template/model.ts';
import { own } from '../../../../src/template/resolve/values.ts';
import { load } from '../../support/load.ts';

/** One function with events, as flow YAML, and whatever else. */
export function sam(events: string, resources = '', more = ''): Template {
  const properties = `Handler: a.b, Runtime: nodejs22.x, InlineCode: x, Events: {${events}}`;
  const fn = `  Fn: {Type: AWS::Serverless::Function, Properties: {${properties}}}\n`;
  return load(`Transform: AWS::Serverless-2016-10-31\n${more}Resources:\n${fn}${resources}`);
}

export function api(properties: string, id = 'Api'): string {
  return `  ${id}: {Type: AWS::Serverless::Api, Properties: {StageName: prod, ${properties}}}\n`;
}

export function httpApi(properties: string, id = 'Api'): string {
  return `  ${id}: {Type: AWS::Serverless::HttpApi, Properties: {${properties}}}\n`;
}

/** The event of a REST API. */
export function get(path: string, more = ''): string {
  return `{Type: Api, Properties: {Path: ${path}, Method: get, RestApiId: !Ref Api${more && `, ${more}`}}}`;
}

/** What stands in the definition of an API. */
export function inBody(template: Template, id: string, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => own(value, step), template.resources.get(id)?.properties.Body);
}
