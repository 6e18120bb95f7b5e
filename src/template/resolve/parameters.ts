/** Parameters and pseudo parameters. */
import type { Hole, Resolved, Template } from '../model.ts';
import { concatenate, isRecord, own, referenceTo } from './values.ts';

export interface ParameterValue {
  readonly value: Resolved;
  /** True if nobody gave a value and the template's default decided. */
  readonly isDefault: boolean;
  /** What stands for a value that was given and that CloudFormation hides (`NoEcho`). */
  readonly hidden?: Hole;
}

/** CloudFormation shows the values of `NoEcho` parameters like this. */
const MASKED = /^\*{4,}$/;

/** The value of a parameter; undefined if there is none of this name. */
export function parameterValue(template: Template, name: string): ParameterValue | undefined {
  const declaration = own(template.parameters, name);
  if (!isRecord(declaration)) return undefined;
  const type = typeof declaration.Type === 'string' ? declaration.Type : 'String';
  const known = (value: Resolved) => ({ value, isDefault: false });
  const isHidden = scalarText(declaration.NoEcho ?? false) === 'true';
  const holeOf = (reason: string): Hole => ({ kind: 'hole', reason, id: `Ref ${name}`, parameter: { name, isHidden } });
  const open = (reason: string) => known(holeOf(reason));

  if (type.startsWith('AWS::SSM::Parameter::Value')) {
    const value = own(template.inputs.resolved, name);
    if (typeof value === 'string') return known(typed(value, type.slice(type.indexOf('<') + 1, -1)));
    return open(`parameter ${name} is read from SSM at deployment`);
  }
  const given = own(template.inputs.parameters, name);
  const masked = `the value of parameter ${name} is masked (NoEcho)`;
  if (typeof given === 'string' && MASKED.test(given)) return open(masked);
  if (given !== undefined) return { ...known(typed(given, type)), ...(isHidden && { hidden: holeOf(masked) }) };
  if (declaration.Default !== undefined) return { value: typed(declaration.Default, type), isDefault: true };
  return open(`parameter ${name} has no value and no default`);
}

/** The values that a parameter may take; undefined if it is not restricted. */
export function allowedValues(template: Template, name: string): readonly string[] | undefined {
  const allowed = own(own(template.parameters, name), 'AllowedValues');
  return Array.isArray(allowed) ? allowed.map(String) : undefined;
}

function typed(value: unknown, type: string): Resolved {
  if (type === 'CommaDelimitedList' || type.startsWith('List<')) {
    const items = Array.isArray(value) ? value.map(String) : scalarText(value).split(',');
    const texts = items.map((item) => item.trim()).filter((item, _, all) => item !== '' || all.length > 1);
    return type === 'List<Number>' ? texts.map(numberOrText) : texts;
  }
  return type === 'Number' ? numberOrText(scalarText(value)) : scalarText(value);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function numberOrText(text: string): string | number {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const PSEUDO = [
  'AWS::AccountId',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** The value of a pseudo parameter, a reference to itself while it is not known; undefined for other names. */
export function pseudoValue(template: Template, name: string): Resolved | undefined {
  const given = own(template.inputs.pseudo, name);
  if (typeof given === 'string') return given;
  if (!PSEUDO.includes(name)) return undefined;
  return name === 'AWS::StackId' ? stackId(template) : referenceTo(name);
}

function stackId(template: Template): Resolved {
  const part = (name: string) => pseudoValue(template, name) ?? referenceTo(name);
  return concatenate([
    'arn:',
    part('AWS::Partition'),
    ':cloudformation:',
    part('AWS::Region'),
    ':',
    part('AWS::AccountId'),
    ':stack/',
    part('AWS::StackName'),
    '/',
    referenceTo('AWS::StackId'),
  ]);
}
