/** Template bundles: where they are read, what must be in them, and what is kept of them. */
export { bundleProblems } from './bundle-problems.ts';
export type { Bundles } from './bundles.ts';
export { type CheckedBundle, checkBundle } from './check-bundle.ts';
export { createFolderBundles } from './folder-bundles.ts';
export { MAXIMUM_ENTRIES } from './limits.ts';
export { readManifest } from './manifest.ts';
export { type BundleFiles, readBundle } from './read-bundle.ts';
export { RefusedBundleError } from './refusal.ts';
export { type RegistrationResult, registrationResult } from './registration-result.ts';
