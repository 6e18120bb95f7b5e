/** Versions that work together, for the service that is generated; `npm ci` after `npm install` is a test of them. */
import type { Runtime } from '../config/config.ts';

/** What the service is made and tested with. */
export const TOOLS: Readonly<Record<string, string>> = {
  '@eslint/js': '10.0.1',
  '@jest/globals': '30.5.2',
  '@types/aws-lambda': '8.10.164',
  esbuild: '0.28.2',
  eslint: '10.15.0',
  jest: '30.5.2',
  'jest-junit': '17.0.0',
  prettier: '3.10.1',
  'ts-jest': '29.4.15',
  // 7 has no compiler API for typescript-eslint and ts-jest
  typescript: '6.0.3',
  'typescript-eslint': '8.73.0',
  yaml: '2.9.1',
};

/** Types of the Node.js that the functions run on. */
export const NODE_TYPES: Readonly<Record<Runtime, string>> = { 'nodejs24.x': '24.19.2', 'nodejs22.x': '22.20.5' };

/** The language level of the Node.js that the functions run on. */
export const ECMASCRIPT: Readonly<Record<Runtime, string>> = { 'nodejs24.x': 'ES2024', 'nodejs22.x': 'ES2023' };

/** Powertools for AWS Lambda, whose packages are released together. */
export const POWERTOOLS = '2.35.0';

/** One release of the AWS SDK, for the functions and for the hooks. */
export const AWS_SDK = '3.1133.0';

/** Clients that were released less often. */
const OTHER_RELEASES: Readonly<Record<string, string>> = { 'config-service': '3.1124.0' };

/** AWS clients that every service's hooks call, without `@aws-sdk/client-`. */
export const HOOK_CLIENTS = ['cloudformation', 'cloudwatch', 'codedeploy', 'ssm'];

/** Packages of clients with their versions. */
export function clientPackages(clients: readonly string[]): Record<string, string> {
  return Object.fromEntries(clients.map((name) => [`@aws-sdk/client-${name}`, OTHER_RELEASES[name] ?? AWS_SDK]));
}

/**
 * jest's resolver. Of its later releases not every registry has the binaries of every platform; then a lockfile that
 * `npm install` wrote is one that `npm ci` refuses.
 */
export const OVERRIDES: Readonly<Record<string, string>> = { 'unrs-resolver': '1.11.1' };

/** Which packages may run code when they are installed: esbuild fetches its binary; the others only check theirs. */
export const INSTALL_SCRIPTS: Readonly<Record<string, boolean>> = {
  '@parcel/watcher': false,
  esbuild: true,
  'unrs-resolver': false,
};

/** SAM CLI of the pipeline. */
export const SAM_CLI = '1.170.0';

export const NODE_RANGE = '^20.19 || ^22.13 || >=24';
