/** Who may use functions and layers, and what they are let do by permissions that no template has. */
import type { Resolved } from '../../template/model.ts';
import { referenceTo } from '../../template/resolve/values.ts';
import { jsonDocument, member } from '../answers.ts';
import { Unreadable, type Aws } from '../aws.ts';
import type { DeployedResource, Reading } from '../reader.ts';
import { ask, NONE } from './lambda-client.ts';
import { functionName, layerVersion, type FunctionName } from './lambda-names.ts';
import { FUNCTION_PERMISSION, LAYER_PERMISSION, permissionIn, permissionsBeside } from './lambda-statements.ts';

/** Permissions of a function or an alias that the template does not have. */
export async function permissionsOf(resource: DeployedResource, aws: Aws): Promise<NonNullable<Reading['found']>> {
  const name = functionName(resource.physicalId);
  if (!name) throw new Unreadable(`${resource.physicalId} is no name of a function`);
  const declared = await statementIds(resource, aws);
  const own = new Set([...(declared.get(keyOf(name)) ?? []), ...(declared.get(undefined) ?? [])]);
  return permissionsBeside(
    policyOf(name, aws),
    { FunctionName: referenceTo(resource.logicalId) },
    FUNCTION_PERMISSION,
    own,
  );
}

/** The statements for which the template has permissions, by function; under undefined those of functions not known. */
function statementIds(
  resource: DeployedResource,
  aws: Aws,
): Promise<ReadonlyMap<string | undefined, readonly string[]>> {
  return aws.shared('statements of lambda permissions', () => {
    const ids = new Map<string | undefined, string[]>();
    for (const permission of resource.declared(FUNCTION_PERMISSION.type)) {
      const name = functionName(permission.property('FunctionName'));
      const key = name && keyOf(name);
      const known = ids.get(key) ?? [];
      known.push(FUNCTION_PERMISSION.sid(permission.physicalId));
      ids.set(key, known);
    }
    return Promise.resolve(ids);
  });
}

export async function readPermission(permission: DeployedResource, aws: Aws): Promise<Reading> {
  const name = functionName(permission.property('FunctionName'));
  const policy = name ? policyOf(name, aws) : Promise.reject(new Unreadable('which function it is for is not known'));
  return { properties: await permissionIn(policy, permission, FUNCTION_PERMISSION) };
}

function keyOf({ FunctionName, Qualifier }: FunctionName): string {
  return Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
}

/** Functions and each of their aliases have policies of their own. https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
function policyOf(name: FunctionName, aws: Aws): Promise<Resolved | undefined> {
  const operation = 'lambda:GetPolicy';
  return aws.shared(`${operation} ${keyOf(name)}`, async () => {
    const answer = await ask(
      aws,
      operation,
      ({ client, GetPolicyCommand }, options) => client.send(new GetPolicyCommand(name), options),
      NONE,
    );
    return answer && jsonDocument(member(answer.Policy, operation, 'a policy'), operation);
  });
}

/** Its permissions that the template does not have. */
export async function readLayerVersion(layer: DeployedResource, aws: Aws): Promise<Reading> {
  const declared = layer
    .declared(LAYER_PERMISSION.type)
    .filter((permission) => layerArnOf(permission) === layer.physicalId)
    .map(({ physicalId }) => LAYER_PERMISSION.sid(physicalId));
  const of = { LayerVersionArn: referenceTo(layer.logicalId) };
  const policy = layerPolicyOf(layer.physicalId, aws);
  return { properties: {}, found: await permissionsBeside(policy, of, LAYER_PERMISSION, new Set(declared)) };
}

export async function readLayerPermission(permission: DeployedResource, aws: Aws): Promise<Reading> {
  const policy = layerPolicyOf(layerArnOf(permission), aws);
  return { properties: await permissionIn(policy, permission, LAYER_PERMISSION) };
}

/** The version of the layer, which its physical id begins with. */
function layerArnOf(permission: DeployedResource): string {
  const written = permission.property('LayerVersionArn');
  return typeof written === 'string' ? written : (permission.physicalId.split('#')[0] ?? '');
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html */
function layerPolicyOf(arn: string, aws: Aws): Promise<Resolved | undefined> {
  const operation = 'lambda:GetLayerVersionPolicy';
  return aws.shared(`${operation} ${arn}`, async () => {
    const version = layerVersion(arn);
    if (!version) throw new Unreadable(`${arn} is no version of a layer`);
    const answer = await ask(
      aws,
      operation,
      ({ client, GetLayerVersionPolicyCommand }, options) =>
        client.send(new GetLayerVersionPolicyCommand(version), options),
      NONE,
    );
    return answer && jsonDocument(member(answer.Policy, operation, 'a policy'), operation);
  });
}
