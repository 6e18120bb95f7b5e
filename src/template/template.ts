import { expandSam } from './expand/index.ts';
import type { Expanded } from './expand/index.ts';
import type { SourceDocument, Template, TemplateInputs } from './model.ts';
import { isRecord } from './resolve/values.ts';

/**
 * A template as CloudFormation would see it after the SAM transform. Strange content never throws: it is passed
 * through and said in the diagnostics.
 *
 * @param inputs parameter values and pseudo parameters that are known; parameters without one take their default
 */
export function loadTemplate(document: SourceDocument, inputs: TemplateInputs = {}): Template {
  return loaded(document, expandSam(document, inputs), inputs);
}

/** The same for who asks for its resources alone: what CloudFormation would refuse is not in the diagnostics. */
export function loadResources(document: SourceDocument, inputs: TemplateInputs = {}): Template {
  return loaded(document, expandSam(document, inputs, false), inputs);
}

function loaded(document: SourceDocument, expanded: Expanded, inputs: TemplateInputs): Template {
  const data = isRecord(document.data) ? document.data : {};
  const section = (name: string) => (isRecord(data[name]) ? data[name] : {});
  const { resources, conditions, outputs, diagnostics } = expanded;
  return {
    document,
    parameters: section('Parameters'),
    mappings: section('Mappings'),
    conditions,
    outputs,
    resources,
    diagnostics: [...document.diagnostics, ...diagnostics],
    inputs,
  };
}
