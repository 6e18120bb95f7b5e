/** What the template names and does not declare. */
import { isList } from '../../../src/template/resolve/values.ts';
import type { Account } from '../../../src/rehearsal/aws/account.ts';

/**
 * Deploys, in another stack, what resources of the template name by a property.
 *
 * @param links the type and the property that names, and the type of what is named
 */
export function deployOutside(links: readonly (readonly [type: string, property: string, named: string])[]) {
  return (account: Account): void => {
    for (const [from, property, type] of links) {
      for (const [, { properties }] of account.ofType(from)) {
        for (const name of isList(properties[property]) ? properties[property] : [properties[property]]) {
          if (typeof name === 'string' && !account.resources.has(name))
            account.resources.set(name, { logicalId: `Outside ${name}`, type, properties: {} });
        }
      }
    }
  };
}
