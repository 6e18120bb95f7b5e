export interface RuntimeClient {
  /** Node 24. */
  readonly node: string;
  /** Entry of aws-lambda-ric. */
  readonly client: string;
  /** What stands for its native HTTP client. */
  readonly shim: string;
}
export function runtimeClient(): RuntimeClient;
export function installRuntimeClient(): Promise<RuntimeClient>;
