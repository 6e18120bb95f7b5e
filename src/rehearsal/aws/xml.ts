/** The XML of the Query protocol and of S3. */
export type Xml =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Xml[]
  | ReadonlyMap<string, Xml>
  | { readonly [name: string]: Xml };

/** How a list is written: in `<member>` elements (Query protocol), or its element again and again (S3's flattened lists). */
export type Lists = 'members' | 'flat';

export function xml(value: Xml, lists: Lists = 'members'): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, Xml>)].map(([key, item]) => ({ entry: { key, value: item } }));
    return entries.map((entry) => xml(entry, lists)).join('');
  }
  if (Array.isArray(value)) return value.map((item: Xml) => `<member>${xml(item, lists)}</member>`).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .flatMap(([name, item]) =>
        (lists === 'flat' && Array.isArray(item) ? item : [item]).map((one: Xml) => [name, one] as const),
      )
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${xml(item, lists)}</${name}>`)
      .join('');
  }
  return String(value).replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
