/** The kind of a deployment's target: a word of its back end, which lists all of them in its manifest. */
export type TargetKind = string;

/** What a deployment does to its target; `unknown` if the provider's answer does not say. */
export type Operation = 'create' | 'update' | 'delete' | 'unknown';

/**
 * The phase of an attempt, with the same words for all back ends.
 *
 * - `queued`: accepted, not begun. `running`: in progress, including cleanup. `waiting`: healthy, but it waits for somebody or
 *   something else: an approval, a bake time, a condition, a closed transition.
 * - `stopping`: it is being stopped or rolled back, whoever caused it.
 * - `succeeded`, `failed`, `cancelled`: how it ended. `gone`: it is unknown how it ended, because its target does not exist any
 *   more, or another attempt replaced it before the bot looked.
 */
export type Phase = 'queued' | 'running' | 'waiting' | 'stopping' | 'succeeded' | 'failed' | 'cancelled' | 'gone';

/** Every {@link Phase}, in the order in which an attempt may pass through them. */
export const phases = [
  'queued',
  'running',
  'waiting',
  'stopping',
  'succeeded',
  'failed',
  'cancelled',
  'gone',
] as const satisfies readonly Phase[];

/** Why an attempt ended or is stopping, if its provider says it; empty if it runs, or succeeded. */
export type EndCause = '' | 'asked' | 'breaker' | 'alarm' | 'superseded' | 'unknown';

/** What a rule can see of a deployment. Members without a value are empty strings, so a rule never fails on an absent one. */
export interface DeploymentFacts {
  readonly provider: string;
  readonly kind: TargetKind;
  /** ARN of the target: the environment, service instance, pipeline or component. */
  readonly target: string;
  /** The name people type: `prod-eu`, `orders/api`, `orders/pipeline`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly environment: string;
  readonly service: string;
  /** As the provider says it; an unknown status is kept, never an error (assumption A3). */
  readonly status: string;
  /** What that status means, in words that are the same for all back ends. */
  readonly phase: Phase;
  readonly operation: Operation;
  /** The provider's id of this deployment; empty if unknown. */
  readonly id: string;
  readonly startedAtMs: number;
  /** By the provider's clock; 0 while it is in progress, and if the provider does not say. */
  readonly endedAtMs: number;
  /** When anything last changed: its phase, a stage of it, a count. By the provider's clock if it says so, else by the bot's. */
  readonly lastProgressAtMs: number;
  /**
   * Until when it may take as planned: its start, and what its own settings make it wait for, such as steps and bake times. A
   * healthy deployment that is slow on purpose has ended by then. 0 where nothing is planned, or the provider does not say.
   */
  readonly expectedByMs: number;
  /** Who or what started it, as the provider says it: a role, a pipeline, a commit. */
  readonly initiator: string;
  readonly cause: EndCause;
  /** Whether it is in a state that only a person can fix. */
  readonly needsHuman: boolean;
  /** Tags and the like, by name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly template: string;
  readonly templateVersion: string;
}

/** What a rule can see of an environment account connection. */
export interface ConnectionFacts {
  readonly provider: string;
  readonly id: string;
  /** ARN of the connection; it belongs to the environment account (assumption A2). */
  readonly target: string;
  readonly status: string;
  readonly environment: string;
  readonly environmentAccountId: string;
  readonly managementAccountId: string;
  readonly requestedAtMs: number;
  readonly roleArn: string;
}

/** What rules decide about. */
export type Subject =
  | { readonly on: 'deployment'; readonly deployment: DeploymentFacts }
  | { readonly on: 'connection'; readonly connection: ConnectionFacts };
