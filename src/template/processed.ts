/** A template after its transforms, as CloudFormation hands out the one of a stack: nothing is left to expand. */
import type { Diagnostic, Resource, SourceDocument, Template, TemplateInputs } from './model.ts';
import { isList, isRecord } from './resolve/values.ts';

/** As `loadTemplate`, without the SAM transform: a resource of SAM's is said to be one, and judged by no check. */
export function loadProcessed(document: SourceDocument, inputs: TemplateInputs = {}): Template {
  const data = isRecord(document.data) ? document.data : {};
  const section = (name: string) => (isRecord(data[name]) ? data[name] : {});
  const resources = new Map<string, Resource>();
  const diagnostics: Diagnostic[] = [...document.diagnostics];
  for (const [logicalId, written] of Object.entries(section('Resources'))) {
    const resource = isRecord(written) ? asResource(logicalId, written) : undefined;
    if (resource) resources.set(logicalId, resource);
    const why = !resource ? 'has no Type' : resource.type.startsWith('AWS::Serverless::') ? 'is not transformed' : '';
    if (why) diagnostics.push({ severity: 'error', code: 'not-processed', message: `${logicalId} ${why}` });
  }
  if (resources.size === 0)
    diagnostics.push({ severity: 'error', code: 'no-resources', message: 'The template has no resources' });
  return {
    document,
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions: section('Conditions'),
    outputs: section('Outputs'),
    resources,
    diagnostics,
    inputs,
  };
}

function asResource(logicalId: string, written: Readonly<Record<string, unknown>>): Resource | undefined {
  const { Type, Properties, Condition, DependsOn, ...attributes } = written;
  if (typeof Type !== 'string' || Type === '') return undefined;
  return {
    logicalId,
    type: Type,
    properties: isRecord(Properties) ? Properties : {},
    ...(typeof Condition === 'string' && { condition: Condition }),
    dependsOn: (isList(DependsOn) ? DependsOn : [DependsOn]).filter((id) => typeof id === 'string'),
    attributes,
    sourceId: logicalId,
    generated: false,
    sourcePath: (path) => ['Resources', logicalId, ...path],
  };
}
