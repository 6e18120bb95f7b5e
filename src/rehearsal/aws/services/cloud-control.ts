import { own } from '../../../template/resolve/values.ts';
import { AwsError, jsonService } from '../service.ts';
import { TYPE_SCHEMAS } from '../type-schemas.ts';

/** Cloud Control's part: a resource of any type of the registry that is played. */
export const cloudControl = jsonService('cloudcontrolapi', {
  GetResource: ({ TypeName, Identifier }, { account }) => {
    const type = String(TypeName);
    const schema = own(TYPE_SCHEMAS, type) as (typeof TYPE_SCHEMAS)[string] | undefined;
    if (!schema) throw new AwsError('UnsupportedActionException', `Resource type ${type} does not support READ action`);
    const resource = account.find(Identifier, type);
    if (!resource)
      throw new AwsError(
        'ResourceNotFoundException',
        `Resource of type '${type}' with identifier '${String(Identifier)}' was not found.`,
      );
    const hidden = new Set((schema.writeOnly ?? []).filter((name) => !name.includes('/')));
    const shown = Object.entries(resource.properties).filter(([name]) => !hidden.has(name));
    const [name = ''] = schema.identifier;
    const properties = { ...Object.fromEntries(shown), [name]: Identifier };
    return { TypeName, ResourceDescription: { Identifier, Properties: JSON.stringify(properties) } };
  },
});
