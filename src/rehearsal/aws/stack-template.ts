/** A template as CloudFormation has it in a stack: parameters and pseudo parameters known, transform run, conditions decided. */
import { transformDocument } from '../../template/expand/document.ts';
import type { Hole, Resolved, Resource, Template } from '../../template/model.ts';
import { parseDocument } from '../../template/parse.ts';
import { Scenario } from '../../template/resolve.ts';
import { isHole, isList, isPartialString, isRecord, own } from '../../template/resolve/values.ts';
import { loadTemplate } from '../../template/template.ts';
import type { Account, StackParameter } from './account.ts';

export interface StackInputs {
  readonly account: Account;
  readonly stackId: string;
  readonly parameters: readonly StackParameter[];
}

/** A resource that the stack has. */
export interface Declared extends Pick<Resource, 'logicalId' | 'type' | 'attributes'> {
  /** Resolved, with holes for what other resources are. */
  readonly properties: Readonly<Record<string, Resolved>>;
}

export interface StackTemplate {
  readonly template: Template;
  /** The resources whose conditions hold, by logical id. */
  readonly resources: ReadonlyMap<string, Declared>;
}

/** The text after the SAM transform. */
export function processed(text: string, inputs: StackInputs): { text: string; problems: string[] } {
  const { data, diagnostics } = transformDocument(parseDocument(text, 'template'), inputsOf(inputs));
  const problems = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return { text: JSON.stringify(data), problems };
}

/** @param text of a processed template */
export function stackTemplate(text: string, inputs: StackInputs): StackTemplate {
  const template = loadTemplate(parseDocument(text, 'template'), inputsOf(inputs));
  const found = new Scenario(template).resources().map((view): [string, Declared] => {
    const { logicalId, type, attributes } = template.resources.get(view.logicalId)!;
    const value = view.get();
    const properties = value.state === 'known' || value.state === 'partial' ? value.value : {};
    return [logicalId, { logicalId, type, attributes, properties: isRecord(properties) ? properties : {} }];
  });
  return { template, resources: new Map(found) };
}

function inputsOf({ account, stackId, parameters }: StackInputs) {
  const values = (pick: (parameter: StackParameter) => string | undefined): Record<string, string> =>
    Object.fromEntries(
      parameters.flatMap((parameter) => {
        const value = pick(parameter);
        return value === undefined ? [] : [[parameter.key, value]];
      }),
    );
  return {
    parameters: values(({ value }) => value),
    resolved: values(({ resolved }) => resolved),
    pseudo: {
      'AWS::AccountId': account.id,
      'AWS::Partition': 'aws',
      'AWS::Region': account.region,
      'AWS::StackId': stackId,
      'AWS::StackName': stackId.split('/')[1] ?? stackId,
      'AWS::URLSuffix': 'amazonaws.com',
    },
  };
}

/** The value without holes. `fill` says what a hole is. */
export function filled(value: Resolved, fill: (hole: Hole) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isHole(value)) return fill(value);
  if (isPartialString(value)) return value.parts.map((part) => (typeof part === 'string' ? part : fill(part))).join('');
  if (isList(value)) return value.map((item) => filled(item, fill));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, fill)]));
}

/** What a value refers to. */
export function referencesIn(value: Resolved): Hole[] {
  const found: Hole[] = [];
  filled(value, (hole) => {
    found.push(hole);
    return '';
  });
  return found.filter(({ ref }) => ref !== undefined);
}

/** A section of a template's text: `Parameters`. */
export function declared(text: string, section: string): Readonly<Record<string, unknown>> {
  const data = own(parseDocument(text, 'template').data, section);
  return isRecord(data) ? data : {};
}
