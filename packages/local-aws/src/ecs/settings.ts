/** How long things take here: AWS publishes no times, and who watches need not wait as long. */
export interface EcsSettings {
  /** From PENDING to IN_PROGRESS. */
  readonly pendingMs: number;
  /** Until all tasks run, where nothing is wrong. */
  readonly scaleUpMs: number;
  /** Until one more task runs, where they are slow; until they stop or start again, where they flap; until one more fails. */
  readonly taskMs: number;
  /** A stage that does not say how long it lasts. */
  readonly stageMs: number;
  /** A rollback, from its beginning to its end; half of that, until one that was asked for begins. */
  readonly rollbackMs: number;
  /** What a minute of bake times, steps and pauses lasts. */
  readonly minuteMs: number;
}

export const defaultSettings: EcsSettings = {
  pendingMs: 1_000,
  scaleUpMs: 10_000,
  taskMs: 5_000,
  stageMs: 1_000,
  rollbackMs: 6_000,
  minuteMs: 60_000,
};
