/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-transform.mjs' },
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  // Both cores of a small machine: simulations compute, end-to-end tests wait.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
