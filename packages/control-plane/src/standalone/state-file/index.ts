/** The file that keeps the state of a control plane between two runs. */
export type { ReadState } from './content.ts';
export { DamagedStateFileError, NotSavedError, StateFileAccessError } from './errors.ts';
export { LockTakenError, takeLock } from './lock.ts';
export { locateStateFile, openStateFile, type StateFile } from './state-file.ts';
