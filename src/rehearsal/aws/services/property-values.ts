/** Properties of CloudFormation as services keep them: documents as JSON text, numbers and truth as text. */
import { isList } from '../../../template/resolve/values.ts';
import type { Account } from '../account.ts';

/**
 * The policy of a resource: of several the last that was deployed, which has replaced the others.
 *
 * @param types of policy resources, with the property that names what they protect
 */
export function policyOf(
  physicalId: string,
  types: Readonly<Record<string, string>>,
  account: Account,
): string | undefined {
  const [, policy] =
    account
      .ofType(...Object.keys(types))
      .filter(([, { type, properties }]) => listOf(properties[types[type] ?? '']).includes(physicalId))
      .at(-1) ?? [];
  return asJson(policy?.properties['PolicyDocument']);
}

/** Properties may hold a document as an object or as text. */
export function asJson(document: unknown): string | undefined {
  if (document === undefined || typeof document === 'string') return document;
  return JSON.stringify(document);
}

/** A property that is one or a list of them. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

/** A property that is a number, a truth or a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
