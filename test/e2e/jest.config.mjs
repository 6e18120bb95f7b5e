import base from '../../jest.config.mjs';

/** End to end: the packed tarball, a service made with it, the SAM CLI and the Lambda runtime client. One after the other: each uses both cores. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
  maxWorkers: 1,
};
