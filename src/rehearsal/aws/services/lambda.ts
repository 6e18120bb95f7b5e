import type { Account, FunctionState } from '../account.ts';
import { AwsError, restService } from '../service.ts';
import { SETTINGS } from './lambda-settings.ts';

const PATH = '/2015-03-31/functions/{FunctionName}';

/** Lambda's part: versions and aliases, and what is set for functions. */
export const lambda = restService('lambda', 'json', [
  ...SETTINGS,
  {
    operation: 'GetAccountSettings',
    method: 'GET',
    path: '/2016-08-19/account-settings',
    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    play: () => ({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } }),
  },
  {
    operation: 'ListVersionsByFunction',
    method: 'GET',
    path: `${PATH}/versions`,
    play: ({ FunctionName, Marker }, { account, page }) => {
      const { items, next } = page(['$LATEST', ...state(account, FunctionName).versions], Marker, 50);
      return { Versions: items.map((Version) => ({ FunctionName, Version })), NextMarker: next };
    },
  },
  {
    operation: 'ListAliases',
    method: 'GET',
    path: `${PATH}/aliases`,
    play: ({ FunctionName, Marker }, { account, page }) => {
      const { items, next } = page(Object.entries(state(account, FunctionName).aliases), Marker, 50);
      return {
        Aliases: items.map(([Name, { version, weights }]) => ({
          Name,
          FunctionVersion: version,
          ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
        })),
        NextMarker: next,
      };
    },
  },
  {
    operation: 'Invoke',
    method: 'POST',
    path: `${PATH}/invocations`,
    play: ({ FunctionName }, { account, request }) => {
      if (request.headers['x-amz-invocation-type'] !== 'Event')
        throw new AwsError('InvalidParameterValueException', 'only asynchronous invocations are played');
      const functionName = functionOf(String(FunctionName));
      if (!account.find(functionName, 'AWS::Lambda::Function')) state(account, functionName);
      account.invocations.push({ functionName, payload: request.body });
      return {};
    },
  },
  {
    operation: 'DeleteFunction',
    method: 'DELETE',
    path: PATH,
    play: ({ FunctionName, Qualifier = '$LATEST' }, { account }) => {
      const version = String(Qualifier);
      const found = state(account, FunctionName);
      if (version === '$LATEST') throw new AwsError('InvalidParameterValueException', 'not the function!');
      const named = Object.values(found.aliases).some(
        (alias) => alias.version === version || version in (alias.weights ?? {}),
      );
      if (named) throw new AwsError('ResourceConflictException', `An alias names version ${version}`, 409);
      found.versions = found.versions.filter((other) => other !== version);
      return undefined;
    },
  },
]);

/** Of an ARN the name in it. */
function functionOf(name: string): string {
  return /:function:([^:]+)/.exec(name)?.[1] ?? name;
}

function state(account: Account, name: unknown): FunctionState {
  const found = account.functions.get(String(name));
  if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${String(name)}`, 404);
  return found;
}
