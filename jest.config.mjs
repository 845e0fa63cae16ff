import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const packages = readdirSync(new URL('packages', import.meta.url));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', ...packages.map((name) => `<rootDir>/packages/${name}/test`)],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-transform.mjs' },
  testSequencer: '<rootDir>/scripts/jest-sequencer.mjs',
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
  // More than there are cores: simulations compute, but end-to-end tests mostly wait.
  maxWorkers: Math.max(5, Math.ceil(availableParallelism() * 1.5)),
  // A worker gives back one to two gigabytes when it ends, the modules of all its files: on a busy machine that takes more than the
  // half a second after which jest would say that a test has left something running.
  workerGracefulExitTimeout: 10_000,
  // A limit only ends what hangs: on a busy machine everything takes several times as long.
  testTimeout: 300_000,
};
