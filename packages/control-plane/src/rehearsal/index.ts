/** Trying a bundle before it is registered: what may be used from outside. */
export { RefusedBundleError } from '../bundles/index.ts';
export { exampleInputs } from './example-inputs.ts';
export { packDirectory } from './pack-directory.ts';
export { INPUTS, type Rehearsal, rehearseBundle } from './rehearse-bundle.ts';
