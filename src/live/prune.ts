/** Removes old versions of a stack's functions: SAM keeps every one (aws/serverless-application-model#2719). */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { AliasConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import { stackResources } from './cloudformation.ts';
import { explain, reading } from './denied.ts';
import type { LiveResource } from './reader.ts';

export interface FunctionVersions {
  /** Published versions, without `$LATEST`. */
  readonly versions: readonly string[];
  /** Versions that an alias names, as its main or its weighted one. */
  readonly aliased: readonly string[];
  /** Versions that the stack itself holds as resources. */
  readonly inStack: readonly string[];
}

/**
 * The versions to delete, oldest first. Kept are: what an alias or the stack names, what is newer (a deployment may be
 * about to use it), and of what is older the newest `keep`: the first of them is what a rollback would go back to.
 * A function that no alias names a version of is left alone.
 */
export function versionsToPrune({ versions, aliased, inStack }: FunctionVersions, keep = 1): string[] {
  if (aliased.length === 0) return [];
  const named = new Set([...aliased, ...inStack]);
  const live = Math.min(...aliased.map(Number));
  const older = versions
    .filter((version) => !named.has(version) && Number(version) < live)
    .sort((a, b) => Number(a) - Number(b));
  return older.slice(0, Math.max(0, older.length - Math.max(0, keep)));
}

export interface PruneOptions {
  /** Name or ARN of the stack. */
  readonly stack: string;
  /** Older versions to keep beside those in use. @default 1 */
  readonly keep?: number;
  /** Only say what would be deleted. */
  readonly dryRun?: boolean;
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly signal?: AbortSignal;
}

export interface PrunedFunction {
  /** Name of the function. */
  readonly name: string;
  /** Versions that were (with `dryRun`: would be) deleted. */
  readonly deleted: readonly string[];
  readonly kept: readonly string[];
  /** Why a version could not be deleted. */
  readonly failed: readonly { readonly version: string; readonly reason: string }[];
}

/** Prunes every function of the stack and its nested stacks, one after the other. Throws if they cannot be listed. */
export async function prune({ keep = 1, dryRun = false, ...options }: PruneOptions): Promise<PrunedFunction[]> {
  const signal = options.signal ?? new AbortController().signal;
  const resources = await allResources(options.cloudformation, options.stack, signal);
  const pruned: PrunedFunction[] = [];
  for (const { type, physicalId: name } of resources) {
    if (type !== 'AWS::Lambda::Function' || !name) continue;
    const state = await functionVersions(options.lambda, name, resources, signal);
    const old = versionsToPrune(state, keep);
    const failed = dryRun ? [] : await deleteVersions(options.lambda, name, old, signal);
    const deleted = old.filter((version) => !failed.some((failure) => failure.version === version));
    pruned.push({ name, deleted, kept: state.versions.filter((version) => !deleted.includes(version)), failed });
  }
  return pruned;
}

async function allResources(
  client: PruneOptions['cloudformation'],
  stack: string,
  signal: AbortSignal,
): Promise<LiveResource[]> {
  const resources = await stackResources(client, stack, signal);
  const nested = resources.filter(({ type }) => type === 'AWS::CloudFormation::Stack');
  for (const { physicalId } of nested)
    if (physicalId) resources.push(...(await allResources(client, physicalId, signal)));
  return resources;
}

async function functionVersions(
  client: PruneOptions['lambda'],
  name: string,
  resources: readonly LiveResource[],
  abortSignal: AbortSignal,
): Promise<FunctionVersions> {
  const { ListAliasesCommand, ListVersionsByFunctionCommand } = await import('@aws-sdk/client-lambda');
  const versions = await pages('lambda:ListVersionsByFunction', async (Marker) => {
    const page = await client.send(new ListVersionsByFunctionCommand({ FunctionName: name, Marker }), { abortSignal });
    return { items: page.Versions ?? [], next: page.NextMarker };
  });
  const aliases = await pages<AliasConfiguration>('lambda:ListAliases', async (Marker) => {
    const page = await client.send(new ListAliasesCommand({ FunctionName: name, Marker }), { abortSignal });
    return { items: page.Aliases ?? [], next: page.NextMarker };
  });
  const aliased = aliases.flatMap(({ FunctionVersion, RoutingConfig }) => [
    FunctionVersion,
    ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}),
  ]);
  const inStack = resources
    .filter(({ type }) => type === 'AWS::Lambda::Version')
    .map(({ physicalId }) => /:function:([^:]+):(\d+)$/.exec(physicalId ?? ''))
    .filter((arn) => arn?.[1] === name)
    .map((arn) => arn![2]!);
  const published = (version: string | undefined): version is string => /^\d+$/.test(version ?? '');
  return {
    versions: versions.map(({ Version }) => Version).filter(published),
    aliased: aliased.filter(published),
    inStack,
  };
}

async function pages<T>(
  action: string,
  page: (marker: string | undefined) => Promise<{ items: readonly T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const { items, next } = await reading(action, page(marker));
    all.push(...items);
    marker = next === '' ? undefined : next;
  } while (marker);
  return all;
}

async function deleteVersions(
  client: PruneOptions['lambda'],
  name: string,
  versions: readonly string[],
  abortSignal: AbortSignal,
): Promise<{ version: string; reason: string }[]> {
  const { DeleteFunctionCommand } = await import('@aws-sdk/client-lambda');
  const failed: { version: string; reason: string }[] = [];
  for (const version of versions) {
    try {
      await client.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: version }), { abortSignal });
    } catch (error) {
      failed.push({ version, reason: explain(error, 'lambda:DeleteFunction') });
    }
  }
  return failed;
}
