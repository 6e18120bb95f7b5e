/** The whole document that the SAM transform makes of a template. */
import type { Resource, SourceDocument, TemplateInputs } from '../model.ts';
import { isList, isRecord, own } from '../resolve/values.ts';
import { expandSam, TRANSFORM } from './index.ts';
import { defined } from './intrinsics.ts';
import type { Expanded } from './index.ts';

export interface TransformedDocument {
  /** Data that CloudFormation takes, intrinsics in long form. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly diagnostics: Expanded['diagnostics'];
}

/** Sections that the transform uses up or writes anew. */
const REWRITTEN = new Set(['Transform', 'Globals', 'Conditions', 'Resources', 'Outputs']);

/** The template after its loops and the SAM transform; macros that were not run stay in `Transform`. */
export function transformDocument(document: SourceDocument, inputs: TemplateInputs = {}): TransformedDocument {
  const { data, resources, conditions, outputs, diagnostics } = expandSam(document, inputs);
  const kept = Object.entries(data).filter(([name]) => !REWRITTEN.has(name));
  const written = isRecord(data.Resources) ? data.Resources : {};
  const made = Object.fromEntries([...resources.values()].map((one) => [one.logicalId, resourceData(one, written)]));
  const hidden = Object.entries(written).filter(([name]) => name.startsWith('Fn::'));
  const transformed = {
    ...Object.fromEntries(kept),
    ...section('Conditions', conditions, data),
    Resources: { ...made, ...Object.fromEntries(hidden) },
    ...section('Outputs', outputs, data),
  };
  const left = transformsLeft(data, transformed);
  const whole = { ...(left.length > 0 && { Transform: left.length === 1 ? left[0] : left }), ...transformed };
  return { data: inOrder(whole), diagnostics: [...document.diagnostics, ...diagnostics] };
}

const EXTENSIONS = 'AWS::LanguageExtensions';

/** What CloudFormation still has to run. */
function transformsLeft({ Transform }: Readonly<Record<string, unknown>>, transformed: unknown): readonly unknown[] {
  const written = isList(Transform) ? Transform : Transform === undefined ? [] : [Transform];
  const others = written.filter((name) => name !== TRANSFORM);
  return others.filter((name) => name !== EXTENSIONS || needsExtensions(transformed));
}

/**
 * Is anything left that only the language extensions know?
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
 */
function needsExtensions(value: unknown): boolean {
  if (isList(value)) return value.some(needsExtensions);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(([key, item]) => {
    if (/^Fn::(?:ToJsonString$|Length$|ForEach::)/.test(key)) return true;
    if (key === 'Fn::FindInMap' && isList(item) && item.length > 3) return true;
    if (key === 'Ref' || key === 'DeletionPolicy' || key === 'UpdateReplacePolicy') return isRecord(item);
    return needsExtensions(item);
  });
}

/** A section that was neither written nor made is left out. */
function section(name: string, made: object, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.keys(made).length > 0 || name in data ? { [name]: made } : {};
}

/** As https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html writes them. */
const ORDER = [
  'AWSTemplateFormatVersion',
  'Description',
  'Transform',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
];

function inOrder(data: Record<string, unknown>): Record<string, unknown> {
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return Object.fromEntries(Object.entries(data).sort(([a], [b]) => rank(a) - rank(b)));
}

/** What the transform does not touch stays as it was written, strange as it may be; what it makes has Properties. */
function resourceData(resource: Resource, written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { type, condition, dependsOn, attributes, properties, generated } = resource;
  const before = generated ? undefined : own(written, resource.sourceId);
  const [typeBefore, propertiesBefore] = [own(before, 'Type'), own(before, 'Properties')];
  const made = before === undefined || (typeof typeBefore === 'string' && typeBefore !== type);
  const hasProperties = made || Object.keys(properties).length > 0;
  return defined({
    Type: made ? type : typeBefore,
    Condition: condition,
    DependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    ...attributes,
    Properties: hasProperties ? properties : propertiesBefore,
  });
}
