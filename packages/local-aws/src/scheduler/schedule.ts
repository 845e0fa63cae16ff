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

/** When a schedule fires: once, or again and again. */
export type ScheduleTiming =
  | { readonly kind: 'at'; readonly atMs: number }
  | { readonly kind: 'rate'; readonly everyMs: number };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `at(yyyy-mm-ddThh:mm:ss)`, in UTC, and `rate(value unit)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @returns undefined for anything else, `cron(…)` among it, which the local cloud does not run
 */
export function parseScheduleExpression(expression: string): ScheduleTiming | undefined {
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression)?.[1];
  if (at !== undefined) {
    const atMs = Date.parse(`${at}Z`);
    // Date.parse takes 24:00:00 and would take a 30th of February for a 2nd of March.
    const isReal = !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(at);
    return isReal ? { kind: 'at', atMs } : undefined;
  }
  const [, value = '', unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : { kind: 'rate', everyMs: Number(value) * unitMs };
}
