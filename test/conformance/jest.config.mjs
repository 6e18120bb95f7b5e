import base from '../../jest.config.mjs';

/** Against third-party evidence that is not in the repository: skipped, visibly, where it is missing. */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 600_000,
};
