/**
 * API definitions (Swagger 2 and OpenAPI 3) as far as the transform reads them.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord, own } from '../../resolve/values.ts';
import { isIntrinsic, isNoValue, isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { INTEGRATION, methodKey } from '../openapi/names.ts';
import { isMacroKey } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Judged, Rule, Subject } from './subject.ts';

/** Where the definition of an API is: SAM makes it, or it is written, in another file, or only there after macros. */
export type Body =
  | { readonly kind: 'made' | 'elsewhere' | 'unknown' }
  | { readonly kind: 'written'; readonly body: Readonly<Properties> };

export function bodyOf({ resolvedBefore }: Judged, properties: Readonly<Properties>): Body {
  const { DefinitionBody: body, DefinitionUri: uri } = properties;
  if (!isTruthy(body)) return { kind: isTruthy(uri) ? 'elsewhere' : 'made' };
  if (!isRecord(body)) return { kind: 'unknown' };
  const isIncluded = 'Fn::Transform' in body || own(body.paths, 'Fn::Transform') !== undefined;
  if (isIncluded || (resolvedBefore && isIntrinsic(body))) return { kind: 'unknown' };
  return { kind: 'written', body };
}

/** An empty one is none: SAM then makes it. */
export const bodyIsMap: Rule = (subject) => {
  const { DefinitionBody: body } = subject.properties;
  if (isTruthy(body) && !isRecord(body))
    refuse(subject, 'property-shape', 'DefinitionBody has to be a map', ['DefinitionBody']);
};

/** `security` and methods are read only to add the default to them. */
export interface Reading {
  readonly security: boolean;
  /** OpenAPI 3: preflight responses are rewritten. */
  readonly version3: boolean;
}

const IF = 'Fn::If';
const NO_METHODS = ['summary', 'description', 'parameters'];

export function checkPaths(subject: Subject, paths: unknown, reading: Reading): void {
  for (const [path, item] of Object.entries(isRecord(paths) ? paths : {})) {
    if (isMacroKey(path)) continue;
    const at = ['DefinitionBody', 'paths', path];
    const outcomes = outcomesOf(subject, item, at);
    for (const outcome of outcomes) {
      if (!isRecord(outcome)) refuse(subject, 'definition-path', `the path ${path} has to be a map`, at);
      else if (reading.security) checkMethods(subject, outcome, path, at);
    }
    if (reading.version3 && isRecord(item) && isTruthy(item.options)) checkPreflight(subject, item.options, path, at);
  }
}

/** The values of the branches of an `Fn::If`, or the value itself. */
export function outcomesOf(subject: Subject, value: unknown, at: Path): readonly unknown[] {
  const branches = own(value, IF);
  if (branches === undefined) return [value];
  if (isList(branches)) return branches.slice(1).filter((branch) => !isNoValue(branch));
  refuse(subject, 'if-parts', 'Fn::If needs a list of a condition and two values', [...at, IF]);
  return [];
}

function checkMethods(subject: Subject, item: Readonly<Properties>, path: string, at: Path): void {
  for (const [method, written] of Object.entries(item)) {
    if (NO_METHODS.includes(method) || isMacroKey(method)) continue;
    for (const operation of outcomesOf(subject, written, [...at, method])) {
      if (!isRecord(operation))
        refuse(subject, 'definition-method', `the method ${method} of ${path} has to be a map`, [...at, method]);
      else if (isTruthy(operation[INTEGRATION]))
        checkSecurity(subject, operation, `${method} ${path}`, [...at, method]);
    }
  }
}

function checkSecurity(subject: Subject, operation: Readonly<Properties>, name: string, at: Path): void {
  if (!('security' in operation)) return;
  const { security } = operation;
  if (isList(security) && security.every(isRecord)) return;
  refuse(subject, 'definition-security', `security of ${name} has to be a list of maps`, [...at, 'security']);
}

function checkPreflight(subject: Subject, options: unknown, path: string, at: Path): void {
  const fault = (text: string, ...more: string[]) => {
    refuse(subject, 'definition-preflight', `options of ${path}: ${text}`, [...at, 'options', ...more]);
  };
  if (!isRecord(options)) return fault('has to be a map');
  const { responses } = options;
  if (responses === undefined || responses === null) return;
  if (!isRecord(responses)) return fault('responses has to be a map', 'responses');
  const success = responses['200'];
  if (success !== undefined && success !== null && !isRecord(success))
    return fault('the response 200 has to be a map', 'responses', '200');
  const headers = own(success, 'headers');
  if (isTruthy(headers) && !isRecord(headers)) fault('headers has to be a map', 'responses', '200', 'headers');
}

/** For HTTP APIs every method is looked up by the name that API Gateway gives it. */
export function checkHttpMethods(subject: Subject, paths: unknown): void {
  for (const [path, item] of Object.entries(isRecord(paths) ? paths : {})) {
    const at = ['DefinitionBody', 'paths', path];
    for (const outcome of isMacroKey(path) ? [] : outcomesOf(subject, item, at)) {
      if (!isRecord(outcome)) {
        refuse(subject, 'definition-path', `the path ${path} has to be a map`, at);
        continue;
      }
      for (const [method, written] of Object.entries(outcome)) {
        const key = methodKey(method);
        if (key === 'parameters' || key === 'options' || isMacroKey(method)) continue;
        if (!Object.hasOwn(outcome, key))
          refuse(subject, 'definition-method', `write the method ${method} of ${path} as ${key}`, [...at, method]);
        else if (!outcomesOf(subject, written, [...at, method]).every(isRecord))
          refuse(subject, 'definition-method', `the method ${method} of ${path} has to be a map`, [...at, method]);
      }
    }
  }
}
