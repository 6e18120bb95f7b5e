/** CloudFormation's short-form tags and their long forms. */

/**
 * `!Name` of CloudFormation, in YAML's short form.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export const SHORT_FORMS: readonly string[] = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Ref',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
];

/** The key of the long form of a tag: `!Ref` → `Ref`, `!Sub` → `Fn::Sub`; undefined for tags that are not CloudFormation's. */
export function longForm(tag: string): string | undefined {
  const name = tag.slice(1);
  if (!tag.startsWith('!') || !SHORT_FORMS.includes(name)) return undefined;
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** The value that stands under the long form's key: `!GetAtt Fn.Arn` is written as a string and means a list. */
export function longValue(key: string, value: unknown): unknown {
  if (key !== 'Fn::GetAtt' || typeof value !== 'string') return value;
  const dot = value.indexOf('.');
  return dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)];
}
