import { AwsError } from './service.ts';

export interface FunctionState {
  versions: string[];
  /** Name → main version, and the weighted second one. */
  aliases: Record<string, { version: string; weights?: Record<string, number> }>;
}

/** The part of Lambda's REST API that pruning uses. */
export class LambdaVersions {
  readonly functions = new Map<string, FunctionState>();
  pageSize = 50;

  handle(method: string, url: URL): { operation: string; answer: () => object | undefined } | undefined {
    const [, name, part] = /^\/2015-03-31\/functions\/([^/]+)(?:\/(versions|aliases))?$/.exec(url.pathname) ?? [];
    if (!name) return undefined;
    const key = decodeURIComponent(name);
    const marker = url.searchParams.get('Marker');
    if (method === 'GET' && part === 'versions')
      return { operation: 'ListVersionsByFunction', answer: () => this.#versions(key, marker) };
    if (method === 'GET' && part === 'aliases')
      return { operation: 'ListAliases', answer: () => this.#aliases(key, marker) };
    if (method === 'DELETE')
      return { operation: 'DeleteFunction', answer: () => this.#delete(key, url.searchParams.get('Qualifier')) };
    return undefined;
  }

  #versions(name: string, marker: string | null): object {
    const { items, next } = this.#page(['$LATEST', ...this.#find(name).versions], marker);
    return { Versions: items.map((Version) => ({ FunctionName: name, Version })), NextMarker: next };
  }

  #aliases(name: string, marker: string | null): object {
    const { items, next } = this.#page(Object.entries(this.#find(name).aliases), marker);
    return {
      Aliases: items.map(([Name, { version, weights }]) => ({
        Name,
        FunctionVersion: version,
        ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
      })),
      NextMarker: next,
    };
  }

  #delete(name: string, version: string | null): undefined {
    const state = this.#find(name);
    if (!version || version === '$LATEST') throw new AwsError('InvalidParameterValueException', 'not the function!');
    const named = Object.values(state.aliases).some(
      (alias) => alias.version === version || version in (alias.weights ?? {}),
    );
    if (named) throw new AwsError('ResourceConflictException', `An alias names version ${version}`, 409);
    state.versions = state.versions.filter((other) => other !== version);
    return undefined;
  }

  #page<T>(all: readonly T[], marker: string | null): { items: readonly T[]; next: string | undefined } {
    const from = Number(marker ?? 0);
    const to = from + this.pageSize;
    return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
  }

  #find(name: string): FunctionState {
    const state = this.functions.get(name);
    if (!state) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return state;
  }
}
