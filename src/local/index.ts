export { type Choice, writeChoice } from './only.ts';
export { PackageUnavailable, PackagingInterrupted } from './package.ts';
export { NotALocalCloud, type ReplayReport, replay } from './replay.ts';
export { type Session, type SessionOptions, startSession } from './session.ts';
