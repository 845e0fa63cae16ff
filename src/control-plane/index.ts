/**
 * The Proton-compatible control plane: what may be used from outside. It stands alone and imports nothing of the bot.
 */
export {
  type CallContext,
  type ControlPlane,
  type ControlPlaneOptions,
  createControlPlane,
  /** @public */
  type ScriptOptions,
} from './control-plane.ts';
/** @public */
export type { ScriptedOutcome } from './engine/outcomes.ts';
export type { ControlPlaneClock, ControlPlaneDurations } from './engine/ports.ts';
export type { ProtonEvent } from './events/envelope.ts';
export { EXPECTED_DEPLOYMENT_HEADER } from './http/caller.ts';
export { type ControlPlaneHttpOptions, createControlPlaneHttpHandler } from './http/handler.ts';
export { ProtonError } from './model/errors.ts';
export {
  type ControlPlaneRegions,
  createControlPlaneRegions,
  type RegionsState,
  UnknownRegionError,
} from './regions.ts';
export { type ControlPlaneState, UnreadableStateError } from './store/snapshot.ts';
export { createMemoryStore } from './store/store.ts';
