/** How long things take here: AWS publishes no times, and who watches need not wait as long. */
export interface CodeDeploySettings {
  /** From Created to InProgress. */
  readonly createdMs: number;
  /** One instance, or one step that has no other time. */
  readonly stepMs: number;
  /** The same where it is slow, and healthy. */
  readonly slowStepMs: number;
  /** From a stop to its end; 0: at once. */
  readonly stopMs: number;
  /** A rollback. */
  readonly rollbackMs: number;
  /** What a minute of waits and traffic shifts lasts. */
  readonly minuteMs: number;
  /** How far ahead of all others the clock is that says when a deployment started. */
  readonly startClockAheadMs: number;
  /** Whether a deployment that is being stopped shows why: nobody knows whether CodeDeploy does. */
  readonly showsStops: boolean;
}

export const defaultSettings: CodeDeploySettings = {
  createdMs: 500,
  stepMs: 3_000,
  slowStepMs: 60_000,
  stopMs: 1_000,
  rollbackMs: 6_000,
  minuteMs: 60_000,
  startClockAheadMs: 0,
  showsStops: true,
};
