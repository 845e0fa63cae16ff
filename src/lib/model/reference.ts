import type { TargetKind } from './subject.ts';

/** Which deployment target to look at; the truth about it is always read, never taken from the reference. */
export interface DeploymentReference {
  readonly on: 'deployment';
  readonly provider: string;
  readonly kind: TargetKind;
  /** Environment or component name; `service/instance`; the service's name for a pipeline. */
  readonly name: string;
  /** The ARN where it is known. Without it, a target that is gone cannot be told from one that never was. */
  readonly target?: string;
  /** The scope to ask, where it is known and not the bot's own; else the target's account and Region tell. */
  readonly scope?: string;
}

export interface ConnectionReference {
  readonly on: 'connection';
  readonly provider: string;
  readonly id: string;
  readonly target?: string;
  /** The scope to ask, where it is known and not the bot's own; else the target's account and Region tell. */
  readonly scope?: string;
}

/** Only a deployment's id is known; the provider finds its target (assumption A5). */
export interface DeploymentIdReference {
  readonly on: 'deploymentId';
  readonly provider: string;
  readonly id: string;
  readonly target?: string;
  /** The scope to ask, where it is known and not the bot's own; else the target's account and Region tell. */
  readonly scope?: string;
}

export type SubjectReference = DeploymentReference | DeploymentIdReference | ConnectionReference;

/** The Region and account that an ARN names; `undefined` for what is no ARN, or names none. */
export function placeOfArn(arn: string): { readonly account: string; readonly region: string } | undefined {
  const [, region, account] = /^arn:[^:]+:[^:]+:([^:]+):([^:]+):./.exec(arn) ?? [];
  return region === undefined || account === undefined ? undefined : { account, region };
}

/** What made the bot look, or `answer`: the answer to a call of its own. Kept for the trail: "found by the sweep, the event never came". */
export type Cause = 'event' | 'schedule' | 'sweep' | 'request' | 'answer';

/** "Look at this again." A hint may be lost, late, doubled or out of order; nothing in it is believed. */
export interface Hint {
  readonly cause: Cause;
  readonly reference: SubjectReference;
  /** The attempt somebody must look at, where that is known: it may no longer be the newest of its target. */
  readonly attempt?: string;
}
