/**
 * The Proton-compatible control plane: what may be used from outside. It stands alone.
 */
export { type Bundles, createFolderBundles } from './bundles/index.ts';
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
export {
  type ControlPlaneClock,
  type ControlPlaneDurations,
  DEFAULT_DURATIONS,
  DEPLOYMENTS_KEPT_OF_DELETED_TARGETS,
  DEPLOYMENTS_KEPT_PER_TARGET,
} from './engine/ports.ts';
export type { ProtonEvent } from './events/envelope.ts';
export { createEventTap, type EventTap, type TappedEvent } from './events/event-tap.ts';
export { EXPECTED_DEPLOYMENT_HEADER } from './http/caller.ts';
export { createControlPlaneHttpHandler } from './http/handler.ts';
export type { ControlPlaneCredential, ControlPlaneHttpOptions } from './http/options.ts';
export { createControlPlaneHttpServer } from './http/server.ts';
export { ProtonError } from './model/errors.ts';
export { PROTON_OPERATION_NAMES } from './model/inputs/index.ts';
export {
  type ControlPlaneRegions,
  createControlPlaneRegions,
  type RegionsState,
  UnknownRegionError,
} from './regions.ts';
export { type ControlPlaneState, UnreadableStateError } from './store/snapshot.ts';
export { createMemoryStore } from './store/store.ts';
