/** Names of resources as text for `Fn::Sub`, which is the same for the ways to write the same name. */
import { isNoValue } from '../../../template/expand/intrinsics.ts';
import { isList, isRecord, own } from '../../../template/resolve/values.ts';

/** Deeper than any name that a person writes. */
const DEEPEST = 20;

/**
 * Undefined: only what CloudFormation computes knows it.
 *
 * @param reference what a reference is written as: the text between the braces
 */
export function nameText(
  name: unknown,
  reference: (name: string) => string = (text) => `\${${text}}`,
  depth = 0,
): string | undefined {
  if (typeof name === 'string') return name.replaceAll('${', '${!');
  if (depth > DEEPEST || !isRecord(name) || Object.keys(name).length !== 1 || isNoValue(name)) return undefined;
  const referred = own(name, 'Ref');
  if (typeof referred === 'string') return reference(referred);
  const text = own(name, 'Fn::Sub');
  if (typeof text === 'string') return text.replaceAll(/\$\{([^!}]+)\}/g, (_, inner: string) => reference(inner));
  const join = own(name, 'Fn::Join');
  if (!isList(join) || join.length !== 2 || !isList(join[1])) return undefined;
  const delimiter = nameText(join[0], reference, depth + 1);
  const items = join[1].map((item) => nameText(item, reference, depth + 1));
  return delimiter === undefined || items.includes(undefined) ? undefined : items.join(delimiter);
}
