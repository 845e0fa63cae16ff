/** An event envelope as EventBridge delivers it. */
export interface EventEnvelope {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event was put on a bus; `rules` are those it matched, `fault` what the fault switches did to it. */
export interface EventActivity {
  readonly kind: 'event';
  readonly atMs: number;
  readonly bus: string;
  readonly event: EventEnvelope;
  readonly rules: readonly string[];
  readonly fault?: 'dropped' | 'duplicated' | 'delayed' | 'reordered';
}

/** Something happened to a message. */
export interface MessageActivity {
  readonly kind: 'message';
  readonly atMs: number;
  readonly queue: string;
  readonly action: 'sent' | 'received' | 'deleted' | 'deadLettered';
  readonly messageId: string;
  readonly body: string;
  readonly receiveCount: number;
}

/** How an invocation ended. `killed` and `timedOut` are the deaths of the environment, `error` is the handler's own. */
export type InvocationOutcome = 'succeeded' | 'error' | 'timedOut' | 'killed' | 'crashed';

/** A function started or finished an invocation. */
interface InvocationActivity {
  readonly kind: 'invocation';
  readonly atMs: number;
  readonly functionName: string;
  readonly requestId: string;
  readonly phase: 'started' | 'finished';
  readonly coldStart: boolean;
  readonly outcome?: InvocationOutcome;
  readonly durationMs?: number;
  readonly errorType?: string;
}

/** An AWS call was answered (or, with a fault, deliberately not). */
interface CallActivity {
  readonly kind: 'call';
  readonly atMs: number;
  /** The Lambda function that called; undefined for any other client. */
  readonly functionName?: string;
  readonly service: string;
  readonly operation: string;
  /** Undefined when no answer was given. */
  readonly statusCode?: number;
  readonly fault?: string;
}

/** A schedule was made, changed, deleted, or fired. */
export interface ScheduleActivity {
  readonly kind: 'schedule';
  readonly atMs: number;
  readonly name: string;
  readonly action: 'created' | 'updated' | 'deleted' | 'fired';
  readonly expression: string;
}

/** Everything that happens in the local cloud, for the timeline, the bench and the tests. */
export type Activity = EventActivity | MessageActivity | InvocationActivity | CallActivity | ScheduleActivity;

/** Is told of everything that happens. Must not throw. */
export type ActivityListener = (activity: Activity) => void;
