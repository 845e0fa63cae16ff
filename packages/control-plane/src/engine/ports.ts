/** Time as the control plane sees it: a real clock, or a virtual one in tests and simulations. */
export interface ControlPlaneClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `run` once at `atMs` (at once when that has passed, but not within this call); returns a cancel function. */
  schedule(atMs: number, run: () => void): () => void;
}

/** Chance as the control plane uses it. */
export interface ControlPlaneRandom {
  /** A lower-case UUID, as ids of deployments, connections and events are. */
  uuid(): string;
}

/** How long things take, in milliseconds. They are settings and say nothing about AWS (A10). */
export interface ControlPlaneDurations {
  /** A create or update, whether it succeeds or fails. */
  readonly deploymentMs: number;
  /** From CANCELLING to CANCELLED. */
  readonly cancellationMs: number;
  readonly deletionMs: number;
  /** From REGISTRATION_IN_PROGRESS to DRAFT. */
  readonly templateRegistrationMs: number;
  /** From a push to the end of the sync of its branch; what is synced may take longer. */
  readonly syncMs: number;
}

export const DEFAULT_DURATIONS: ControlPlaneDurations = {
  deploymentMs: 4000,
  cancellationMs: 2000,
  deletionMs: 2000,
  templateRegistrationMs: 1000,
  syncMs: 1000,
};

/** How many deployments of a target are kept by default (A51). */
export const DEPLOYMENTS_KEPT_PER_TARGET = 100;
/** How many deployments of deleted targets are kept by default, of all of them together (A51). */
export const DEPLOYMENTS_KEPT_OF_DELETED_TARGETS = 10_000;
