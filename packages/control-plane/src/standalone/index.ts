/** The control plane as a program of its own. It takes time, chance and its settings from whoever starts it. */
export { type AdvanceableClock, createAdvanceableClock, type MachineTime } from './advanceable-clock.ts';
export { type Callers, readCredentialsFile } from './credentials-file.ts';
export { StandaloneError } from './standalone-error.ts';
export { type Machine, type Standalone, type StandaloneOptions, startStandalone } from './start-standalone.ts';
