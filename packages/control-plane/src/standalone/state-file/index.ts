/** The file that keeps the state of a control plane between two runs. */
export { type ContinuousSaver, createContinuousSaver, NotSavedError } from './continuous-saver.ts';
export { DamagedStateFileError } from './errors.ts';
export { openStateFile, type StateFile } from './state-file.ts';
