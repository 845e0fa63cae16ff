import type { ScheduleTiming } from './expression.ts';

/** A schedule as it was asked for. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly groupName: string;
  readonly expression: string;
  readonly timing: ScheduleTiming;
  readonly isEnabled: boolean;
  readonly deleteAfterCompletion: boolean;
  readonly description: string | undefined;
  readonly flexibleTimeWindow: Readonly<Record<string, unknown>>;
  /** As given, for GetSchedule; `arn` and `input` are what firing needs. */
  readonly target: Readonly<Record<string, unknown>> & { readonly Arn: string; readonly Input?: string | undefined };
  /** A repeated CreateSchedule with the same token is the same call, not a conflict. */
  readonly clientToken: string | undefined;
}

/** A schedule as it is kept. */
export interface StoredSchedule extends ScheduleDefinition {
  readonly arn: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}
