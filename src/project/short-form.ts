/** `Ref`, `Fn::GetAtt` and `Fn::Sub` of a text as YAML on one line, in their short form; other text as it is. */
export function shortForm(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = []] = Object.entries(value) as [string, unknown][];
  switch (name) {
    case 'Ref':
    case 'Fn::Sub':
      return `!${name.replace('Fn::', '')} ${String(argument)}`;
    case 'Fn::GetAtt':
      return `!GetAtt ${(argument as readonly string[]).join('.')}`;
    default:
      throw new Error(`${name} has no short form here`);
  }
}
