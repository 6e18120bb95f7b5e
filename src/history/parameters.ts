/** SSM Parameter Store as what a stack remembers needs it: texts by name, below one path. */
import type { SSMClient } from '@aws-sdk/client-ssm';
import { reading } from '../live/denied.ts';

/** Whose parameters. Two stacks of one service and environment (previews of pull requests) share none. */
export interface Owner {
  readonly service: string;
  readonly environment: string;
  readonly stackName: string;
}

/** Bytes of the largest parameter: above 4 KB it is an advanced one. */
export const LARGEST_PARAMETER = 8192;

/** A text, and which version of its parameter it is. */
export interface Versioned {
  readonly text: string;
  readonly version: number;
}

/** Texts by name. */
export interface Below {
  readonly found: ReadonlyMap<string, string>;
  /** Or is there more than could be read at once? */
  readonly areAll: boolean;
}

/** As many pages as no 100 versions fill: what has more never ends. */
const MOST_PAGES = 50;

export class Parameters {
  readonly #client: () => Promise<Pick<SSMClient, 'send'>>;
  /** `/fitness/<service>/<environment>/<stack name>` */
  readonly prefix: string;

  constructor(client: () => Promise<Pick<SSMClient, 'send'>>, { service, environment, stackName }: Owner) {
    this.#client = client;
    this.prefix = `/fitness/${service}/${environment}/${stackName}`;
  }

  /** @param name below the prefix; `candidate:3` is its third version */
  async get(name: string, signal: AbortSignal): Promise<string | undefined> {
    const [client, { GetParameterCommand }] = await this.#load();
    try {
      const command = new GetParameterCommand({ Name: `${this.prefix}/${name}` });
      const answer = await client.send(command, { abortSignal: signal });
      return answer.Parameter?.Value ?? '';
    } catch (error) {
      if (isNamed(error, 'ParameterNotFound', 'ParameterVersionNotFound')) return undefined;
      return reading('ssm:GetParameter', Promise.reject(error as Error));
    }
  }

  /** @returns the version that it is now */
  put(name: string, text: string, signal: AbortSignal): Promise<number> {
    return this.#put(name, text, true, signal);
  }

  /** @returns false if there is one of that name already: SSM lets one writer win */
  async create(name: string, text: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#put(name, text, false, signal);
      return true;
    } catch (error) {
      if (isNamed((error as Error).cause, 'ParameterAlreadyExists')) return false;
      throw error;
    }
  }

  async #put(name: string, text: string, overwrite: boolean, signal: AbortSignal): Promise<number> {
    const [client, { PutParameterCommand }] = await this.#load();
    const command = new PutParameterCommand({
      Name: `${this.prefix}/${name}`,
      Value: text,
      Type: 'String',
      Tier: 'Intelligent-Tiering',
      Overwrite: overwrite,
    });
    const { Version } = await reading('ssm:PutParameter', client.send(command, { abortSignal: signal }));
    return Version ?? 0;
  }

  /** Every version that SSM still has, the oldest first; none if there is no such parameter. */
  async versions(name: string, signal: AbortSignal): Promise<Versioned[]> {
    const [client, { GetParameterHistoryCommand }] = await this.#load();
    const found: Versioned[] = [];
    try {
      const areAll = await pages('ssm:GetParameterHistory', async (NextToken) => {
        const Name = `${this.prefix}/${name}`;
        const command = new GetParameterHistoryCommand({ Name, MaxResults: 50, ...(NextToken && { NextToken }) });
        const answer = await client.send(command, { abortSignal: signal });
        for (const { Value: text = '', Version: version = 0 } of answer.Parameters ?? []) found.push({ text, version });
        return answer.NextToken;
      });
      if (!areAll) throw new Error('ssm:GetParameterHistory answers with page after page');
    } catch (error) {
      if (isNamed((error as Error).cause, 'ParameterNotFound')) return [];
      throw error;
    }
    return found.sort((a, b) => a.version - b.version);
  }

  /** The parameters below a path, by name below the prefix: of very many the first, so that they can be swept in turns. */
  async below(path: string, signal: AbortSignal): Promise<Below> {
    const [client, { GetParametersByPathCommand }] = await this.#load();
    const found = new Map<string, string>();
    const areAll = await pages('ssm:GetParametersByPath', async (NextToken) => {
      const Path = `${this.prefix}/${path}`;
      const command = new GetParametersByPathCommand({ Path, Recursive: true, ...(NextToken && { NextToken }) });
      const answer = await client.send(command, { abortSignal: signal });
      for (const { Name = '', Value = '' } of answer.Parameters ?? [])
        found.set(Name.slice(this.prefix.length + 1), Value);
      return answer.NextToken;
    });
    return { found, areAll };
  }

  /** Those that are not there are no error. */
  async delete(names: readonly string[], signal: AbortSignal): Promise<void> {
    const [client, { DeleteParametersCommand }] = await this.#load();
    // ten in a call: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html
    for (let from = 0; from < names.length; from += 10) {
      const Names = names.slice(from, from + 10).map((name) => `${this.prefix}/${name}`);
      await reading(
        'ssm:DeleteParameters',
        client.send(new DeleteParametersCommand({ Names }), { abortSignal: signal }),
      );
    }
  }

  #load() {
    return Promise.all([this.#client(), import('../live/clients/ssm.ts')]);
  }
}

function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** @returns whether these were all */
async function pages(action: string, page: (token?: string) => Promise<string | undefined>): Promise<boolean> {
  let token: string | undefined;
  for (let count = 0; count < MOST_PAGES; count++) {
    const next = await reading(action, page(token));
    if (!next) return true;
    if (next === token) return false;
    token = next;
  }
  return false;
}
