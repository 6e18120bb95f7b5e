/** The Query protocol's XML, as CloudFormation answers it. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

export function xml(value: Xml): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return (value as readonly Xml[]).map((item) => `<member>${xml(item)}</member>`).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${xml(item)}</${name}>`)
      .join('');
  }
  return String(value).replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
