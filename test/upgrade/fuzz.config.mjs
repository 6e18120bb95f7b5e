/** The properties of upgrading, FUZZ_RUNS (default: 20) times as often as in an ordinary run. */
import base from '../../jest.config.mjs';

process.env['FUZZ_RUNS'] ??= '20';

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/upgrade/**/*.test.ts'],
  testTimeout: 3_600_000,
};
