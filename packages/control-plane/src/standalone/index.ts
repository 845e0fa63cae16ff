/** The control plane as a program of its own. It takes time, chance and its settings from whoever starts it. */
export type { EventSender } from '../events/forwarding/index.ts';
export { type AdvanceableClock, createAdvanceableClock, type MachineTime } from './advanceable-clock.ts';
export type { AuditSink } from './audit-file.ts';
export { backUp } from './back-up.ts';
export { type Callers, readCredentialsFile } from './credentials-file.ts';
export { type IssuedKey, openKeyIssuer } from './keys/index.ts';
export { StandaloneError } from './standalone-error.ts';
export { type Machine, type Standalone, type StandaloneOptions, startStandalone } from './start-standalone.ts';
