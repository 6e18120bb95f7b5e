import { declaredIn, namesIn } from '../../../src/template/names.ts';
import { parseDocument } from '../../../src/template/parse.ts';

/** Names in a template of what it does not declare. */
export function leadNowhere(text: string): string[] {
  const document = parseDocument(text, 'template.yaml');
  const declared = declaredIn(document);
  const names = namesIn(document).flatMap(({ kind, name }) =>
    declared[kind].has(name) || name.startsWith('AWS::') || MADE_BY_SAM.has(name) ? [] : name,
  );
  return [...new Set(names)];
}

const MADE_BY_SAM: ReadonlySet<string> = new Set(['ServerlessDeploymentApplication', 'CodeDeployServiceRole']);
