import type { Diagnostic, Path, Resource, SourceDocument, TemplateInputs } from '../model.ts';
import { isRecord } from '../resolve/values.ts';

export interface Expanded {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

export function expandSam(document: SourceDocument, _inputs: TemplateInputs): Expanded {
  const data = isRecord(document.data) ? document.data : {};
  const section = (name: string) => (isRecord(data[name]) ? data[name] : {});
  const resources = new Map<string, Resource>();
  for (const [logicalId, body] of Object.entries(section('Resources'))) {
    if (!isRecord(body)) continue;
    const { Type, Properties, Condition, DependsOn, ...attributes } = body;
    resources.set(logicalId, {
      logicalId,
      type: typeof Type === 'string' ? Type : '',
      properties: isRecord(Properties) ? Properties : {},
      ...(typeof Condition === 'string' && { condition: Condition }),
      dependsOn: (Array.isArray(DependsOn) ? DependsOn : [DependsOn]).filter((id) => typeof id === 'string'),
      attributes,
      sourceId: logicalId,
      generated: false,
      sourcePath: (path: Path) => ['Resources', logicalId, ...path],
    });
  }
  return { resources, conditions: section('Conditions'), outputs: section('Outputs'), diagnostics: [] };
}
