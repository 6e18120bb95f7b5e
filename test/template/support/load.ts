import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import type { Template, TemplateInputs } from '../../../src/template/model.ts';

/** A template from its text, as `score` reads it. */
export function load(text: string, inputs?: TemplateInputs): Template {
  return loadTemplate(parseDocument(text, 'template.yaml'), inputs);
}
