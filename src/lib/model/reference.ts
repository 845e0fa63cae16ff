import type { TargetKind } from './subject.ts';

/** Which deployment target to look at. The truth about it is always read, never taken from the reference. */
export interface DeploymentReference {
  readonly on: 'deployment';
  readonly provider: string;
  readonly kind: TargetKind;
  /** Environment or component name; `service/instance`; the service's name for a pipeline. */
  readonly name: string;
  /** The ARN, if known. Without it, a target that is gone looks like one that never existed. */
  readonly target?: string;
  /** The scope to ask, if it is known and not the bot's own; otherwise the target's account and Region name it. */
  readonly scope?: string;
}

export interface ConnectionReference {
  readonly on: 'connection';
  readonly provider: string;
  readonly id: string;
  readonly target?: string;
  /** The scope to ask, if it is known and not the bot's own; otherwise the target's account and Region name it. */
  readonly scope?: string;
}

/** Only the id of a deployment is known; the provider finds its target (assumption A5). */
export interface DeploymentIdReference {
  readonly on: 'deploymentId';
  readonly provider: string;
  readonly id: string;
  readonly target?: string;
  /** The scope to ask, if it is known and not the bot's own; otherwise the target's account and Region name it. */
  readonly scope?: string;
}

export type SubjectReference = DeploymentReference | DeploymentIdReference | ConnectionReference;

/** The Region and account that an ARN names; `undefined` for what is no ARN, or names none. */
export function placeOfArn(arn: string): { readonly account: string; readonly region: string } | undefined {
  const [, region, account] = /^arn:[^:]+:[^:]+:([^:]+):([^:]+):./.exec(arn) ?? [];
  return region === undefined || account === undefined ? undefined : { account, region };
}

/**
 * Why the bot looked, or `answer`: the answer to its own call. It is kept for the trail: "found by the sweep, the event never
 * came".
 */
export type Cause = 'event' | 'schedule' | 'sweep' | 'request' | 'answer';

/** "Look at this again." A hint may be lost, late, duplicated or out of order; the bot trusts nothing in it. */
export interface Hint {
  readonly cause: Cause;
  readonly reference: SubjectReference;
  /** The attempt to look at, if known. It may no longer be the newest of its target. */
  readonly attempt?: string;
}
