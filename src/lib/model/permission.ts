import { actionTypes } from './claim.ts';
import type { Subject, TargetKind } from './subject.ts';

/** What a person needs a permission for. */
export const permittedActions = [
  ...actionTypes,
  'create',
  'update',
  'delete',
  // To answer what a rule asks.
  'approve',
  // To put deployments on hold, and to release any hold.
  'hold',
  // To act on what is on hold.
  'override',
  // To ask why a deployment fails or hangs: the answer has texts and log lines of what is deployed.
  'diagnose',
  // To stop all rules, and to let them act again.
  'steer',
] as const;
export type PermittedAction = (typeof permittedActions)[number];

/** The kind of subject of each action. */
export const subjectsOfActions = {
  cancel: 'deployment',
  retry: 'deployment',
  rollback: 'deployment',
  continue: 'deployment',
  turnDown: 'deployment',
  accept: 'connection',
  reject: 'connection',
  create: 'resource',
  update: 'resource',
  delete: 'resource',
  approve: 'deployment',
  hold: 'deployment',
  override: 'deployment',
  diagnose: 'deployment',
  steer: 'deployment',
} as const satisfies Readonly<Record<PermittedAction, 'deployment' | 'connection' | 'resource'>>;

/** What is known of a resource that a person wants to create, change or delete. Absent: not known yet. Empty: it has none. */
export interface ResourceFacts {
  readonly provider: string;
  readonly kind?: TargetKind;
  readonly account?: string;
  readonly region?: string;
  readonly environment?: string;
  readonly service?: string;
  /** As the person names it. */
  readonly name?: string;
}

/** The subject of a permission check. */
export type PermissionSubject = Subject | { readonly on: 'resource'; readonly resource: ResourceFacts };
