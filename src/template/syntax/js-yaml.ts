/** The second reader of YAML, for flow maps that CloudFormation accepts and `yaml` does not. It knows no places. */
import { CORE_SCHEMA, load, Type } from '#js-yaml';
import { checkBounds } from './limits.ts';
import type { ParsedSyntax } from './limits.ts';
import { longForm, longValue, SHORT_FORMS } from './tags.ts';

/** Not part of js-yaml's core schema; its loader knows it by this tag. */
const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text) => text === '<<' });

const KINDS = ['scalar', 'sequence', 'mapping'] as const;

/** Undefined if this reader does not take the text either. @throws SyntaxProblem beyond the bounds */
export function parseWithJsYaml(text: string): ParsedSyntax | undefined {
  let data: unknown;
  try {
    data = load(text, { schema: schema(), json: true });
  } catch {
    return undefined;
  }
  checkBounds(data);
  return { data, remarks: () => [], find: () => undefined };
}

function schema() {
  const tags = SHORT_FORMS.flatMap((name) => {
    const key = longForm(`!${name}`) as string;
    const construct = (value: unknown) => ({ [key]: longValue(key, value) });
    return KINDS.map((kind) => new Type(`!${name}`, { kind, construct }));
  });
  return CORE_SCHEMA.extend({ implicit: [MERGE], explicit: tags });
}
