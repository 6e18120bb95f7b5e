/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@create-fitness-serverless/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  globalSetup: '<rootDir>/test/support/temporary/make.mjs',
  globalTeardown: '<rootDir>/test/support/temporary/remove.mjs',
  // Many tests wait for processes that they start. One worker for each core but one, Jest's default, is one on two cores.
  maxWorkers: 2,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', '<rootDir>/test/conformance/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/demo-service/'],
  moduleNameMapper: {
    '^create-fitness-serverless/check$': '<rootDir>/src/checks/api.ts',
    '^create-fitness-serverless/testing$': '<rootDir>/src/checks/testing.ts',
  },
};
