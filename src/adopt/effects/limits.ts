/** How large a template may be. */
import { UserError } from '../../errors.ts';
import type { Template } from '../../template/model.ts';

export interface Limit {
  readonly name: 'resources' | 'bytes' | 'parameters' | 'mappings' | 'outputs';
  readonly value: number;
  readonly most: number;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html; the bytes are those of one on S3 */
const MOST: Readonly<Record<Limit['name'], number>> = {
  resources: 500,
  bytes: 1_000_000,
  parameters: 200,
  mappings: 200,
  outputs: 200,
};

/** Of a template, resources counted as SAM makes them. */
export function limitsOf(text: string, { resources, parameters, mappings, outputs }: Template): Limit[] {
  const values: Record<Limit['name'], number> = {
    resources: resources.size,
    bytes: Buffer.byteLength(text),
    parameters: Object.keys(parameters).length,
    mappings: Object.keys(mappings).length,
    outputs: Object.keys(outputs).length,
  };
  return (Object.keys(MOST) as Limit['name'][]).map((name) => ({ name, value: values[name], most: MOST[name] }));
}

/** @throws UserError if CloudFormation would not take the template, with the numbers */
export function refuseOverLimits(text: string, template: Template): Limit[] {
  const limits = limitsOf(text, template);
  const over = limits
    .filter(({ value, most }) => value > most)
    .map(({ name, value, most }) => `${value} ${name} of ${most}`);
  if (over.length === 0) return limits;
  const { file } = template.document;
  throw new UserError('over-limits', `${file} would have ${over.join(', ')}, which CloudFormation does not take.`, {
    location: { file, line: 1, column: 1 },
    hint: 'Move some of it into a nested application, and adopt that with --template.',
  });
}
