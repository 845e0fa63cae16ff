/** The Proton-compatible control plane: what may be used from outside. It stands alone and imports nothing of the bot. */
export {
  type CallContext,
  type ControlPlane,
  type ControlPlaneOptions,
  createControlPlane,
  type ScriptOptions,
} from './control-plane.ts';
export type { ScriptedAttempt, ScriptedOutcome } from './engine/outcomes.ts';
export {
  type ControlPlaneClock,
  type ControlPlaneDurations,
  type ControlPlaneRandom,
  DEFAULT_DURATIONS,
} from './engine/ports.ts';
export type { ProtonDetailType, ProtonEvent } from './events/envelope.ts';
export { EXPECTED_DEPLOYMENT_HEADER } from './http/caller.ts';
export { type ControlPlaneHttpOptions, createControlPlaneHttpHandler } from './http/handler.ts';
export { ProtonError } from './model/errors.ts';
export { type ControlPlaneQuotas, DEFAULT_QUOTAS } from './model/quotas.ts';
export { type ControlPlaneState, UnreadableStateError } from './store/snapshot.ts';
export { type Collection, type ControlPlaneStore, createMemoryStore } from './store/store.ts';
